"""The code step: the claims of a report under a codebook, as the contract writes them."""

from __future__ import annotations

from khaldun.code.codebook import Codebook
from khaldun.code.deaths import Toll, tolls
from khaldun.code.drafts import Draft, drafts
from khaldun.code.lines import (
    actor_line,
    actor_lines,
    confidence_line,
    count_line,
    date_line,
    death_lines,
    fatalities,
    notes,
    place_line,
    quantity_lines,
    source_lines,
    weapon_lines,
)
from khaldun.code.merging import merge
from khaldun.code.protocols import Countries
from khaldun.code.rows import coding_line
from khaldun.records.claims import Claim
from khaldun.records.lines import ClaimLine, ReportRef
from khaldun.records.reports import Article


def code(
    claims: tuple[Claim, ...], *, article: Article, codebook: Codebook, countries: Countries, settled: bool = False
) -> tuple[ClaimLine, ...]:
    """The claims of one report, coded: all of them, in their order, each marked with what keeps it out or merges it.

    Depends on nothing but its arguments; the coding of a claim depends on the other claims of the report (one row for
    several tactics, totals divided) but not on their order. Where the types are `settled` (coded before, perhaps
    changed by a person) no rule changes them.
    """
    rows, roots = merge(drafts(claims, codebook, countries, settled=settled), codebook, settled=settled)
    found = tolls(rows, roots, codebook)
    return tuple(
        _line(draft, article, found.get(index), rows[root].claim.id if root != index else None, codebook)
        for index, (draft, root) in enumerate(zip(rows, roots, strict=True))
    )


def _line(draft: Draft, article: Article, toll: Toll | None, merged_into: str | None, book: Codebook) -> ClaimLine:
    claim, actors = draft.claim, draft.actors
    return ClaimLine(
        id=claim.id,
        report=ReportRef(id=article.report_id, name=article.name),
        event_type=book.event_type[draft.kind],
        sub_event_type=draft.kind,
        status=claim.status,
        ongoing=claim.ongoing,
        background=claim.background,
        trigger=claim.trigger,
        sources=source_lines(claim),
        date=date_line(claim.date, draft.timing) if claim.date and draft.timing else None,
        place=place_line(claim.place) if claim.place else None,
        actor1=actor_line(actors.actor1),
        assoc_actor1=actor_lines(actors.assoc1),
        actor2=actor_line(actors.actor2),
        assoc_actor2=actor_lines(actors.assoc2),
        fatalities=fatalities(claim),
        deaths=death_lines(claim),
        injured=count_line(claim.injured),
        quantities=quantity_lines(claim),
        weapons=weapon_lines(claim),
        notes=notes(claim),
        confidence=confidence_line(claim, actors.actor1, actors.actor2),
        tellings=claim.tellings,
        group=claim.group,
        coding=coding_line(draft, toll, merged_into, book),
        rules=claim.rules,
        method=claim.method,
    )
