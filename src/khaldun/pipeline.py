"""The one way through the house: clean → read → resolve → assemble → code.

Reading finds mentions and triggers; each mention is resolved over the whole report; assembly then merges tellings by
what they resolve to, carries day and place on, and fans lists out; coding puts every claim under the codebook.
(The design lists assembly before resolution; it stands behind it here because two tellings are one event by what their
words mean, "Thursday" and "13 November", and not by the words.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import msgspec

from khaldun import __version__
from khaldun.assemble.step import assemble
from khaldun.clean.step import clean
from khaldun.code.codebook import Codebook
from khaldun.code.confidence import Calibration, settle_confidence
from khaldun.code.protocols import Countries
from khaldun.code.step import code
from khaldun.errors import ItemError, LanguageError
from khaldun.read.protocols import Reader
from khaldun.records.annotations import Annotated
from khaldun.records.claims import Claim
from khaldun.records.facts import Resolved
from khaldun.records.lines import (
    BlockLine,
    ClaimLine,
    ContractLine,
    FailureLine,
    ReportLine,
    SentenceLine,
    SoftwareLine,
    StatedLine,
)
from khaldun.records.reports import Article, Report, Stated
from khaldun.resolve.actors import resolve_actors
from khaldun.resolve.counts import resolve_counts
from khaldun.resolve.dates import resolve_dates
from khaldun.resolve.gazetteer_protocol import Places
from khaldun.resolve.places import resolve_places
from khaldun.resolve.registry_protocol import Actors
from khaldun.settings import Settings
from khaldun.text.respan import respanned

READABLE = frozenset({"en", "und"})  # und: too few words to tell; then the reader's own words decide


@dataclass(frozen=True, slots=True)
class Tools:
    """What the steps need of the outside world, built once per worker."""

    reader: Reader
    gazetteer: Places
    registry: Actors
    codebook: Codebook
    countries: Countries
    versions: SoftwareLine
    calibration: Calibration | None = None


# Enters a step by its name, and leaves it: for a clock.
Step = Callable[[str], AbstractContextManager[object]]


def process(report: Report, tools: Tools, settings: Settings, *, step: Step = nullcontext) -> Iterator[ContractLine]:
    """A report's lines: its `report` line and its `claim` lines; a `failure` line where it cannot be read."""
    stage = "clean"
    try:
        with step("clean"):
            article = clean(report, today=settings.today)
        if article.language not in READABLE:
            yield _report_line(article, None, (), tools)
            raise _foreign(article)
        with step("read"):
            annotated = tools.reader.read(article)
    except ItemError as error:
        stage = "read" if isinstance(error, LanguageError) else stage
        yield FailureLine(
            name=report.name, stage=stage, error=type(error).__name__, message=error.message, advice=error.advice
        )
        return
    yield from (
        _date_failure(article, warning) for warning in article.warnings if warning.startswith("Publication date")
    )
    claims, lines = code_article(article, annotated, tools, step=step)
    yield _report_line(article, annotated, claims, tools)
    yield from lines


def code_article(
    article: Article, annotated: Annotated, tools: Tools, *, step: Step = nullcontext
) -> tuple[tuple[Claim, ...], list[ClaimLine]]:
    """What an article that was read tells of: its claims, and their lines under the codebook."""
    claims = _claims(article, annotated, tools, step)
    with step("code"):
        return claims, list(code(claims, article=article, codebook=tools.codebook, countries=tools.countries))


def _claims(article: Article, annotated: Annotated, tools: Tools, step: Step) -> tuple[Claim, ...]:
    """The claims; names are looked up with the capitals that the reader restored, and told as the text has them."""
    copy, read = article, annotated
    if annotated.restored is not None:
        copy = msgspec.structs.replace(article, text=annotated.restored)
        read = respanned(annotated, copy.text)
    with step("resolve"):
        resolved = _resolve(copy, read, tools)
    with step("assemble"):
        claims = assemble(copy, read, resolved)
    if tools.calibration is not None:
        claims = settle_confidence(claims, tools.calibration)
    return claims if copy is article else respanned(claims, article.text)


def _resolve(article: Article, annotated: Annotated, tools: Tools) -> Resolved:
    places = resolve_places(article, annotated, tools.gazetteer)
    return Resolved(
        dates=resolve_dates(article, annotated),
        places=places,
        actors=resolve_actors(article, annotated, tools.registry, places=places),
        counts=resolve_counts(article, annotated),
    )


def _date_failure(article: Article, warning: str) -> FailureLine:
    taken = article.published
    kept = f"{taken.value} was taken" if taken is not None else "days that hang on it stay unknown"
    return FailureLine(
        name=article.name,
        stage="clean",
        error="DateError",
        message=f"{article.name}: {warning}",
        advice=f"It is coded all the same; {kept}. State it: --published YYYY-MM-DD.",
    )


def _foreign(article: Article) -> LanguageError:
    return LanguageError(
        f"{article.name}: its language is {article.language!r}; no reader here reads it, so no claim is made.",
        advice="Translate it first, and code the translation with the original's publication date.",
    )


def _report_line(article: Article, annotated: Annotated | None, claims: tuple[Claim, ...], tools: Tools) -> ReportLine:
    stated = {
        "title": article.title,
        "byline": article.byline,
        "dateline": article.dateline,
        "publisher": article.publisher,
        "original_publisher": article.original_publisher,
        "published": article.published,
        "url": article.url,
    }
    metadata = {name: _stated(value) for name, value in stated.items() if value is not None}
    metadata.update({f"tags[{at}]": _stated(tag) for at, tag in enumerate(article.tags)})
    return ReportLine(
        id=article.report_id,
        name=article.name,
        **{name: value.value if value else None for name, value in stated.items()},
        republished=article.republished,
        language=article.language,
        tags=tuple(tag.value for tag in article.tags),
        metadata=metadata,
        text=article.text,
        blocks=tuple(BlockLine(start=block.start, end=block.end, reason=block.reason) for block in article.blocks),
        sentences=tuple(_sentence_lines(article, annotated, claims)),
        warnings=article.warnings,
        software=tools.versions,
    )


def _stated(value: Stated) -> StatedLine:
    return StatedLine(evidence=value.evidence, rules=value.rules)


def _sentence_lines(article: Article, annotated: Annotated | None, claims: tuple[Claim, ...]) -> Iterator[SentenceLine]:
    """What became of every sentence: it made claims, was left out with its block, or tells of none and why."""
    rows: list[SentenceLine] = []
    told = {(span.start, span.end) for claim in claims for span in claim.sentences}
    if annotated is not None:
        for sentence, (_, reason) in zip(annotated.sentences, annotated.dispositions, strict=True):
            claimed = (sentence.span.start, sentence.span.end) in told
            rows.append(
                SentenceLine(
                    start=sentence.span.start,
                    end=sentence.span.end,
                    disposition="claims" if claimed else "none",
                    reason=None if claimed else reason or "told again of an event without adding to it",
                )
            )
    rows.extend(
        SentenceLine(start=block.start, end=block.end, disposition="excluded", reason=block.reason)
        for block in article.blocks
        if block.reason is not None
    )
    yield from sorted(rows, key=lambda row: row.start)


def software(reader: str, gazetteer: str, registry: str, codebook: str) -> SoftwareLine:
    """The versions that stand in every report line."""
    return SoftwareLine(version=__version__, reader=reader, gazetteer=gazetteer, registry=registry, codebook=codebook)
