"""A codebook of one's own as an export takes it: its file's bytes, which any process can make ready again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from khaldun.code.schema import CastActor
from khaldun.codebook.asked import read_words, was_read
from khaldun.codebook.check import load, read, read_own
from khaldun.codebook.ready import Ready
from khaldun.codebook.table import OwnTable
from khaldun.codebook.vocabulary import vocabulary
from khaldun.errors import DataError, UsageError
from khaldun.publish.export.items import Told
from khaldun.publish.export.maps import Mapped
from khaldun.publish.export.plover.events import read_words as read_plover
from khaldun.publish.export.tables import Table


class OwnCodebook(msgspec.Struct, frozen=True, kw_only=True):
    """A file without faults. `name` is its codebook's, `said` every text in it: what of it may become public."""

    name: str
    edition: str
    said: tuple[str, ...]
    data: bytes

    def table(self, *, points: bool) -> Table:
        """Its table; with `points` as a map shows it."""
        table = OwnTable(_ready(self.data))
        return _OnMap(table) if points else table

    def read(self, told: Told) -> Told:
        """The report with the words that the codebook seeks in it, before words are withheld.

        Raises:
            UsageError: the claims come from an export, which has withheld their words, and the codebook asks for words.
        """
        ready = _ready(self.data)
        if ready.sought and any(was_read(item) for item in told.items):
            raise UsageError(
                f"The codebook {self.name} asks for words of the reports, and these claims come from an export that "
                "has taken the words out.",
                advice="Give the claims as khaldun code wrote them, or export from the workspace.",
            )
        known = all(was_read(item) for item in told.items)
        return read_words(read_plover(told) if ready.asks_plover and not known else told, ready.sought)


class _OnMap(Mapped):
    """The table as a map shows it, with what its rules say."""

    def __init__(self, table: OwnTable) -> None:
        super().__init__(table)
        self.book = table.book


def own_codebook(path: Path, *, cast: Mapping[str, CastActor]) -> OwnCodebook:
    """The codebook at `path`; its cases may name the actors of `cast`.

    Raises:
        UsageError: the file cannot be read.
        DataError: it has faults; the first is named.
    """
    ready = read_own(path, vocabulary=vocabulary(), cast=cast)
    return OwnCodebook(name=ready.head.name, edition=ready.edition, said=ready.texts, data=load(path))


@lru_cache(maxsize=4)
def _ready(data: bytes) -> Ready:
    reading = read(data, vocabulary=vocabulary(), cast={}, builtins={}, cases=False)
    if reading.ready is None:
        raise DataError("The codebook has changed while it was read.", advice="Export again.")
    return reading.ready
