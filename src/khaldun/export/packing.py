"""The files of an export in one, to be sent."""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path

from khaldun.errors import KhaldunError

_SMALL_ALREADY = frozenset({".xlsx", ".parquet"})
_PIECE = 1 << 20  # bytes
_LEVEL = 6  # of 9


def pack_files(files: Sequence[Path], target: Path, *, day: dt.date) -> None:
    """Packs files into a new zip archive, in their order, each under its own name and of that day; the memory that it
    takes does not grow with them.

    Raises:
        KhaldunError: the disk is full, or refuses.
    """
    try:
        with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
            for path in files:
                info = zipfile.ZipInfo(path.name, date_time=(day.year, day.month, day.day, 0, 0, 0))
                info.compress_type = zipfile.ZIP_STORED if path.suffix in _SMALL_ALREADY else zipfile.ZIP_DEFLATED
                info.external_attr = 0o644 << 16
                with path.open("rb") as source, archive.open(info, "w", force_zip64=True) as sink:
                    shutil.copyfileobj(source, sink, _PIECE)
    except OSError as error:
        why = error.strerror or str(error)
        raise KhaldunError(
            f"The files could not be packed ({why}).", advice="Free some space, and try again."
        ) from error
