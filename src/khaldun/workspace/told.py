"""How much a workspace holds, in words."""

from __future__ import annotations

from khaldun.store.claims import ACCEPTED, FLAGGED, MERGED, OPEN, REJECTED, SKIPPED, WITHDRAWN
from khaldun.store.reports import CODING, DONE, FAILED, NEW, REDACTED, Counts

_INPUTS = ((NEW, "new"), (CODING, "half coded"), (DONE, "coded"), (FAILED, "failed"), (REDACTED, "redacted"))
_CLAIMS = (
    (OPEN, "to decide"),
    (SKIPPED, "skipped"),
    (FLAGGED, "flagged"),
    (ACCEPTED, "accepted"),
    (REJECTED, "rejected"),
    (MERGED, "merged into others"),
    (WITHDRAWN, "told no more"),
)


def told_counts(counts: Counts, folder: str, store: str) -> str:
    """The counts, a line each, and what to do next."""
    lines = [
        f"Workspace  {folder} (store: {store})",
        f"Inputs     {_states(counts.inputs, _INPUTS)}",
        f"Reports    {counts.reports:,}" + (f", {counts.failures:,} failures" if counts.failures else ""),
        f"Claims     {_states(counts.claims, _CLAIMS)}",
        f"Next       {_next(counts)}",
    ]
    return "\n".join(lines) + "\n"


def _states(found: dict[str, int], names: tuple[tuple[str, str], ...]) -> str:
    told = [f"{found[state]:,} {name}" for state, name in names if found.get(state)]
    return f"{sum(found.values()):,}" + (f": {', '.join(told)}" if told else "")


def _next(counts: Counts) -> str:
    if not counts.inputs:
        return "add reports: khaldun add REPORTS"
    if counts.inputs.get(NEW) or counts.inputs.get(CODING):
        return "code what is new: khaldun run"
    if counts.claims.get(OPEN) or counts.claims.get(SKIPPED):
        return "decide: khaldun review"
    return "nothing is left to decide"
