"""What is told of a report: its id, its name, its address, its metadata, without what is withheld of its claims."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from msgspec.structs import replace

from khaldun.publish.export.hiding import Hiding, is_hash, stated_without_quotes
from khaldun.publish.export.items import Item, Told
from khaldun.publish.export.notations import without_points
from khaldun.publish.export.profile import Profile
from khaldun.records.lines import ReportLine

_STATED = frozenset({"publisher", "original_publisher", "published"})
_ID = 12


class ReportTeller:
    """Tells of reports by one profile. `named` is False of a report that must not be found by its name or title."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile

    def id_of_report(self, told: Told, items: list[Item], hiding: Hiding) -> str:
        """A report's id, unless something withheld is in it: then one of the ids of what is published."""
        id_ = told.report.id if told.report is not None else named_by_claims(told)[1]
        if id_ and not self.is_hidden(hiding)(id_):
            return id_
        ids = "\n".join(sorted(item.claim.id for item in items))
        return hashlib.sha256(ids.encode()).hexdigest()

    def is_hidden(self, hiding: Hiding) -> Callable[[str | None], bool]:
        """Whether an id, a name of a file or an address tells a word or a point that is withheld."""
        exact = self._profile.withhold.coordinates == "exact"
        if exact:
            return hiding.run_in
        return lambda text: (
            bool(text)
            and not is_hash(text or "")
            and (hiding.run_in(text) or without_points(unquote(text or "")) != unquote(text or ""))
        )

    def name(self, told: Told, id_: str, hiding: Hiding, *, named: bool) -> str:
        """How a report is called: by its name only where the profile says so, and nothing withheld is in it."""
        name = told.report.name if told.report is not None else named_by_claims(told)[0]
        if self._profile.words.reports == "name" and named and not self.is_hidden(hiding)(name):
            return name
        return f"report-{id_[:_ID]}"

    def report(self, report: ReportLine, id_: str, name: str, loose: Hiding, *, named: bool) -> ReportLine:
        words = self._profile.words
        bare = ReportLine(
            id=id_,
            name=name,
            url=self._address(report.url, loose, named=named),
            title=self._title(report.title) if words.titles and named else None,
            publisher=report.publisher,
            original_publisher=report.original_publisher,
            published=report.published,
            republished=report.republished,
            language=report.language,
            metadata={key: value for key, value in report.metadata.items() if key in _STATED},
            text="",
            software=report.software,
        )
        swept = loose.swept(replace(bare, id="", name="", url=None))
        made = replace(swept, id=id_, name=name, url=bare.url)
        return made if words.evidence else stated_without_quotes(made)

    def _title(self, title: str | None) -> str | None:
        exact = self._profile.withhold.coordinates == "exact"
        return title if title is None or exact else without_points(title)

    def _address(self, url: str | None, loose: Hiding, *, named: bool) -> str | None:
        kind = self._profile.words.addresses
        if url is None or kind == "none":
            return None
        if kind == "full" and named and not self.is_hidden(loose)(url) and not loose.run_in(_spoken(_host(url))):
            return url
        host = _host(url)
        return f"https://{host}/" if host and not loose.run_in(host) and not loose.run_in(_spoken(host)) else None


def named_by_claims(told: Told) -> tuple[str, str | None]:
    return (told.items[0].claim.report.name, told.items[0].claim.report.id) if told.items else ("", None)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""  # no address


def _spoken(host: str) -> str:
    """A host as people read it, where it is written in code ("xn--…")."""
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host
