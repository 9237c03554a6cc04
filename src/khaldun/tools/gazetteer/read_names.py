"""GeoNames' alternate names (no header, 8 or 10 columns parted by tabs): names, with language, of places by id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from khaldun.errors import GazetteerError
from khaldun.tools.gazetteer.read_geonames import load_rules, read_fields
from khaldun.tools.gazetteer.source_file import SourceFile

_COLUMNS = (8, 10)


class AlternateName(NamedTuple):
    """A name of the place with this GeoNames id; `lang` is "" where none is stated."""

    geonameid: int
    lang: str
    name: str


def is_names(fields: Sequence[str]) -> bool:
    """Whether these are the fields of a line of alternate names."""
    return len(fields) in _COLUMNS and fields[1].isdecimal()


def read_names(file: SourceFile) -> Iterator[AlternateName]:
    """The names, but for links, codes and the like.

    Raises:
        GazetteerError: what is wrong, with file, line and field.
    """
    no_languages = load_rules().no_languages
    columns = len(file.first.rstrip("\r\n").split("\t"))
    for line, (_, geonameid, lang, name, *_) in read_fields(file, columns):
        if not geonameid.isdecimal():
            raise GazetteerError(
                f"{file}, line {line}, field geonameid: {geonameid!r} is no number.", advice="Download it again."
            )
        if lang not in no_languages and name.strip():
            yield AlternateName(int(geonameid), lang, name.strip())
