"""UCDP's list against the registry: who counts as known, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from khaldun.errors import DataError
from khaldun.measure.actor_list import ACTORS, CONFLICTS, cover, read_listed
from khaldun.tools.countries import packaged_countries
from khaldun.tools.registry import Registry, load_registry

COLUMNS = (
    "ActorId,NameData,NameOrig,NameOrigFull,NameOrigFullEng,NewName,NewNameFullMotherTongue,NewNameFullEng,"
    "Org,Location\n"
)
LIST = """\
1,Government of Syria,n/a,n/a,n/a,,,,4,Syria
2,Dawn Front,DF,n/a,Front of Dawn,,,,1,"Syria, Yemen (North Yemen)"
3,Dusk Front,n/a,n/a,n/a,"DuF, Dusk Movement",,,1,Syria
4,Noon Front,n/a,n/a,n/a,,,,1,Syria
5,Night Front,n/a,n/a,n/a,,,,1,Syria
6,Fulani,n/a,n/a,n/a,,,,3,Congo
7,Hill People,n/a,n/a,n/a,,,,3,DR Congo (Zaire)
"""
OURS = """
- {id: dawn, name: Front at Daybreak, type: Rebel group, home: SYR, ucdp: 2}
- {id: dusk, name: Dusk Movement, type: Rebel group, home: SYR}
- {id: noon, name: Noon Front, type: Rebel group, home: LBY}
- {id: night, name: Night Front, type: Rebel group, home: SYR, ucdp: 9001}
"""


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    (tmp_path / "war.yaml").write_text(OURS, encoding="utf-8")
    return load_registry(tmp_path)


def test_an_actor_is_known_by_its_id_else_by_a_name_of_that_country(tmp_path: Path, registry: Registry) -> None:
    path = tmp_path / "list.csv"
    path.write_text("\ufeff" + COLUMNS + LIST, encoding="utf-8")
    rows = {row.country: row for row in cover(read_listed(path, packaged_countries()), registry, ["SYR", "COG", "COD"])}
    syria = rows["SYR"]
    assert (syria.groups, syria.by_id, syria.by_name, syria.communities) == (4, 1, 1, 0)
    assert syria.unknown == ("Noon Front (4)", "Night Front (5)")
    assert (rows["COG"].groups, rows["COG"].communities, rows["COG"].peoples) == (0, 1, 1)
    assert rows["COD"].unknown == ("Hill People (7)",)


@pytest.mark.parametrize("text", [None, "a,b\n1,2\n", COLUMNS + "x,,,,,,,,1,Syria\n"])
def test_what_is_no_list_is_said(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "list.csv"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="no list of actors"):
        read_listed(path, packaged_countries())


@pytest.mark.shared
def test_the_packaged_registry_knows_some_of_every_conflict(shared: Path) -> None:
    registry = load_registry()
    rows = list(cover(read_listed(shared / "data" / ACTORS, registry.countries), registry))
    assert [row.country for row in rows] == list(CONFLICTS)
    assert all(0 < row.by_id <= row.groups for row in rows)
