"""Where exports lie until they are fetched: in folders of their own, for whoever made them, for an hour.

They lie in the clear, as what is exported does. Of a workspace that is encrypted nothing may: its exports are kept in
the machine's memory, or not made.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from khaldun.desk.exported import Exported
from khaldun.errors import KhaldunError, UsageError
from khaldun.workspace.open import Workspace

MEMORY = Path("/dev/shm")
SECONDS = 3_600.0
_MOST = 8  # exports, of everybody together
_PREFIX = ".khaldun-export-"


class ExportError(KhaldunError):
    """An export cannot be made now."""


@dataclass(frozen=True, slots=True)
class _Kept:
    coder: str
    folder: Path
    exported: Exported
    timer: threading.Timer


class Depot:
    """The last export of each person, each under a name that cannot be guessed; deleted after `seconds`."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    @contextlib.contextmanager
    def making(self, workspace: Workspace) -> Iterator[Path]:
        """A new folder to make an export in, one at a time; it is deleted if making it fails.

        Raises:
            ExportError: another is being made.
            UsageError: the workspace is encrypted, and this machine has no folder in its memory.
        """
        if not self._turn.acquire(blocking=False):
            raise ExportError("Another export is being made.", advice="Wait until it is there, and try again.")
        try:
            with contextlib.ExitStack() as undo:
                folder = _new_folder(workspace, older=2 * self._seconds)
                undo.callback(shutil.rmtree, folder, ignore_errors=True)
                yield folder
                undo.pop_all()
        finally:
            self._turn.release()

    def keep(self, coder: str, folder: Path, exported: Exported) -> str:
        """Keeps an export in place of the coder's last; returns its name."""
        token = secrets.token_urlsafe(16)
        timer = threading.Timer(self._seconds, self._drop, [token])
        timer.daemon = True
        timer.start()
        with self._lock:
            before = [name for name, kept in self._kept.items() if kept.coder == coder]
            self._kept[token] = _Kept(coder, folder, exported, timer)
            before += list(self._kept)[: max(len(self._kept) - len(before) - _MOST, 0)]
        for name in before:
            self._drop(name)
        return token

    def get(self, coder: str, token: str) -> Exported | None:
        """The export of that name; null where it is another's, or is kept no longer."""
        with self._lock:
            kept = self._kept.get(token)
        return kept.exported if kept is not None and kept.coder == coder else None

    def clear(self) -> None:
        """Deletes all of them."""
        for token in list(self._kept):
            self._drop(token)

    def _drop(self, token: str) -> None:
        with self._lock:
            kept = self._kept.pop(token, None)
        if kept is not None:
            kept.timer.cancel()
            shutil.rmtree(kept.folder, ignore_errors=True)


def is_in_memory(workspace: Workspace) -> bool:
    """Whether a workspace's exports lie in the machine's memory until they are fetched."""
    return workspace.config.encrypted


def _new_folder(workspace: Workspace, *, older: float) -> Path:
    """A folder for its owner's eyes only. What a desk that was killed has left, `older` than that (seconds), goes."""
    base = MEMORY if is_in_memory(workspace) else workspace.folder
    if is_in_memory(workspace) and not base.is_dir():
        raise UsageError(
            "The workspace is encrypted, and on this machine an export would lie on the disk in the clear until it is "
            "fetched.",
            advice="Export it where you want it to lie: khaldun export … -o FILE",
        )
    for left in base.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - left.lstat().st_mtime > older:
                shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
