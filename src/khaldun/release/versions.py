"""What a release was made by: versions and hashes of the program, its data, and the libraries that write files."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from khaldun import __version__
from khaldun.datafile import DATA
from khaldun.export.world import World
from khaldun.release.manifest import Made

_PROGRAM = Path(__file__).parent.parent
_LIBRARIES = ("duckdb", "msgspec", "xlsxwriter")
_DATA = (".yaml", ".csv")


def made_by(world: World) -> Made:
    """What makes files here and now."""
    return Made(
        khaldun=__version__,
        code=_code(),
        data=_data(),
        gazetteer=world.versions.get("gazetteer", ""),
        actors=world.versions.get("actors", ""),
        libraries={name: found for name in _LIBRARIES if (found := _version(name))},
    )


def differences(then: Made, now: Made) -> tuple[str, ...]:
    """What is another than it was, in words."""
    found = [
        f"{what}: {old or 'none'} then, {new or 'none'} now"
        for what, old, new in (
            ("Khaldun", then.khaldun, now.khaldun),
            ("the gazetteer", then.gazetteer, now.gazetteer),
            ("the registry of actors", then.actors, now.actors),
        )
        if old != new
    ]
    if then.code != now.code and then.khaldun == now.khaldun:
        found.append("Khaldun's code, though its version is the same")
    files = sorted(name for name in {*then.data, *now.data} if then.data.get(name) != now.data.get(name))
    if files:
        found.append(f"packaged data: {', '.join(files)}")
    found += [
        f"{name}: {then.libraries.get(name, 'none')} then, {now.libraries.get(name, 'none')} now"
        for name in sorted({*then.libraries, *now.libraries})
        if then.libraries.get(name) != now.libraries.get(name)
    ]
    return tuple(found)


@cache
def _code() -> str:
    """Of the program as it is when this is asked first: it was loaded by then."""
    digest = hashlib.sha256()
    for path in sorted(_PROGRAM.rglob("*.py")):
        digest.update(f"{path.relative_to(_PROGRAM).as_posix()}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@cache
def _data() -> dict[str, str]:
    return {
        path.relative_to(DATA).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(DATA.rglob("*"))
        if path.suffix in _DATA and path.is_file()
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
