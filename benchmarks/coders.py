"""Many coders at one desk: `make bench-coders`. 20 on PostgreSQL, 8 on SQLite, mixed work for five minutes each.

Every decision that the desk said it had kept is then looked for in the chain. Prints how many there were, how many were
lost or doubled, and how long answers took (median, 99th percentile); nothing fails where it is slow.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections import Counter
from pathlib import Path

from khaldun.cli.settings import build_settings
from khaldun.store import decisions
from khaldun.store.people import coders
from khaldun.tools.build import build_tools
from khaldun.workspace.open import make_workspace, opened
from khaldun.workspace.people import People
from khaldun.workspace.verify import Checked, verify

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from large_store import fill

from desk.crowd import PASSWORD, Done, crowd, desk
from postgres import find_server, running

CLAIMS = 6_000


def work(address: str, number: int, seconds: float) -> None:
    """So many coders at one desk over a store at an address."""
    from khaldun.cli.workspace import now

    with tempfile.TemporaryDirectory() as passing:
        folder = Path(passing) / "w"
        make_workspace(folder, store=address)
        names: list[str | None] = [f"coder-{at}" for at in range(number)]
        with opened(folder) as workspace:
            fill(workspace.store, CLAIMS, build_tools(build_settings()).codebook.event_type.get)
            for name in names:
                People(workspace.store, now).add(str(name), "coder", PASSWORD)
        with desk(folder, "--accounts") as (where, _):
            doing = crowd(where, names, seconds)
        tell(address, folder, names, doing, seconds)


def tell(address: str, folder: Path, names: list[str | None], doing: list[Done], seconds: float) -> None:
    """What was kept, lost and doubled, and how long answers took."""
    lost = doubled = 0
    with opened(folder) as workspace:
        faults = [fault for fault in verify(workspace, Checked()) if "in the archive" not in fault]  # none was added
        with workspace.store.read() as connection:
            identity = {coder.name: coder.id for coder in coders(connection)}
            kept = list(decisions.read(connection))
    for name, done in zip(names, doing, strict=True):
        told = Counter(done.kept)
        found = Counter((one.claim or 0, one.kind) for one in kept if one.coder == identity[str(name)])
        lost += sum((told - found).values())
        doubled += sum((found - told).values())
    times = sorted(1000 * seen for done in doing for seen in done.times)
    sys.stdout.write(
        f"{address.split(':')[0]}: {len(names)} coders, {seconds:.0f} s: {len(kept):,} decisions kept, "
        f"{sum(done.refused for done in doing):,} stale ones refused, {lost} lost, {doubled} doubled, "
        f"{len(faults)} faults by verify; {len(times):,} answers, median {statistics.median(times):.0f} ms, "
        f"99 %: {times[int(0.99 * len(times))]:.0f} ms (aim 700)\n"
    )
    sys.stdout.writelines(f"  {fault}\n" for fault in faults[:5])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    given = parser.parse_args()
    work("sqlite:///store.sqlite", 8, given.seconds)
    programs = find_server()
    if programs is None:
        sys.stdout.write("postgresql: not measured, its server is not installed\n")
        return
    with running(programs) as address:
        work(address, 20, given.seconds)


if __name__ == "__main__":
    main()
