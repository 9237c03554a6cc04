"""Types that are kinds of types: every one known, none a kind of itself."""

from __future__ import annotations

from collections.abc import Mapping

from khaldun.codebook.faults import Faults
from khaldun.codebook.language import Type


def ancestors(types: Mapping[str, Type], faults: Faults) -> dict[str, tuple[str, ...]]:
    """Of each type itself and those that it is a kind of, the nearest first. A type that is unknown, and a cycle, is
    noted, and ends the line."""
    for name, type_ in types.items():
        if type_.is_ is not None and type_.is_ not in types:
            faults.unknown(("types", name, "is"), "type of this codebook", type_.is_, types)
    found: dict[str, tuple[str, ...]] = {}
    told: set[frozenset[str]] = set()
    for name in types:
        line = [name]
        while (above := types[line[-1]].is_) is not None and above in types:
            if above in line:
                cycle = line[line.index(above) :]
                if frozenset(cycle) not in told:
                    told.add(frozenset(cycle))
                    round_ = " → ".join((*cycle, above))
                    faults.add(("types", cycle[-1], "is"), f"a type is a kind of itself: {round_}.", "Break the cycle.")
                break
            line.append(above)
        found[name] = tuple(line)
    return found
