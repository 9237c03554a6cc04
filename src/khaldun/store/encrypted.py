"""SQLite in an encrypted file: SQLCipher, which is loaded when an encrypted workspace is first opened."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

from khaldun.errors import StoreError

# Said, so that a later version of the library goes on with what this one wrote.
_FORMAT = 4
_ADVICE = "Install it: pip install sqlcipher3"


def library() -> ModuleType:
    """The library, as a DB-API module.

    Raises:
        StoreError: it is not there, or is one that encrypts nothing.
    """
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise StoreError(
            f"This workspace is encrypted, and the library that opens it cannot be loaded ({error}).", advice=_ADVICE
        ) from error
    module: ModuleType = dbapi2
    return module


def connect(file: Path, *, key: bytes, **options: Any) -> Any:
    """A connection to an encrypted file by its raw key (32 bytes). A wrong key is told when it is first asked.

    Temporary tables and sorting stay in memory: SQLCipher would write them as they are.

    Raises:
        StoreError: the library is not there, or is one that encrypts nothing.
    """
    connection = library().connect(str(file), **options)
    connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to standard error
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    if connection.execute("PRAGMA cipher_version").fetchone() is None:
        connection.close()
        raise StoreError("The SQLCipher that is installed encrypts nothing.", advice=_ADVICE)
    connection.execute(f"PRAGMA cipher_compatibility = {_FORMAT}")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection
