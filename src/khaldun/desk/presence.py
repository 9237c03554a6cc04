"""Who changes something in a report is at it, where coders sign in; who says so takes it over from whoever is."""

from __future__ import annotations

from collections.abc import Mapping

from khaldun.desk.site import Site
from khaldun.desk.visitor import who
from khaldun.errors import AccessError, KhaldunError
from khaldun.workspace.locking import HeldError


def be_at(site: Site, report: str, form: Mapping[str, str] | None = None) -> None:
    """The visitor is at a report from now on; takes it over where the form that was sent says so.

    Raises:
        HeldError: somebody else is at it.
    """
    if site.locks is not None:
        if form and form.get("take"):
            site.locks.take_over(who(), report)
        site.locks.must_hold(who(), report)


def status_of(error: KhaldunError) -> int:
    """The status of an answer that says what could not be done: somebody else is at it, it may not be, or what was sent
    is not as it should be."""
    return 423 if isinstance(error, HeldError) else 403 if isinstance(error, AccessError) else 422
