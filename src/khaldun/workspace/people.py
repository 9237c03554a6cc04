"""People of a workspace: made, signed in, given tokens. Of passwords only an argon2id hash is kept."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, get_args

from khaldun.errors import AccessError, UsageError
from khaldun.store import people
from khaldun.store.open import Connection, Store
from khaldun.store.people import Coder, Token
from khaldun.workspace.deciding import Role, Who

if TYPE_CHECKING:
    from argon2 import PasswordHasher

ROLES: tuple[str, ...] = get_args(Role)
SCOPES = ("read", "write")
LEAST_PASSWORD = 12  # characters (NIST SP 800-63B asks for 8 at least, OWASP for length over rules)
_LONGEST_PASSWORD, _LONGEST_NAME = 1_000, 60
_IDLE, _LONGEST = dt.timedelta(hours=8), dt.timedelta(days=7)
_WINDOW = dt.timedelta(minutes=15)
_HASHING = threading.BoundedSemaphore(2)  # passwords tried at a time: each takes 64 MiB, and all of four cores
_FOR_NAME, _FROM_ADDRESS = 8, 60  # failed sign-ins in the window, after which nobody gets in


@dataclass(frozen=True, slots=True)
class People:
    """Who may do what in a workspace."""

    store: Store
    clock: Callable[[], dt.datetime]

    def add(self, name: str, role: str, password: str) -> Coder:
        """Adds a coder.

        Raises:
            UsageError: the name is taken or no name, the password is too short, there is no such role.
        """
        told = " ".join(name.split())
        if not told or len(told) > _LONGEST_NAME or not told.isprintable():
            raise UsageError(f"{name!r} is no name.", advice=f"Give 1 to {_LONGEST_NAME} characters.")
        _check_role(role)
        with self.store.write() as connection:
            if people.coder_called(connection, told) is not None:
                raise UsageError(f"There is somebody called {told} already.", advice="Choose another pseudonym.")
            coder = Coder(id=f"c{secrets.token_hex(6)}", name=told, role=role, password=_hashed(password), active=True)
            people.add_coder(connection, coder, self.clock())
        return coder

    def change(
        self, name: str, *, role: str | None = None, password: str | None = None, active: bool | None = None
    ) -> Coder:
        """Changes somebody's role or password, or shuts them out; what they decided stays theirs.

        Raises:
            UsageError: there is nobody so called, no such role, or the password is too short.
        """
        values: dict[str, object] = {}
        if role is not None:
            values["role"] = _check_role(role)
        if password is not None:
            values["password"] = _hashed(password)
        if active is not None:
            values["active"] = active
        with self.store.write() as connection:
            coder = _called(connection, name)
            if values:
                people.change_coder(connection, coder.id, **values)
        return coder

    def sign_in(self, name: str, password: str, address: str, *, before: str | None = None) -> tuple[str, Who]:
        """A new session's secret, for the browser to hold; the one it held `before` ends.

        Raises:
            AccessError: name or password are wrong (which of them is not said), or too many have failed lately.
        """
        now = self.clock()
        with self.store.read() as connection:
            for_name, from_address = people.attempts(connection, name, address, now - _WINDOW)
            coder = people.coder_called(connection, name)
        if for_name >= _FOR_NAME or from_address >= _FROM_ADDRESS:
            raise AccessError("Too many sign-ins have failed.", advice="Wait a quarter of an hour.")
        if not _matches(coder, password) or coder is None or not coder.active:
            with self.store.write() as connection:
                people.note_attempt(connection, name[:_LONGEST_NAME], address, now)
            raise AccessError("Name or password are wrong.")
        secret = secrets.token_urlsafe(32)
        with self.store.write() as connection:
            people.forget_attempts(connection, name, now - _WINDOW)
            people.forget_sessions(connection, now - _LONGEST)
            if before:
                people.end_session(connection, before)
            people.add_session(connection, secret, coder.id, now)
        return secret, _who(coder)

    def signed_in(self, secret: str) -> tuple[Who, str] | None:
        """Who a session's secret stands for, and their name."""
        now = self.clock()
        with self.store.read() as connection:
            coder = people.signed_in(connection, secret, now, idle=_IDLE, longest=_LONGEST)
        return None if coder is None else (_who(coder), coder.name)

    def still_there(self, secret: str) -> None:
        """Notes that somebody is at work: a session ends when nobody was for long."""
        with self.store.write() as connection:
            people.see_session(connection, secret, self.clock())

    def sign_out(self, secret: str) -> None:
        """Ends a session."""
        with self.store.write() as connection:
            people.end_session(connection, secret)

    def add_token(self, name: str, label: str, scope: str, days: int) -> str:
        """A token for a program of somebody's; its secret is told once and not kept.

        Raises:
            UsageError: there is nobody so called, they have a token of that name already, or there is no such scope.
        """
        label = " ".join(label.split())
        if not label or len(label) > _LONGEST_NAME or not label.isprintable():
            raise UsageError(f"{label!r} is no name of a token.", advice=f"Give 1 to {_LONGEST_NAME} characters.")
        if scope not in SCOPES:
            raise UsageError(f"There is no scope {scope!r}.", advice=f"Choose one of {', '.join(SCOPES)}.")
        if not 1 <= days <= 3650:
            raise UsageError(f"A token cannot hold for {days} days.", advice="Give 1 to 3650.")
        secret, now = f"kh_{secrets.token_urlsafe(32)}", self.clock()
        with self.store.write() as connection:
            coder = _called(connection, name)
            for held in people.tokens(connection, coder.id):
                if held.name == label and held.ends > now:
                    raise UsageError(
                        f"{coder.name} has a token called {label} already.",
                        advice=f"Give this one another name, or end that one: khaldun people revoke {name} {label}",
                    )
                if held.name == label:
                    people.end_token(connection, held.id)  # it holds no more
            token = Token(id="", coder=coder.id, name=label, scope=scope, ends=now + dt.timedelta(days=days))
            people.add_token(connection, secret, token, now)
        return secret

    def tokens(self, name: str | None = None) -> list[tuple[str, Token]]:
        """The tokens there are, of everybody or of one person, each with its owner's name; those too that hold no
        more.

        Raises:
            UsageError: there is nobody so called.
        """
        with self.store.read() as connection:
            of = None if name is None else _called(connection, name).id
            names = {coder.id: coder.name for coder in people.coders(connection)}
            return [(names[token.coder], token) for token in people.tokens(connection, of)]

    def end_token(self, name: str, label: str) -> None:
        """Ends a token of somebody's: what uses it is let in no more.

        Raises:
            UsageError: there is nobody so called, or they have no token of that name.
        """
        with self.store.write() as connection:
            coder = _called(connection, name)
            held = [token for token in people.tokens(connection, coder.id) if token.name == " ".join(label.split())]
            if not held:
                raise UsageError(f"{coder.name} has no token called {label}.", advice="See khaldun people tokens.")
            for token in held:
                people.end_token(connection, token.id)

    def by_token(self, secret: str) -> tuple[Who, str] | None:
        """Who a token stands for; who may only read by it is a reader, whatever they may do themselves."""
        with self.store.read() as connection:
            found = people.token_of(connection, secret, self.clock())
        if found is None:
            return None
        token, coder = found
        who = _who(coder)
        return (who if token.scope == "write" else Who(who.coder, "reader")), coder.name


def _called(connection: Connection, name: str) -> Coder:
    coder = people.coder_called(connection, name)
    if coder is None:
        raise UsageError(f"There is nobody called {name}.", advice="See khaldun people list.")
    return coder


def _who(coder: Coder) -> Who:
    return Who(coder.id, coder.role)  # type: ignore[arg-type]


def _check_role(role: str) -> str:
    if role not in ROLES:
        raise UsageError(f"There is no role {role!r}.", advice=f"Choose one of {', '.join(ROLES)}.")
    return role


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


def _hashed(password: str) -> str:
    if not LEAST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        raise UsageError("The password is too short or too long.", advice=f"Give {LEAST_PASSWORD} characters or more.")
    return _hasher().hash(password)


@cache
def _nobodys() -> str:
    """A hash that no password is of: a name that there is not takes as long to refuse as a wrong password."""
    return _hasher().hash(secrets.token_hex(16))


def _matches(coder: Coder | None, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    kept = coder.password if coder is not None and coder.password is not None else _nobodys()
    try:
        with _HASHING:
            return _hasher().verify(kept, password[:_LONGEST_PASSWORD]) and coder is not None
    except (VerificationError, InvalidHashError):
        return False
