"""`khaldun gazetteer list|info|add|remove|lookup`: the places Khaldun knows."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from khaldun.cli.settings import data_folder
from khaldun.errors import GazetteerError, UsageError

if TYPE_CHECKING:
    from khaldun.tools.gazetteer.lookup import Answer, Query
    from khaldun.tools.gazetteer.sources import Info
    from khaldun.tools.gazetteer.store import Gazetteer

Format = Literal["table", "jsonl"]

_LINE = 'Each line is an object: {"name": "…", "admin1": "…", "country": "SYR", "near": [35.6, 36.5]}.'

app = App(
    name="gazetteer", help="List, add to, take from and search the places Khaldun knows.", help_format="plaintext"
)


@app.command(name="list")
def list_(*, data: Path | None = None, format: Format = "table") -> None:
    """List the sources with their counts and licences.

    Parameters
    ----------
    data
        The folder of the user's data (otherwise KHALDUN_DATA, else the platform's).
    format
        As a table, or as JSON lines.
    """
    import msgspec

    from khaldun.tools.gazetteer.sources import list_sources

    sources = list_sources(_index(data))
    if format == "jsonl":
        _write(msgspec.json.encode(source).decode() for source in sources)
        return
    _write(f"{'source':<16} {'places':>9} {'names':>9}  {'added':<10}  licence".splitlines())
    _write(f"{one.name:<16} {one.places:>9,} {one.names:>9,}  {one.added:<10}  {one.licence}" for one in sources)


@app.command
def add(files: Annotated[list[Path], Parameter(name="FILE")], /, *, country: str = "", data: Path | None = None) -> int:
    """Add places; what kind of file it is stands in it. Gzipped files and zip archives are read too.

    GeoNames' dump of a country, its alternate names (for places that are there already), tables with P-codes (OCHA,
    HDX), Who's On First CSV, GeoJSON, or any CSV with the columns name, lat, lon. Further columns are read where they
    are there: country, admin1, admin2, feature, population, id, names. Adding a file again replaces it. If anything is
    wrong with a file, nothing of it is added, the others are, and the exit code is 1.

    Parameters
    ----------
    files
        The files to add.
    country
        The country of places whose table does not say it: a name or an ISO code.
    data
        The folder of the user's data (otherwise KHALDUN_DATA, else the platform's).
    """
    from khaldun.cli.say import say, say_bar, say_progress
    from khaldun.tools.gazetteer.add import add_file

    index = _index(data)
    failed = 0
    for path in files:
        try:
            source = add_file(index, path, country=country or None, progress=say_bar)
        except GazetteerError as error:
            say_progress("")
            say(error.message, error.advice)
            failed += 1
            continue
        finally:
            say_progress("")
        _write([f"{source.name}: {source.places:,} places, {source.names:,} names. {source.licence}"])
    return 1 if failed else 0


@app.command
def remove(source: str, /, *, data: Path | None = None) -> None:
    """Remove a source and its places. The packaged one stays.

    Parameters
    ----------
    source
        Its name, as khaldun gazetteer list gives it.
    data
        The folder of the user's data (otherwise KHALDUN_DATA, else the platform's).
    """
    from khaldun.tools.gazetteer.remove import remove_source

    remove_source(_index(data), source)
    _write([f"{source}: removed."])


@app.command
def info(*, data: Path | None = None, format: Format = "table") -> None:
    """Tell where the index is, how big it is, and what it holds: sources, places, names, and by country.

    Parameters
    ----------
    data
        The folder of the user's data (otherwise KHALDUN_DATA, else the platform's).
    format
        As a table, or as one JSON line.
    """
    import msgspec

    from khaldun.tools.gazetteer.sources import read_info

    info = read_info(_index(data))
    _write([msgspec.json.encode(info).decode()] if format == "jsonl" else _info_table(info))


@app.command
def lookup(
    name: Annotated[str, Parameter(allow_leading_hyphen=True)], /, *, admin1: str | None = None,
    country: str | None = None, near: str | None = None, format: Format = "table", data: Path | None = None,
) -> int:  # fmt: skip
    """Search a place by name, or many: with - as the name JSON lines are read (name, admin1, country, near).

    A line that cannot be read is answered by a line with its number and the error; the others go on, exit code 1.

    Parameters
    ----------
    name
        The name as a report writes it, or - for standard input.
    admin1
        The first-order region that it lies in.
    country
        The country that it lies in: a name or an ISO code.
    near
        A point near it: LAT,LON.
    format
        As a table, or as JSON lines (always for -).
    data
        The folder of the user's data (otherwise KHALDUN_DATA, else the platform's).
    """
    from khaldun.tools.gazetteer.lookup import Query, look_up, read_near

    gazetteer = _open(data)
    if name == "-":
        return _look_up_lines(gazetteer)
    query = Query(name=name, admin1=admin1, country=country, near=read_near(near) if near else None)
    answer = look_up(query, gazetteer)
    _write(_answer_json(answer) if format == "jsonl" else _answer_table(query, answer))
    return 0


def _index(data: Path | None) -> Path:
    from khaldun.cli.say import say_bar, say_progress
    from khaldun.tools.gazetteer.install import install

    try:
        return install(data_folder(data), progress=say_bar)
    finally:
        say_progress("")


def _open(data: Path | None) -> Gazetteer:
    from khaldun.tools.gazetteer.store import Gazetteer

    return Gazetteer(_index(data))


def _info_table(info: Info) -> Iterator[str]:
    rows = (
        ("index", info.path), ("size", f"{info.bytes / 1e6:,.1f} MB"), ("format", info.format),
        ("folding", info.folding), ("sources", ", ".join(info.sources)),
        ("places", f"{info.places:,} records of {info.joined_places:,} places"), ("names", f"{info.names:,}"),
    )  # fmt: skip
    yield from (f"{label:<8} {value}" for label, value in rows)
    yield from (f"  {one.country or '(none)':<6} {one.places:>11,}" for one in info.countries)


def _look_up_lines(gazetteer: Gazetteer) -> int:
    """A line for each line of standard input; the exit code."""
    import msgspec

    from khaldun.cli.say import say
    from khaldun.tools.gazetteer.lookup import Query, look_up

    decoder, failed = msgspec.json.Decoder(Query), 0
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            query = decoder.decode(line)
            answer = look_up(query, gazetteer)
        except (msgspec.DecodeError, UsageError) as error:
            failed, wrong = 1, error.message if isinstance(error, UsageError) else f"{error}."
            say(f"Standard input, line {number}: {wrong}", _LINE)
            _write([msgspec.json.encode({"line": number, "error": wrong}).decode()])
            continue
        _write(_answer_json(answer))
    return failed


def _answer_json(answer: Answer) -> Iterator[str]:
    import msgspec

    yield msgspec.json.encode(answer).decode()


def _answer_table(query: Query, answer: Answer) -> Iterator[str]:
    if not answer.candidates:
        yield f"{query.name}: not in the gazetteer."
        return
    yield f"{query.name}: {'not sure, these are the candidates' if answer.unresolved else 'the first'}"
    for one in answer.candidates:
        where = ", ".join(filter(None, (one.admin2, one.admin1, one.country)))
        yield f"{one.score:5.2f}  {one.latitude:9.4f} {one.longitude:9.4f}  {one.name} ({where})  {one.gazetteer_id}"
        yield f"       {'; '.join(one.reasons)}"


def _write(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
