"""People in the store: coders, who is signed in, tokens, sign-ins that failed. Secrets are kept as hashes."""

from __future__ import annotations

import datetime as dt
import hashlib

import msgspec
from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from khaldun.store.schema import ATTEMPTS, CODERS, LOCKS, SESSIONS, TOKENS


class Coder(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who codes, by a pseudonym. `password` is an argon2 hash, null where only tokens are used."""

    id: str
    name: str
    role: str
    password: str | None
    active: bool


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A token of a program's: what it may do ("read", "write") until when (UTC). `id` is the hash of its secret."""

    id: str
    coder: str
    name: str
    scope: str
    ends: dt.datetime


def secret_hash(secret: str) -> str:
    """What is kept of a secret that is random and long: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def folded(name: str) -> str:
    """A name as two that look alike are one: without case and outer spaces."""
    return " ".join(name.split()).casefold()


def add_coder(connection: Connection, coder: Coder, time: dt.datetime) -> None:
    """Adds a coder, whose name nobody else has."""
    row = {
        "id": coder.id, "name": coder.name, "folded": folded(coder.name), "role": coder.role,
        "password": coder.password, "made": time.isoformat(), "active": coder.active,
    }  # fmt: skip
    connection.execute(insert(CODERS).values(row))


def change_coder(connection: Connection, identity: str, **values: object) -> None:
    """Changes a coder's role, password or whether they are active; who is not is signed out everywhere."""
    connection.execute(update(CODERS).where(CODERS.c.id == identity).values(values))
    if values.get("active") is False or "password" in values:
        connection.execute(delete(SESSIONS).where(SESSIONS.c.coder == identity))
        connection.execute(delete(LOCKS).where(LOCKS.c.coder == identity))
    if values.get("active") is False:
        connection.execute(delete(TOKENS).where(TOKENS.c.coder == identity))


def coders(connection: Connection) -> list[Coder]:
    """Everybody, by name."""
    rows = connection.execute(select(CODERS).order_by(CODERS.c.folded)).mappings()
    return [_coder(row) for row in rows]


def coder_called(connection: Connection, name: str) -> Coder | None:
    """The coder of that name."""
    row = connection.execute(select(CODERS).where(CODERS.c.folded == folded(name))).mappings().one_or_none()
    return None if row is None else _coder(row)


def add_session(connection: Connection, secret: str, coder: str, time: dt.datetime) -> None:
    """Signs a coder in: the browser holds `secret`."""
    row = {"id": secret_hash(secret), "coder": coder, "made": time.isoformat(), "seen": time.isoformat()}
    connection.execute(insert(SESSIONS).values(row))


def end_session(connection: Connection, secret: str) -> None:
    """Signs out."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.id == secret_hash(secret)))


def signed_in(
    connection: Connection, secret: str, now: dt.datetime, *, idle: dt.timedelta, longest: dt.timedelta
) -> Coder | None:
    """Whose session a secret is; nobody's where it was idle, or has lasted, too long."""
    query = (
        select(CODERS)
        .join(SESSIONS, SESSIONS.c.coder == CODERS.c.id)
        .where(
            SESSIONS.c.id == secret_hash(secret),
            SESSIONS.c.seen > (now - idle).isoformat(),
            SESSIONS.c.made > (now - longest).isoformat(),
            CODERS.c.active.is_(True),
        )
    )
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _coder(row)


def see_session(connection: Connection, secret: str, now: dt.datetime) -> None:
    """Notes that somebody is still there."""
    connection.execute(update(SESSIONS).where(SESSIONS.c.id == secret_hash(secret)).values(seen=now.isoformat()))


def forget_sessions(connection: Connection, before: dt.datetime) -> None:
    """Forgets sessions that were last seen before a time."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.seen < before.isoformat()))


def add_token(connection: Connection, secret: str, token: Token, time: dt.datetime) -> None:
    """Keeps a token by the hash of its secret."""
    row = {
        "id": secret_hash(secret), "coder": token.coder, "name": token.name, "scope": token.scope,
        "made": time.isoformat(), "ends": token.ends.isoformat(),
    }  # fmt: skip
    connection.execute(insert(TOKENS).values(row))


def token_of(connection: Connection, secret: str, now: dt.datetime) -> tuple[Token, Coder] | None:
    """The token with this secret and whose it is, while it holds."""
    query = (
        select(TOKENS, CODERS.c.id.label("coder_id"))
        .join(CODERS, CODERS.c.id == TOKENS.c.coder)
        .where(TOKENS.c.id == secret_hash(secret), TOKENS.c.ends > now.isoformat(), CODERS.c.active.is_(True))
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    coder = connection.execute(select(CODERS).where(CODERS.c.id == row["coder_id"])).mappings().one()
    return _token(row), _coder(coder)


def tokens(connection: Connection, coder: str | None = None) -> list[Token]:
    """The tokens there are, of a coder where one is named."""
    query = select(TOKENS).order_by(TOKENS.c.made)
    if coder is not None:
        query = query.where(TOKENS.c.coder == coder)
    return [_token(row) for row in connection.execute(query).mappings()]


def end_token(connection: Connection, identity: str) -> None:
    """Ends a token."""
    connection.execute(delete(TOKENS).where(TOKENS.c.id == identity))


def note_attempt(connection: Connection, name: str, address: str, time: dt.datetime) -> None:
    """Notes a sign-in that failed."""
    connection.execute(insert(ATTEMPTS).values(name=folded(name), address=address, time=time.isoformat()))


def attempts(connection: Connection, name: str, address: str, since: dt.datetime) -> tuple[int, int]:
    """How many sign-ins have failed since a time: for a name, and from an address."""
    recent = ATTEMPTS.c.time > since.isoformat()
    for_name = select(func.count()).where(recent, ATTEMPTS.c.name == folded(name))
    from_address = select(func.count()).where(recent, ATTEMPTS.c.address == address)
    return int(connection.execute(for_name).scalar_one()), int(connection.execute(from_address).scalar_one())


def forget_attempts(connection: Connection, name: str, before: dt.datetime) -> None:
    """Forgets a name's failed sign-ins, and all that lie before a time."""
    connection.execute(
        delete(ATTEMPTS).where((ATTEMPTS.c.name == folded(name)) | (ATTEMPTS.c.time < before.isoformat()))
    )


def _coder(row: RowMapping) -> Coder:
    return Coder(id=row["id"], name=row["name"], role=row["role"], password=row["password"], active=row["active"])


def _token(row: RowMapping) -> Token:
    return Token(
        id=row["id"], coder=row["coder"], name=row["name"], scope=row["scope"],
        ends=dt.datetime.fromisoformat(row["ends"]),
    )  # fmt: skip
