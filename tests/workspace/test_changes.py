"""A claim as it stood at a version, told by walking the chain back: exact, or not told at all."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable

import msgspec
import pytest

from khaldun.errors import KhaldunError
from khaldun.records.lines import ActorLine, ClaimLine, DateLine, PlaceLine, ReportLine
from khaldun.review.alike import Alike
from khaldun.review.edit import set_part
from khaldun.review.fields import FIELDS, key
from khaldun.review.fix import Fix
from khaldun.review.merging import Seen, changed, seen_at, touch
from khaldun.store import claims, decisions
from khaldun.store.changes import changes
from khaldun.store.claims import Kept
from khaldun.tools.gazetteer.rules import load_folding
from khaldun.workspace.deciding import Desk, Who
from khaldun.workspace.fixing import Fixing
from khaldun.workspace.keeping import keep_lines

AMAL, CHIEF = Who("amal", "coder"), Who("chief", "reviewer")


def everything(desk: Desk) -> list[Kept]:
    with desk.store.read() as connection:
        return claims.numbers(connection, range(1, 200))


def seen(desk: Desk, claim: int, version: int) -> Seen:
    with desk.store.read() as connection:
        kept, late = claims.get(connection, claim), changes(connection, claim)
    assert kept is not None
    return seen_at(
        claim, version, line=kept.line, state=kept.state, now=kept.version, reread=late.reread, newest=late.newest
    )


def keys(line: ClaimLine) -> dict[str, object]:
    return {name: key(line, name) for name in FIELDS}


def value(chance: random.Random, name: str) -> bytes:
    made: object = f"note {chance.randrange(9)}"
    if name == "date":
        made = DateLine(start=f"2019-11-1{chance.randrange(9)}", end="2019-11-20", anchor="stated")
    elif name == "place":
        made = PlaceLine(name=f"Village {chance.randrange(9)}", latitude=float(chance.randrange(50)), longitude=36.0)
    elif name == "status":
        made = chance.choice(["reported", "denied", "asserted"])
    return msgspec.json.encode(made)


def edit(desk: Desk, chance: random.Random, who: Who, one: Kept) -> None:
    name = chance.choice(["date", "place", "notes", "status"])
    desk.edit(who, one.id, one.version, name, value(chance, name))


def fix(desk: Desk, chance: random.Random, who: Who, one: Kept) -> None:
    """Sets two fields at once; often takes both back at once."""
    alike = Alike(load_folding().fold)
    fixing, band = Fixing(desk, alike), ActorLine(name=f"Band {chance.randrange(9)}", type="Rebel group")
    key = next((end.key for end in alike.ends(one.line) if end.kind == "actor"), "none")
    made = fixing.apply(who, [(one.id, one.version)], Fix(kind="actor", key=key, part=band))
    if chance.random() < 0.5:
        fixing.take_back(who, made.first, made.last)


def act(desk: Desk, chance: random.Random, report: ReportLine) -> None:
    """Something that somebody might do."""
    who, one, other = chance.choice([AMAL, CHIEF]), *chance.choices(everything(desk), k=2)
    places = [value(chance, "place"), value(chance, "place")]
    doing: list[Callable[[], object]] = [
        lambda: edit(desk, chance, who, one),
        lambda: edit(desk, chance, who, one),
        lambda: fix(desk, chance, who, one),
        lambda: desk.settle(who, chance.choice(["accept", "reject", "flag", "skip"]), one.id, one.version),
        lambda: desk.undo(who),
        lambda: desk.undo(who),
        lambda: desk.split(who, one.id, one.version, "place", places),
        lambda: desk.merge(who, one.id, one.version, other.id, other.version),
        lambda: desk.review(CHIEF, chance.choice(["approve", "return"]), one.id, one.version),
        lambda: desk.add(who, report.id, 0, 3, "Attack"),
        lambda: desk.adjudicate(CHIEF, one.id, one.version, "accept", {"place": places[0]}),
        lambda: desk.comment(who, one.id, "Hm."),
    ]
    chance.choice(doing)()


@pytest.fixture
def drafts(claim_line: ClaimLine) -> list[ClaimLine]:
    """Claims of which a fix changes two fields at once."""
    band = ActorLine(quote="Hill band")
    one = msgspec.structs.replace(claim_line, actor2=band, assoc_actor1=(band,))
    return [msgspec.structs.replace(one, id=f"{number:016x}") for number in range(4)]


@pytest.mark.parametrize("seed", range(3))
def test_a_claim_as_it_stood_at_each_version_is_told_exactly(desk: Desk, report: ReportLine, seed: int) -> None:
    chance = random.Random(seed)
    stood = {(one.id, one.version): one for one in everything(desk)}
    for _ in range(50):
        with contextlib.suppress(KhaldunError):  # what cannot be done is not done
            act(desk, chance, report)
        stood |= {(one.id, one.version): one for one in everything(desk)}
    assert len(stood) > 30
    for (claim, version), was in stood.items():
        found = seen(desk, claim, version)
        assert found.base is not None, (claim, version)
        assert keys(found.base) == keys(was.line) and found.state == was.state


def test_what_was_changed_by_no_decision_is_not_guessed(
    desk: Desk, report: ReportLine, drafts: list[ClaimLine]
) -> None:
    desk.edit(AMAL, 1, 1, "notes", b'"First."')
    newer = [msgspec.structs.replace(draft, sub_event_type="Shelling/artillery/missile attack") for draft in drafts]
    with desk.store.write() as connection:
        keep_lines(connection, 1, [report, *newer], recoder=desk.recoder, time=desk.clock())
    (read_anew, *_) = everything(desk)
    assert seen(desk, 1, 1).base is None and seen(desk, 1, 2).base is None
    desk.edit(AMAL, 1, read_anew.version, "notes", b'"Second."')
    base = seen(desk, 1, read_anew.version).base
    assert base is not None and base.notes == "First."
    assert seen(desk, 1, 99).base is None  # a version that there is not yet


def test_what_was_taken_out_is_not_guessed(desk: Desk) -> None:
    desk.merge(AMAL, 1, 1, 2, 1)
    desk.edit(AMAL, 1, 2, "notes", b'"After."')
    assert seen(desk, 1, 1).base is not None
    with desk.store.write() as connection:
        decisions.redact(connection, [1])
    assert seen(desk, 1, 1).base is None and seen(desk, 2, 1).base is None
    after = seen(desk, 1, 2).base
    assert after is not None and after.notes != "After."


def test_acts_of_a_kind_that_is_not_known_are_not_walked_over(desk: Desk) -> None:
    desk.settle(AMAL, "accept", 1, 1)
    with desk.store.read() as connection:
        (known,) = decisions.read(connection)
    line = everything(desk)[0].line
    for kind, told in (("accept", True), ("vanish", False)):
        newest = [msgspec.structs.replace(known, kind=kind)]
        found = seen_at(1, 1, line=line, state="accepted", now=2, reread=0, newest=newest)
        assert (found.base is not None) is told and found.acts == tuple(newest)


@pytest.mark.parametrize(
    ("theirs", "mine", "expected"),
    [
        pytest.param({"notes": "Theirs."}, ("status", "denied"), "apart", id="another-field"),
        pytest.param({"notes": "Same."}, ("notes", "Same."), "same", id="both-alike"),
        pytest.param({"notes": "Theirs."}, ("notes", "Base."), "idle", id="left-as-it-was"),
        pytest.param({"notes": "Theirs."}, ("notes", "Mine."), "clash", id="both-otherwise"),
        pytest.param(None, ("notes", "Mine."), "unknown", id="not-known-how-it-was"),
        pytest.param(None, ("notes", "Base."), "same", id="not-known-but-as-it-is"),
    ],
)
def test_how_two_changes_meet(
    claim_line: ClaimLine, theirs: dict[str, str] | None, mine: tuple[str, str], expected: str
) -> None:
    base = msgspec.structs.replace(claim_line, notes="Base.")
    now = msgspec.structs.replace(base, **(theirs or {}))
    told = None if theirs is None else base
    assert touch(mine[0], base=told, now=now, mine=set_part(now, *mine)) == expected
    assert changed(told, now) == (() if theirs is None else ("notes",))
