"""The first start: the packaged gazetteer becomes one SQLite file in the user's data folder, all or nothing."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sqlite3
import tempfile
from collections.abc import Iterable
from pathlib import Path

import platformdirs

from khaldun.errors import GazetteerError
from khaldun.text.folding import Folding
from khaldun.tools.gazetteer.carry import carry_over, packaged_fingerprint
from khaldun.tools.gazetteer.change import index_lock
from khaldun.tools.gazetteer.packaged import PACKED, Chunk, Header, read_chunks, read_header
from khaldun.tools.gazetteer.progress import Progress, no_progress
from khaldun.tools.gazetteer.rules import load_folding
from khaldun.tools.gazetteer.schema import FORMAT, create_indexes, create_tables, set_meta

PACKAGED_RANK = 0


def data_folder(folder: Path | None = None) -> Path:
    """The folder of the user's data: `folder`, else the platform's place for it."""
    return folder if folder is not None else Path(platformdirs.user_data_dir("khaldun", appauthor=False))


def index_path(folder: Path | None = None, folding: Folding | None = None) -> Path:
    """The index file. Its name holds the format and the folding's version: another one never reads its keys."""
    version = (folding or load_folding()).version.replace("/", "")
    return data_folder(folder) / f"gazetteer-{FORMAT}-{version}.sqlite"


def install(folder: Path | None = None, *, packed: Path = PACKED, progress: Progress = no_progress) -> Path:
    """The index file: unpacked if it is not there yet, unpacked anew (with what was added) if the package is newer.

    Starts that happen at once do no harm: the first to finish wins.

    Raises:
        GazetteerError: the packed file is missing or damaged, or the folder cannot be written.
    """
    target = index_path(folder)
    there = target.is_file()
    if there and not packed.is_file():
        return target
    header = read_header(packed)
    if there and packaged_fingerprint(target) in (header.fingerprint, None):
        return target
    if header.folding != load_folding().version:
        raise GazetteerError(
            f"{packed}: packed under {header.folding}, but the rules are {load_folding().version}.",
            advice="Build the package again.",
        )
    part = _new_part(target)
    try:
        write_index(part, header, read_chunks(packed), progress=progress)
        if there:
            with index_lock(target):
                carry_over(target, part)
                part.replace(target)
        else:
            _publish(part, target)
    except (OSError, sqlite3.Error) as error:
        raise GazetteerError(f"{target}: the gazetteer cannot be unpacked ({error}).") from error
    finally:
        part.unlink(missing_ok=True)
    return target


def _new_part(target: Path) -> Path:
    """An empty file beside the target, with a name of its own."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".gazetteer-", suffix=".part", dir=target.parent)
    except OSError as error:
        raise GazetteerError(
            f"{target.parent}: the gazetteer cannot be unpacked here ({error.strerror}).",
            advice="Set KHALDUN_DATA to a folder that can be written.",
        ) from error
    os.close(handle)
    return Path(name)


def write_index(
    path: Path, header: Header, chunks: Iterable[Chunk], *, progress: Progress = no_progress, indexes: bool = True
) -> None:
    """A new index at `path` (an empty file) from packed chunks."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -60000")
        connection.execute("BEGIN")
        create_tables(connection)
        source = _add_source(connection, header)
        done = names = 0
        for chunk in chunks:
            names += _load(connection, chunk, source, done)
            done += len(chunk.gid)
            progress("Unpacking the gazetteer", done, header.places)
        if indexes:
            progress("Indexing names", 0, 0)
            create_indexes(connection)
        connection.execute("UPDATE source SET places = ?, names = ? WHERE id = ?", (done, names, source))
        connection.execute("COMMIT")


def _add_source(connection: sqlite3.Connection, header: Header) -> int:
    set_meta(connection, "folding", header.folding)
    set_meta(connection, "attribution", header.licence)
    day = dt.datetime.now(dt.UTC).date().isoformat()
    cursor = connection.execute(
        "INSERT INTO source (name, path, sha256, licence, added, rank) VALUES (?, ?, ?, ?, ?, ?)",
        (header.source, "packaged", header.fingerprint, header.licence, day, PACKAGED_RANK),
    )
    return int(cursor.lastrowid or 0)


def _load(connection: sqlite3.Connection, chunk: Chunk, source: int, before: int) -> int:
    ids = range(before + 1, before + 1 + len(chunk.gid))
    connection.executemany(
        "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?)",
        (
            (id_, source, gid, name, lat / 1e5, lon / 1e5, country, admin1, code, feature, population, id_)
            for id_, gid, name, lat, lon, country, admin1, code, feature, population in zip(
                ids, chunk.gid, chunk.name, chunk.latitude, chunk.longitude, chunk.country, chunk.admin1,
                chunk.admin1_code, chunk.feature, chunk.population, strict=True,
            )
        ),
    )  # fmt: skip
    places = [id_ for id_, count in zip(ids, chunk.counts, strict=True) for _ in range(count)]
    countries = [country for country, count in zip(chunk.country, chunk.counts, strict=True) for _ in range(count)]
    connection.executemany(
        "INSERT INTO name VALUES (?, ?, ?, ?, ?, NULL)",
        zip(chunk.keys, chunk.skeletons, countries, places, chunk.names, strict=True),
    )
    return len(chunk.keys)


def _publish(part: Path, target: Path) -> None:
    """Give the finished file its name, unless another start has been quicker."""
    try:
        os.link(part, target)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not target.exists():
            part.replace(target)
