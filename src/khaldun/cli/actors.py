"""`khaldun actors`: searching the registry of actors."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from khaldun.cli.say import say_bar
from khaldun.cli.settings import build_settings
from khaldun.errors import UsageError

if TYPE_CHECKING:
    from khaldun.tools.registry import Match, Registry

app = App(name="actors", help="Search the registry of armed and other actors.")


@app.command
def lookup(
    name: str,
    /,
    *,
    within: Annotated[str, Parameter(name="--in")] = "",
    country: str | None = None,
    date: str | None = None,
    format: Literal["table", "jsonl"] = "table",
    limit: int = 10,
) -> int:
    """The actors that a name may mean, best first, with the reasons.

    Parameters
    ----------
    name
        A name, an abbreviation, or any words by which a report may mean somebody ("Turkish-backed rebels", "troops").
    within
        The passage that the words stand in: what it names before, and where it is, say whom they mean.
    country
        Where the events are; prefer those at home or active there: a name or a code (Syria, SYR).
    date
        Prefer those so called on that day (2019-11-13).
    format
        A table to read, or one JSON object per line.
    limit
        The most candidates to show.
    """
    from khaldun.cli.out import write
    from khaldun.tools.build import build_tools
    from khaldun.tools.registry import load_registry
    from khaldun.tools.registry.asking import ask

    registry = load_registry()
    where, when = _country(country, registry), _date(date)
    tools = build_tools(build_settings(), progress=say_bar)
    matches = ask(name, registry, tools, within=within, country=where, date=when, limit=limit)
    text = _lines(matches) if format == "jsonl" else _table(name, matches)
    write([text.encode()], None)
    return 0 if matches else 1


@app.command
def info(
    id: str,
    /,
    *,
    country: str | None = None,
    date: str | None = None,
    format: Literal["table", "jsonl"] = "table",
) -> int:
    """All that is known of an actor: days, names, kin, members, ids of other projects, and its type somewhere.

    Parameters
    ----------
    id
        The registry's id, as `khaldun actors lookup` shows it.
    country
        Its ACLED type in an event there: a name or a code (Syria, SYR).
    date
        Its ACLED type, and the members, on that day (2019-11-13).
    format
        Lines to read, or one JSON object (the actor's record, whatever the day).
    """
    import msgspec

    from khaldun.cli.actors_info import sheet
    from khaldun.cli.out import write
    from khaldun.tools.registry import load_registry

    registry = load_registry()
    actor = registry.get(id)
    if actor is None:
        write([f"No actor has the id {id!r}.\n".encode()], None)
        return 1
    where, day = _country(country, registry), _date(date)
    text = msgspec.json.encode(actor).decode() + "\n" if format == "jsonl" else sheet(actor, where, day, registry)
    write([text.encode()], None)
    return 0


def _country(given: str | None, registry: Registry) -> str | None:
    if given is None:
        return None
    found = registry.countries.get(given.upper()) or registry.countries.by_name(given)
    if found is None:
        raise UsageError(
            f"There is no country {given!r}.", advice="Give its name or its ISO 3166 code, as Syria or SYR."
        )
    return found.iso3


def _date(given: str | None) -> dt.date | None:
    if given is None:
        return None
    try:
        return dt.date.fromisoformat(given)
    except ValueError as error:
        raise UsageError(f"{given!r} is not a day.", advice="Write it as 2019-11-13.") from error


def _lines(matches: list[Match]) -> str:
    import msgspec

    return "".join(msgspec.json.encode(match).decode() + "\n" for match in matches)


def _table(name: str, matches: list[Match]) -> str:
    if not matches:
        return f"No actor is called {name!r}.\n"
    rows = [("score", "id", "name", "type", "home", "from", "to", "why")]
    for match in matches:
        actor = match.actor
        last = actor.end - dt.timedelta(days=1) if actor.end else ""
        first, why = actor.start or "", "; ".join(match.reasons)
        score, home = f"{match.score:.2f}", actor.home or ""
        rows.append((score, actor.id or "-", actor.name, actor.type, home, str(first), str(last), why))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(line.rstrip() + "\n" for line in lines)
