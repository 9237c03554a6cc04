"""The passphrase of an encrypted workspace: asked for on the terminal, or given by the environment."""

from __future__ import annotations

import contextlib
import getpass
import os
import sys
from pathlib import Path

from khaldun.cli.say import say
from khaldun.cli.settings import given_passphrase
from khaldun.errors import PassphraseError, UsageError
from khaldun.seal import keyfile
from khaldun.seal.keyfile import Cost, Wrapped
from khaldun.seal.keys import Keys, new_keys
from khaldun.workspace.open import Sealing, wrapped_key, write_key

VARIABLE, NEW_VARIABLE = "KHALDUN_PASSPHRASE", "KHALDUN_NEW_PASSPHRASE"
COST = Cost()
_TRIES = 3


def keys_at(folder: Path) -> Keys | None:
    """The keys of the workspace in a folder, null where it is not encrypted.

    Raises:
        UsageError: nobody can be asked.
        PassphraseError: it is not the passphrase.
        DataError: the key file is damaged or gone.
    """
    wrapped = wrapped_key(folder)
    return unlocked(wrapped, f"Passphrase of {folder}: ") if wrapped is not None else None


def unlocked(wrapped: Wrapped, prompt: str) -> Keys:
    """The keys behind a passphrase, which is asked for up to three times where somebody can be asked.

    Raises:
        UsageError: nobody can be asked.
        PassphraseError: it is not the passphrase.
    """
    given = given_passphrase(VARIABLE)
    if given is not None:
        return keyfile.unwrap(wrapped, given)
    for _ in range(_TRIES - 1):
        try:
            return keyfile.unwrap(wrapped, _asked(prompt))
        except PassphraseError as error:
            say(error.message, error.advice)
    return keyfile.unwrap(wrapped, _asked(prompt))


def new_sealing(variable: str = VARIABLE) -> Sealing:
    """New keys under a passphrase that is typed twice, or given by a variable of the environment.

    Raises:
        UsageError: it is too short, the two differ, or nobody can be asked.
    """
    keys = new_keys()
    return Sealing(keys, keyfile.wrap(keys, _chosen(variable), cost=COST))


def change(folder: Path) -> None:
    """Puts a workspace's keys under another passphrase.

    Raises:
        UsageError: the workspace is not encrypted, or the new passphrase is none.
        PassphraseError: the old one is wrong.
    """
    keys = keys_at(folder)
    if keys is None:
        raise UsageError(
            f"The workspace {folder} is not encrypted: it has no passphrase.",
            advice="Encrypt it: khaldun backup FILE; khaldun restore FILE NEW-FOLDER --encrypt",
        )
    write_key(folder, keyfile.wrap(keys, _chosen(NEW_VARIABLE), cost=COST))


def _chosen(variable: str) -> str:
    given = given_passphrase(variable)
    if given is not None:
        return given
    first = _asked("New passphrase: ")
    if _asked("Again: ") != first:
        raise UsageError("The two passphrases differ.", advice="Try again.")
    return first


def _asked(prompt: str) -> str:
    """What is typed at the terminal, which is not standard input where reports are piped in."""
    if not _has_terminal():
        raise UsageError(
            "The workspace is encrypted, and nobody can be asked for its passphrase here.",
            advice=f"Name a file that holds it, {VARIABLE}_FILE=…, or give {VARIABLE}; docs/workspace.md says more.",
        )
    try:
        return getpass.getpass(prompt)
    except EOFError:
        raise UsageError("No passphrase was typed.", advice="Try again.") from None


def _has_terminal() -> bool:
    if sys.stdin is not None and sys.stdin.isatty():
        return True
    with contextlib.suppress(OSError):
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
        return True
    return False
