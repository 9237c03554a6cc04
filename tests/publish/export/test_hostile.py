"""Whatever a line of the contract says: there are rows, faults of rows, or an error that says where; never a crash."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exporting import IN_HOUSE, claim, report
from khaldun.errors import UsageError
from khaldun.export.work import Plan, Work
from khaldun.export.world import World
from khaldun.publish.export.formats import FORMATS, FormatName
from khaldun.publish.export.items import Told, told_by
from khaldun.publish.export.profile import SAFE, load_profile
from khaldun.records.codec import encode_line
from khaldun.run.contract import Piece, lines_of

WHOLE = [encode_line(report()), encode_line(claim(1)), encode_line(claim(2))]
ODD = [
    0,
    -1,
    2**31,
    2**63,
    10**30,
    1e300,
    -1e300,
    0.5,
    "",
    " ",
    "=1",
    "\ud7ff",
    "\x00",
    "x" * 40_000,
    True,
    None,
    [],
    {},
]


class Lines(msgspec.Struct):
    """A batch of lines."""

    data: bytes

    def told(self) -> list[Told]:
        return list(told_by(line for line, _ in lines_of([Piece(name="x.jsonl", first=1, data=self.data)])))

    def failures(self) -> int:
        return 0


@pytest.fixture(scope="module")
def works(around: World, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[FormatName, Work]]:
    path = tmp_path_factory.mktemp("profile") / "profile.toml"
    path.write_text(IN_HOUSE)
    return [
        (name, Work(Plan(format=name, table=kind.table, profile=profile, leave_out_invalid=True), around))
        for name, kind in FORMATS.items()
        for profile in (SAFE, load_profile(Path(path)))
    ]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_claim_with_a_field_of_any_value_makes_rows_or_a_clear_error(
    works: list[tuple[FormatName, Work]], data: st.DataObject
) -> None:
    number = data.draw(st.sampled_from(range(len(WHOLE))))
    whole = msgspec.json.decode(WHOLE[number])
    paths = list(paths_of(whole))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths))
        holder = at(whole, path[:-1])
        if isinstance(holder, dict) or (isinstance(holder, list) and path[-1] < len(holder)):
            was = at(whole, path)
            alike = [each for each in ODD if isinstance(each, type(was))] or ODD
            holder[path[-1]] = data.draw(st.sampled_from(alike if data.draw(st.integers(0, 4)) else ODD))
    altered = [*WHOLE[:number], msgspec.json.encode(whole), *WHOLE[number + 1 :]]
    batch = Lines(b"\n".join(altered))
    try:
        batch.told()
    except UsageError as error:
        assert f"line {number + 1}: " in error.message
        return
    for name, work in works:
        made = work.make(batch)
        assert made.claims >= made.rows + made.merged and len(made.given.ids) >= made.rows, name


def paths_of(value: Any, path: tuple[Any, ...] = ()) -> Any:
    """The path of every field, however deep."""
    for key in value if isinstance(value, dict) else range(len(value)):
        yield (*path, key)
        if isinstance(value[key], dict | list):
            yield from paths_of(value[key], (*path, key))


def at(whole: Any, path: tuple[Any, ...]) -> Any:
    """What stands at a path; null where it is not there any more."""
    for key in path:
        fits = isinstance(key, str) if isinstance(whole, dict) else isinstance(whole, list) and isinstance(key, int)
        if not fits or (isinstance(whole, list) and key >= len(whole)):
            return None
        whole = whole.get(key) if isinstance(whole, dict) else whole[key]
    return whole
