"""Places that no gazetteer entry was found for, by the country that the rest of their report lies in."""

from __future__ import annotations

from collections import Counter

from khaldun.records.lines import ClaimLine, ContractLine, ReportLine

UNKNOWN = ""


class Unplaced:
    """Collects the names of unresolved places while a run's lines pass by."""

    def __init__(self) -> None:
        self._names: dict[str, Counter[str]] = {}
        self._countries: Counter[str] = Counter()
        self._of_report: list[str] = []

    def add(self, line: ContractLine) -> None:
        """Looks at one line."""
        if isinstance(line, ReportLine):
            self._settle()
        elif isinstance(line, ClaimLine) and line.place is not None:
            if line.place.country is not None:
                self._countries[line.place.country] += 1
            elif line.place.unresolved and line.place.quote:
                self._of_report.append(line.place.quote)

    def by_country(self) -> list[tuple[str, list[str]]]:
        """Countries (ISO 3166-1 alpha-3, "" where the report places nothing) with their unplaced names, most first."""
        self._settle()
        found = [(country, [name for name, _ in names.most_common()]) for country, names in self._names.items()]
        return sorted(found, key=lambda one: (one[0] == UNKNOWN, -len(one[1]), one[0]))

    def _settle(self) -> None:
        """What the report behind us left unplaced lies where most of its other places do."""
        country = self._countries.most_common(1)[0][0] if self._countries else UNKNOWN
        if self._of_report:
            self._names.setdefault(country, Counter()).update(self._of_report)
        self._of_report.clear()
        self._countries.clear()
