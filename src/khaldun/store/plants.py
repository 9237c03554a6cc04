"""Planted errors in the store: in which claim, for whom, and what they made of it. The planted values are kept only
until the claim is settled."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import Connection, RowMapping, and_, insert, select, update

from khaldun.store.schema import CLAIMS, PLANTS, SECRETS

VOID = "void"
_SECRET = "planting"


class Planting(msgspec.Struct, frozen=True, kw_only=True):
    """An error that waits in a claim for a coder: `plant` is its JSON (review.planting). `edited` are fields that the
    coder has changed since."""

    id: int
    claim: int
    plant: bytes
    edited: frozenset[str]


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """A planted error that was settled: who settled it, in which way it was planted, and what they made of it."""

    coder: str
    way: str
    verdict: str


def secret(connection: Connection) -> str | None:
    """By what the claims are drawn in this workspace; null before the first are."""
    asked = select(SECRETS.c.value).where(SECRETS.c.name == _SECRET)
    known = connection.execute(asked).scalar_one_or_none()
    return None if known is None else str(known)


def make_secret(connection: Connection) -> str:
    """The same, made where there is none."""
    known = secret(connection)
    if known is not None:
        return known
    made = secrets.token_hex(32)
    connection.execute(insert(SECRETS).values(name=_SECRET, value=made))
    return made


def add(connection: Connection, claim: int, coder: str, way: str, plant: bytes, time: dt.datetime) -> None:
    """Plants an error in a claim, for a coder for whom none is in it; `plant` is its JSON."""
    row = {
        "claim": claim, "coder": coder, "way": way, "plant": plant.decode(),
        "edited": "[]", "made": time.isoformat(),
    }  # fmt: skip
    connection.execute(insert(PLANTS).values(row))


def had(connection: Connection, claims: Sequence[int], coder: str) -> frozenset[int]:
    """Those of the claims in which an error is or was planted for a coder."""
    asked = select(PLANTS.c.claim).where(PLANTS.c.claim.in_(claims), PLANTS.c.coder == coder)
    return frozenset(int(claim) for claim in connection.execute(asked).scalars())


def waiting(connection: Connection, claims: Iterable[int], coder: str) -> dict[int, Planting]:
    """The errors that wait in claims for a coder, by claim."""
    here = and_(PLANTS.c.coder == coder, PLANTS.c.verdict.is_(None))  # few: asked for as one, not claim by claim
    wanted = frozenset(claims)
    rows = connection.execute(select(PLANTS).where(here)).mappings()
    return {row["claim"]: _planting(row) for row in rows if row["claim"] in wanted}


def claims_waiting(connection: Connection, coder: str) -> list[int]:
    """The claims in which errors wait for a coder."""
    asked = select(PLANTS.c.claim).where(PLANTS.c.coder == coder, PLANTS.c.verdict.is_(None)).order_by(PLANTS.c.claim)
    return [int(claim) for claim in connection.execute(asked).scalars()]


def edited(connection: Connection, one: Planting, field: str) -> None:
    """The coder has changed a field of the claim."""
    names = msgspec.json.encode(sorted({*one.edited, field})).decode()
    connection.execute(update(PLANTS).where(PLANTS.c.id == one.id).values(edited=names))


def judged(connection: Connection, one: Planting, verdict: str) -> None:
    """What the coder made of it. The planted values are forgotten."""
    connection.execute(update(PLANTS).where(PLANTS.c.id == one.id).values(verdict=verdict, plant=None))


def void(connection: Connection, claims: Iterable[int], *, but: str = "") -> None:
    """Errors that wait in claims are taken out, and count nowhere; those for the coder `but` wait on."""
    here = and_(PLANTS.c.claim.in_(list(claims)), PLANTS.c.verdict.is_(None), PLANTS.c.coder != but)
    connection.execute(update(PLANTS).where(here).values(verdict=VOID, plant=None))


def void_reports(connection: Connection, reports: Iterable[str]) -> None:
    """The same for all claims of reports."""
    here = select(CLAIMS.c.id).where(CLAIMS.c.report.in_(list(reports)))
    waits = and_(PLANTS.c.claim.in_(here), PLANTS.c.verdict.is_(None))
    connection.execute(update(PLANTS).where(waits).values(verdict=VOID, plant=None))


def verdict_of(connection: Connection, claim: int, coder: str) -> Judgement | None:
    """What a coder made of the error that was planted in a claim; null where there was none, or it waits."""
    here = and_(PLANTS.c.claim == claim, PLANTS.c.coder == coder, PLANTS.c.verdict.is_not(None))
    row = connection.execute(select(PLANTS).where(here)).mappings().one_or_none()
    return None if row is None or row["verdict"] == VOID else _judgement(row)


def claims(connection: Connection) -> frozenset[int]:
    """Every claim in which an error was planted and was not taken out unseen."""
    asked = select(PLANTS.c.claim).where(PLANTS.c.verdict.is_distinct_from(VOID)).distinct()
    return frozenset(int(claim) for claim in connection.execute(asked).scalars())


def judgements(connection: Connection) -> list[Judgement]:
    """What was made of the errors, in the order in which they were planted."""
    asked = select(PLANTS).where(PLANTS.c.verdict.is_not(None), PLANTS.c.verdict != VOID).order_by(PLANTS.c.id)
    return [_judgement(row) for row in connection.execute(asked).mappings()]


def _planting(row: RowMapping) -> Planting:
    return Planting(
        id=row["id"],
        claim=row["claim"],
        plant=row["plant"].encode(),
        edited=msgspec.json.decode(row["edited"], type=frozenset[str]),
    )


def _judgement(row: RowMapping) -> Judgement:
    return Judgement(coder=row["coder"], way=row["way"], verdict=row["verdict"])
