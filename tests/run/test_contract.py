"""Reading the contract: whatever bytes come, there are lines or an error that says where; pieces hold whole reports."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exporting import claim, dated, report
from khaldun.errors import UsageError
from khaldun.publish.export.items import Told, told_by
from khaldun.records.codec import encode_line
from khaldun.records.lines import ContractLine
from khaldun.run.contract import Piece, lines_of, read_pieces

LINES = [encode_line(report(1)), encode_line(claim(1)), encode_line(report(2)), encode_line(claim(2, of=2))]


def read(data: bytes) -> list[ContractLine]:
    return [line for line, _ in lines_of([Piece(name="x.jsonl", first=1, data=data)])]


def pieces(files: Sequence[Path], size: int) -> list[tuple[Piece, ...]]:
    return list(read_pieces([str(file) for file in files], lambda _: None, size=size))


@given(st.binary(max_size=200))
@example(b"[" * 100_000)
@example(b'{"kind":"claim","report":{"name":"\\ud800"}}')
@example(b'{"kind":"report","id":"\xff","name":"","text":""}')
@example(b"\xef\xbb\xbf{}\n")
@example(b"\r\x0b\x0c\x1c\x85")
def test_any_bytes_are_lines_or_an_error_that_says_where(data: bytes) -> None:
    try:
        read(data)
    except UsageError as error:
        assert error.message.startswith("x.jsonl, line ") and error.advice


@given(st.sampled_from(LINES), st.data())
def test_a_line_that_was_altered_is_a_line_or_an_error(line: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(line) - 1))
    length = data.draw(st.integers(0, 12))
    altered = line[:at] + data.draw(st.binary(max_size=12)) + line[at + length :]
    try:
        read(altered)
    except UsageError as error:
        assert error.message.startswith("x.jsonl, line ")


@given(st.sampled_from(LINES), st.data())
def test_a_value_of_another_kind_is_a_line_or_an_error(line: bytes, data: st.DataObject) -> None:
    """A field, however deep, holds something else; then rows are made of what is a line all the same."""
    whole = msgspec.json.decode(line)
    holder = whole
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(holder[key], dict | list) or not holder[key] or data.draw(st.booleans()):
            break
        holder = holder[key]
    other = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.just([]))
    holder[key] = data.draw(other)
    try:
        read(msgspec.json.encode(whole))
    except UsageError as error:
        assert error.message.startswith("x.jsonl, line 1: ")


@pytest.mark.parametrize(
    ("line", "field", "said"),
    [
        pytest.param(claim(1, **dated("2026-02-30")), "$.date.start", "'2026-02-30'", id="no-such-day"),
        pytest.param(claim(1, **dated("3 March")), "$.date.start", "'3 March'", id="in-words"),
        pytest.param(claim(1, **dated("20260303")), "$.date.start", "'20260303'", id="without-dashes"),
        pytest.param(claim(1, **dated("2026-03-03T00:00")), "$.date.start", "'2026-03-03T00:00'", id="an-instant"),
        pytest.param(
            claim(1, coding=msgspec.structs.replace(dated("x")["coding"], event_date="soon")),
            "$.coding.event_date",
            "'soon'",
            id="the-codebooks",
        ),
        pytest.param(report(1, published="5.3.2026"), "$.published", "'5.3.2026'", id="published"),
    ],
)
def test_a_malformed_day_is_told_with_file_line_and_field(line: ContractLine, field: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        read(b"\n".join([*LINES, encode_line(line)]))
    assert error.value.message.startswith("x.jsonl, line 5: ")
    assert said in error.value.message and f"`{field}`" in error.value.message


def test_an_instant_of_publication_is_a_day() -> None:
    assert len(read(encode_line(report(1, published="2019-11-16T10:00:00Z")))) == 1


def test_a_line_ends_in_a_line_feed_alone() -> None:
    """A carriage return between two fields is a blank."""
    blanks = LINES[0].replace(b",", b",\r", 1) + b"\r\n"
    assert len(read(blanks + LINES[1])) == 2


def files_of(folder: Path, *parts: Sequence[bytes]) -> list[Path]:
    made = [folder / f"{number}.jsonl" for number in range(len(parts))]
    for path, lines in zip(made, parts, strict=True):
        path.write_bytes(b"".join(line + b"\n" for line in lines))
    return made


def told(found: Sequence[tuple[Piece, ...]]) -> list[list[Told]]:
    return [list(told_by(line for line, _ in lines_of(each))) for each in found]


CASES = {
    "reports": ([*LINES, *LINES],),
    "in-two-files": (LINES[:1], LINES[1:]),
    "claims-alone": (LINES[1::2], LINES[1::2]),
    "a-report-over-two-files": ([*LINES[:2], encode_line(claim(3))], [encode_line(claim(4)), *LINES[2:]]),
    "with-blanks-and-failures": (
        [b"", LINES[0], b" ", LINES[1], b'{"kind":"failure","name":"x","stage":"","error":"","message":""}', *LINES],
    ),
    "otherwise-written": (
        [b'{ "kind" : "report"' + line[16:] if b'"report",' in line[:18] else line for line in LINES],
    ),
}


@pytest.mark.parametrize("size", [1, 2_000, 1_000_000])
@pytest.mark.parametrize("case", CASES)
def test_pieces_hold_whole_reports(case: str, size: int, tmp_path: Path) -> None:
    paths = files_of(tmp_path, *CASES[case])
    whole = b"".join(path.read_bytes() for path in paths)
    found = pieces(paths, size)
    assert b"".join(piece.read() for each in found for piece in each) == whole
    together = list(told_by(line for line, _ in lines_of(piece for each in found for piece in each)))
    assert [one for each in told(found) for one in each] == together
    assert (len(found) > 1) == (size < 1_000_000)


def test_lines_keep_their_numbers(tmp_path: Path) -> None:
    (path,) = files_of(tmp_path, [*LINES, b"", b"{"])
    found = pieces([path], 1)
    assert [each[0].first for each in found] == [1, 3]
    with pytest.raises(UsageError, match=r"0\.jsonl, line 6: "):
        told(found)


def test_standard_input_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = b"".join(line + b"\n" for line in LINES)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(whole)))
    found = list(read_pieces(["-"], lambda _: None, size=1))
    assert [piece.data for (piece,) in found] == [whole[: whole.index(LINES[2])], whole[whole.index(LINES[2]) :]]


def test_a_file_that_was_cut_meanwhile_is_told(tmp_path: Path) -> None:
    (path,) = files_of(tmp_path, LINES)
    found = pieces([path], 1)
    path.write_bytes(LINES[0])
    with pytest.raises(UsageError, match=r"0\.jsonl was changed while it was read"):
        told(found)
    path.unlink()
    with pytest.raises(UsageError, match=r"0\.jsonl cannot be read"):
        told(found)
