"""What is not taken in again: bytes that were given up, and later versions of what words were taken out of.

Nobody knows the words any more, so nobody can see whether a later version has them: it is held back, and said why.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from khaldun.errors import ItemError
from khaldun.run.addresses import is_address
from khaldun.run.inputs import STDIN
from khaldun.store import redactions
from khaldun.text.occurrences import is_blotted_as
from khaldun.workspace.open import Workspace
from khaldun.workspace.tombstones import is_tombstone

ADVICE = "Look at it; if it must be kept, save it without the words that were taken out, and add that file."


class HeldBackError(ItemError):
    """A source from which words were taken out before."""


def held_back(workspace: Workspace, source: str) -> HeldBackError | None:
    """Why a file or an address is not taken in, null where it is."""
    with workspace.store.read() as connection:
        origins = redactions.touched_origins(connection)
    if source != STDIN and (source in origins or any(is_blotted_as(origin, source) for origin in origins)):
        return HeldBackError(
            f"Words were taken out of what was found at {source} before, and a later version of it may have them.",
            advice=ADVICE,
        )
    if source == STDIN or is_address(source):
        return None
    try:
        with Path(source).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None  # told by who reads it
    if is_tombstone(workspace.archive.file(digest)):
        return HeldBackError(f"The same bytes as those of {source} were taken out of the archive.", advice=ADVICE)
    return None
