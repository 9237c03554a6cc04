"""Names of outlets, agencies and authors in the words of a report (`data/outlets.yaml`)."""

from __future__ import annotations

import functools
import re

import msgspec

from khaldun.datafile import DATA, load_yaml
from khaldun.errors import DataError

_PATH = DATA / "outlets.yaml"
_WORD = r"(?!Copyright\b|COPYRIGHT\b)[A-Z0-9](?:[\w&'’\-]|\.(?=\w|\s*$)|(?<=\b[A-Z])\.)*"
_LINK = r"(?:of|the|and|for|on|in|at|&|de|la|le|du|des|del|al|el|from)"
_OPEN = r"(?:<[^>\n]{1,200}>|[*_\[“\"'(]|\s)*"
NAME = rf"(?P<name>{_WORD}(?:[ \t]+(?:{_LINK}[ \t]+){{0,2}}{_WORD}){{0,8}}|[a-z0-9-]+(?:\.[a-z]{{2,}})+)"
_ACRONYM = re.compile(r"[A-Z][A-Z&/.-]{1,6}")
_WORDS = re.compile(r"[^\W_]+")
_NAME = re.compile(NAME)


class OutletsData(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file as written."""

    outlet_words: tuple[str, ...]
    agencies: tuple[str, ...]
    state_letterheads: tuple[str, ...]
    document_titles: tuple[str, ...]
    byline_labels: tuple[str, ...]
    nameless_bylines: tuple[str, ...]
    original_source: tuple[str, ...]
    published_by: tuple[str, ...]


class Outlets(msgspec.Struct, frozen=True, kw_only=True):
    """The file's words, and its patterns compiled (each ends in a group `name`)."""

    words: frozenset[str]
    agencies: frozenset[str]
    state: re.Pattern[str]
    document: re.Pattern[str]
    byline: re.Pattern[str]
    nameless: re.Pattern[str]
    original: re.Pattern[str]
    published_by: re.Pattern[str]

    def is_agency(self, name: str) -> bool:
        """Whether it is a news agency's name."""
        return name.strip().lower() in self.agencies

    def has_outlet_word(self, name: str) -> bool:
        """Whether a word of outlets' names stands in the name, or it is an agency's."""
        return self.is_agency(name) or any(word.lower() in self.words for word in _WORDS.findall(name))

    def is_outlet(self, name: str) -> bool:
        """Whether the name is an organisation's: an agency, one with a word of outlets, an acronym or a domain."""
        return (
            self.has_outlet_word(name)
            or bool(_ACRONYM.fullmatch(name.strip()))
            or bool(re.fullmatch(r"[\w-]+(?:\.[a-z]{2,})+", name.strip(), re.I))
        )


@functools.lru_cache(maxsize=1)
def load_outlets() -> Outlets:
    """The packaged names.

    Raises:
        DataError: the file does not fit, or a pattern of it is no regular expression.
    """
    data = load_yaml(_PATH, OutletsData)
    try:
        return Outlets(
            words=frozenset(word.lower() for word in data.outlet_words),
            agencies=frozenset(name.lower() for name in data.agencies),
            state=re.compile("|".join(data.state_letterheads), re.I),
            document=re.compile("|".join(data.document_titles), re.I),
            byline=re.compile(rf"(?i:{_OPEN}(?:{'|'.join(data.byline_labels)}))\s+{_OPEN}{NAME}"),
            nameless=re.compile("|".join(data.nameless_bylines), re.I),
            original=re.compile(rf"(?i:\b(?:{'|'.join(data.original_source)}))\s*{_OPEN}{NAME}"),
            published_by=re.compile(rf"(?i:\b(?:{'|'.join(data.published_by)}))\s+{_OPEN}(?:the )?{NAME}"),
        )
    except re.error as error:
        raise DataError(f"{_PATH}: a pattern is not a regular expression: {error}.") from error


def is_name(words: str) -> bool:
    """Whether the words are capitalised like a name from end to end."""
    return bool(_NAME.fullmatch(words.strip()))
