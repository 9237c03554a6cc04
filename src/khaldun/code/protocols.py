"""What the code step needs from outside: the names of countries."""

from __future__ import annotations

from typing import Protocol


class CountryName(Protocol):
    """A country's common name and the codebook's."""

    @property
    def name(self) -> str: ...

    @property
    def acled_name(self) -> str: ...


class Countries(Protocol):
    """Countries by code."""

    def get(self, iso3: str, /) -> CountryName | None:
        """The country with this ISO 3166-1 alpha-3 code."""
