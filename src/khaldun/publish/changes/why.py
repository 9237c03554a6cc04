"""Why a row is another, or is there, as far as its reasons say: decisions, versions, codebook, profile."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from khaldun.publish.changes.published import Head, Published, Row, Without
from khaldun.publish.changes.telling import publishing

_SOFTWARE = {"reader": "reader", "gazetteer": "gazetteer", "registry": "registry of actors", "codebook": "coding"}
_BESIDE = "other claims of its report came, went or were decided on"
_OTHERS = "by no decision on it and no other version: its claim was given otherwise, or others that it is counted with"


def why_whole(before: Published, after: Published, stated: Iterable[str]) -> tuple[str, ...]:
    """What holds for all rows; `stated` is what is known beside the tables."""
    found = list(_of_heads(before.head, after.head)) if before.head is not None and after.head is not None else []
    return tuple(dict.fromkeys((*found, *stated)))


def _of_heads(before: Head, after: Head) -> Iterator[str]:
    for what, old, new in (
        ("codebook", before.codebook, after.codebook),
        ("Khaldun", before.version, after.version),
        ("what the profile opens", ", ".join(before.opened) or "nothing", ", ".join(after.opened) or "nothing"),
    ):
        if old != new:
            yield f"{what}: {old} → {new}"
    if before.profile != after.profile:  # the earlier one's name is not repeated: the later one may withhold it
        yield f"another profile: {after.profile}"


def why_changed(before: Row, after: Row, whole: tuple[str, ...], touched: Collection[str]) -> tuple[str, ...]:
    """Why a row is another. `touched` are reports with claims that came, went or were decided on: what they share with
    others is divided anew."""
    found = [*_decisions(before, after), *_versions(before, after)]
    old, new = publishing(before), publishing(after)
    if new - old:
        found.append(f"withheld now by {', '.join(sorted(new - old))}")
    if old - new:
        found.append(f"no longer withheld by {', '.join(sorted(old - new))}")
    claims, were = {claim.id for claim in after.claims}, {claim.id for claim in before.claims}
    if len(claims) != len(were):
        found.append(f"tells of {len(claims)} claims, and told of {len(were)}")
    if not found and after.report in touched:
        found.append(_BESIDE)
    return tuple(found or whole or ((_OTHERS,) if after.claims else ()))


def why_added(row: Row, left_out: dict[str, Without], reports: set[str], whole: tuple[str, ...]) -> tuple[str, ...]:
    """Why a row is there that was not."""
    rules = {left_out[claim.id].rule for claim in row.claims if claim.id in left_out}
    if rules:
        return (f"was left out by {', '.join(sorted(rules))}", *whole)
    if not row.claims:
        return ()
    if row.report not in reports:
        return ("its report was not there",)
    made = sorted({number for claim in row.claims for number in claim.decisions})
    return (f"decided: {_numbers(made)}",) if made else ("a new claim of its report", *whole)


def is_decided(before: Row, after: Row) -> bool:
    """Whether decisions on a row's claims were made or taken back."""
    return any(_decisions(before, after))


def _decisions(before: Row, after: Row) -> Iterator[str]:
    old = {number for claim in before.claims for number in claim.decisions}
    new = {number for claim in after.claims for number in claim.decisions}
    if new - old:
        yield f"decided: {_numbers(sorted(new - old))}"
    if old - new:
        yield f"taken back: {_numbers(sorted(old - new))}"


def _versions(before: Row, after: Row) -> Iterator[str]:
    if before.software is not None and after.software is not None:
        for field, what in _SOFTWARE.items():
            old, new = getattr(before.software, field), getattr(after.software, field)
            if old != new:
                yield f"{what}: {old} → {new}"
    methods = [", ".join(sorted({claim.method for claim in row.claims if claim.method})) for row in (before, after)]
    if methods[0] != methods[1] and all(methods):
        yield f"read by {methods[1]}, and was by {methods[0]}"


def _numbers(numbers: list[int]) -> str:
    return f"decision{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
