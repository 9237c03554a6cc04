"""Options and environment → one frozen `Settings`: the only place that reads the environment and the clock."""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path

from khaldun.errors import UsageError
from khaldun.ingest.tables import COLUMNS
from khaldun.records.reports import Given
from khaldun.settings import Settings

DATA_VARIABLE = "KHALDUN_DATA"
PASSWORD_VARIABLE = "KHALDUN_STORE_PASSWORD"


def data_folder(stated: Path | None = None) -> Path:
    """Where gazetteers are kept: as stated, else `KHALDUN_DATA`, else the platform's folder for user data."""
    if stated is not None:
        return stated
    if named := os.environ.get(DATA_VARIABLE):
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("khaldun", appauthor=False)


def store_password() -> str | None:
    """The password of a workspace's PostgreSQL, from the environment: it stands in no file."""
    return os.environ.get(PASSWORD_VARIABLE)


def given_passphrase(variable: str) -> str | None:
    """The passphrase that the environment holds, or the first line of the file that it names (VARIABLE_FILE).

    It is taken out of the environment at once, so that no program which is started from here is handed it.

    Raises:
        UsageError: the file cannot be read.
    """
    stated = os.environ.pop(variable, None)
    named = os.environ.get(f"{variable}_FILE")
    if stated is not None or not named:
        return stated
    try:
        with Path(named).open(encoding="utf-8") as file:
            return file.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"The passphrase cannot be read from {named} ({error}).", advice=f"{variable}_FILE names it."
        ) from error


def build_settings(
    *,
    published: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    title: str | None = None,
    columns: list[str] | None = None,
    gazetteer: Path | None = None,
    data: Path | None = None,
    reader: str = "rules",
) -> Settings:
    """The settings of a run.

    Raises:
        UsageError: a date is not ISO 8601, a --map is not NAME=COLUMN, a gazetteer does not exist.
    """
    if gazetteer is not None and not gazetteer.exists():
        raise UsageError(f"There is no gazetteer {gazetteer}.", advice="Make one: khaldun gazetteer add --help.")
    return Settings(
        today=dt.datetime.now(dt.UTC).date(),
        data_folder=data_folder(data),
        gazetteer=gazetteer,
        reader=reader,
        given=Given(title=title, publisher=publisher, published=_iso(published), url=url),
        columns=_column_map(columns or []),
    )


def _iso(stated: str | None) -> str | None:
    if stated is None:
        return None
    text = stated.strip()
    try:
        if not re.match(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError(text)
        dt.datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"--published {stated} is not a date Khaldun can be sure of.",
            advice="Write it year first, as 2019-11-16 or 2019-11-16T01:30+03:00.",
        ) from None
    return text


def _column_map(pairs: list[str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for pair in pairs:
        name, equals, column = pair.partition("=")
        if not equals or not column or name not in COLUMNS:
            raise UsageError(
                f"--map {pair} does not say which column to read.",
                advice=f"Write NAME=COLUMN, as text=body; the names are {', '.join(COLUMNS)}.",
            )
        columns[name] = column
    return columns
