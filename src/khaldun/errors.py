"""Every error Khaldun raises on purpose.

    KhaldunError
    ├── UsageError            the command line or the settings are wrong        exit 2
    ├── DataError             a file of rules, names or codes is wrong          exit 2
    ├── GazetteerError        a gazetteer cannot be read, built or opened       exit 1
    ├── AccessError           somebody may not do what they asked for            exit 1
    ├── StoreError            a workspace's store cannot be opened or written   exit 1
    │   └── GoneError         its database does not answer, or keeps nothing more
    ├── SealError             what is encrypted cannot be opened                exit 1
    │   ├── PassphraseError   it is not the passphrase
    │   └── DamagedError      the bytes are not what was kept (also an OSError)
    └── ItemError             one report cannot be processed; becomes a Failure exit 1
        ├── UnreadableError   its bytes are not a report (empty, binary, broken)
        ├── TableError        a table of reports or one of its rows is wrong
        ├── TooLargeError     it is over the size limit
        ├── FetchError        an address cannot be fetched, or must not be
        ├── LanguageError     it is in a language no reader reads
        └── DateError         a stated publication date is impossible or ambiguous

A message says what went wrong, with which item, why, and what to do about it (`advice`).
"""

from __future__ import annotations


class KhaldunError(Exception):
    """Base of all errors raised on purpose: `message` says what, which and why; `advice` what to do."""

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()


class UsageError(KhaldunError):
    """The command line or the settings are wrong."""


class DataError(KhaldunError):
    """A file of rules, names or codes is wrong: the message names file, line and field."""


class GazetteerError(KhaldunError):
    """A gazetteer cannot be read, built or opened."""


class AccessError(KhaldunError):
    """Somebody may not do what they asked for."""


class StoreError(KhaldunError):
    """A workspace's store is gone, full, locked, damaged, or of a newer version."""


class GoneError(StoreError):
    """A workspace's database does not answer, or keeps nothing more: it is lost, full, locked or damaged."""


class SealError(KhaldunError):
    """What is encrypted cannot be opened."""


class PassphraseError(SealError):
    """It is not the passphrase."""


class DamagedError(SealError, OSError):
    """Encrypted bytes are not what was kept. Whoever reads a file meets it as any that cannot be read."""

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message, advice=advice)
        self.strerror = message


class ItemError(KhaldunError):
    """One report cannot be processed; the batch goes on."""


class UnreadableError(ItemError):
    """The bytes are not a report: empty, binary, or broken beyond repair."""


class TableError(ItemError):
    """A table of reports, or one row of it, is wrong."""


class TooLargeError(ItemError):
    """The report is over the size limit."""


class FetchError(ItemError):
    """An address cannot be fetched, or must not be.

    `status` is the HTTP status that its host answered with, null where that is not why. `refused`: its host is well,
    or was not asked; the address itself is what is not fetched.
    """

    def __init__(self, message: str, *, advice: str = "", status: int | None = None, refused: bool = False) -> None:
        super().__init__(message, advice=advice)
        self.status = status
        self.refused = refused


class LanguageError(ItemError):
    """The report is in a language that no reader here reads."""


class DateError(ItemError):
    """A stated publication date is impossible or can be read in two orders."""
