"""The forms of the page of what is unresolved: what is typed → a fix, and a fix's preview → rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from khaldun.desk.forms import as_json, part_of
from khaldun.desk.site import Site
from khaldun.desk.view import VALUES
from khaldun.publish.words import UNKNOWN, days
from khaldun.records.lines import ActorLine, ClaimLine, PlaceLine, ReportLine, SourceLine
from khaldun.records.loose import country_of
from khaldun.review.alike import Alike
from khaldun.review.fields import FIELDS, FieldError
from khaldun.review.fix import Fix, checked
from khaldun.store.claims import Kept
from khaldun.workspace.fixing import Change

Form = Mapping[str, str]
_PART: dict[str, type] = {"place": PlaceLine, "actor": ActorLine, "source": SourceLine}
_NAMED = {"place": "place", "actor": "actor", "source": "source"}
_LONGEST = 300


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A claim as an example: what it tells of, and the report's sentence."""

    id: int
    report: str
    report_name: str
    what: str
    day: str
    sentence: str
    state: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A claim of a preview, and for each field its label, what it holds and what it would hold. `elsewhere` is the
    country that the claim is told of, where a place in another one is put into it."""

    told: Told
    version: int
    cells: tuple[tuple[str, str, str], ...]
    elsewhere: str
    ticked: bool


def fix_of(kind: str, key: str, form: Form, example: Kept, report: ReportLine, site: Site, alike: Alike) -> Fix:
    """The fix that a form states for a group, of which `example` is a claim.

    Raises:
        FieldError: nothing is named, or what is named is none.
        ChoiceError: a place's name is that of several.
    """
    if form.get("none"):
        return checked(kind, key, None)
    if not form.get("name", "").strip() and not form.get("latitude", "").strip():
        raise FieldError(f"No {_NAMED.get(kind, 'name')} is named.", advice="Write a name, or say that it is none.")
    if kind == "source":
        return checked(kind, key, SourceLine(name=form["name"].strip()))
    field, line = _as_edited(kind, key, example.line, alike)
    typed = {name: value for name, value in form.items() if name not in ("start", "end")}
    part = part_of(field, typed, line, report, site)
    return checked(kind, key, _bare(part))


def fix_in(form: Form) -> Fix:
    """The fix that a preview was of, as its form carries it.

    Raises:
        FieldError: it carries none.
    """
    kind, key = form.get("kind", ""), form.get("key", "")
    try:
        part = msgspec.json.decode(form.get("fix", ""), type=_PART.get(kind, SourceLine) | None)
    except msgspec.DecodeError as error:
        raise FieldError("The form holds no fix.", advice="Choose it anew.") from error
    return checked(kind, key, part)


def fix_json(fix: Fix) -> str:
    """The fix as a preview's form carries it on."""
    return as_json(fix.part).decode()


def fix_words(fix: Fix) -> str:
    """What a fix sets, in words."""
    part = fix.part
    if isinstance(part, PlaceLine):
        at = f" ({part.latitude:.3f}, {part.longitude:.3f})" if part.latitude is not None and part.longitude else ""
        return f"{', '.join(one for one in (part.name, part.admin1, part.country) if one)}{at}"
    if isinstance(part, ActorLine):
        return f"{part.name} ({part.type or 'type unknown'}{'' if part.id else ', in no registry'})"
    return part.name if part is not None else f"no {_NAMED[fix.kind]}: it is taken out"


def rows_of(changes: Iterable[Change], *, ticked: Iterable[int] | None = None) -> list[Row]:
    """A preview's rows; all are ticked, or those of `ticked`."""
    wanted = None if ticked is None else set(ticked)
    return [
        Row(
            told=told(change.kept),
            version=change.kept.version,
            cells=tuple(
                (FIELDS[name].label, VALUES[name](change.kept.line) or UNKNOWN, VALUES[name](change.line) or UNKNOWN)
                for name in change.fields
            ),
            elsewhere=_elsewhere(change),
            ticked=wanted is None or change.kept.id in wanted,
        )
        for change in changes
    ]


def told(kept: Kept) -> Told:
    """A claim as an example."""
    line = kept.line
    words = " ".join(line.notes.split())
    return Told(
        id=kept.id,
        report=kept.report,
        report_name=line.report.name,
        what=line.sub_event_type or UNKNOWN,
        day=days(line.date),
        sentence=f"{words[:_LONGEST]}…" if len(words) > _LONGEST else words,
        state=kept.state,
    )


def _elsewhere(change: Change) -> str:
    place, country = change.line.place, country_of(change.kept.line)
    is_abroad = "place" in change.fields and place is not None and place.country not in (None, country)
    return country if is_abroad else ""


def _as_edited(kind: str, key: str, line: ClaimLine, alike: Alike) -> tuple[str, ClaimLine]:
    """The field to read a form for, and the claim with what is loose in that field."""
    if kind == "place":
        return "place", line
    actors = (line.actor1, *line.assoc_actor1, line.actor2, *line.assoc_actor2)
    for actor in actors:
        end = None if actor is None else alike.end(line, actor)
        if end is not None and end.key == key:
            return "actor1", msgspec.structs.replace(line, actor1=actor)
    return "actor1", line


def _bare(part: PlaceLine | ActorLine | None) -> PlaceLine | ActorLine | None:
    """A part without the words of the claim that it was read for: each claim keeps its own."""
    if isinstance(part, PlaceLine):
        return msgspec.structs.replace(part, quote=None, evidence=(), candidates=())
    return None if part is None else msgspec.structs.replace(part, quote=None, evidence=())
