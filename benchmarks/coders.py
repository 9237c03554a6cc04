"""Many coders at one desk: `make bench-coders`. 20 on PostgreSQL, 8 on SQLite, mixed work for five minutes each.

They work twice. First each thinks two to six seconds over a claim, as nobody is faster for long; that is what the aim
is of. Then none thinks, and each asks as soon as they are answered: answers then take as long as so many questions do
that always wait, and what counts is how many of them there are a second.

Every decision that the desk said it had kept is looked for in the chain. Prints how many there were, how many were
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
from khaldun.records.codec import decode_line
from khaldun.store import decisions, reports
from khaldun.store.people import coders
from khaldun.tools.build import build_tools
from khaldun.workspace.coding import recoder_of
from khaldun.workspace.open import Workspace, make_workspace, opened
from khaldun.workspace.people import People
from khaldun.workspace.recoding import Recoder
from khaldun.workspace.verify import Checked, verify

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from large_store import fill

from desk.crowd import PASSWORD, Done, Pace, crowd, desk
from postgres import find_server, running

CLAIMS = 6_000
PACES = {
    "thinking 2 to 6 s": Pace(thinks=(2.0, 6.0), reach=2_000),
    "without a thought": Pace(reach=2_000),
}


def work(address: str, number: int, seconds: float) -> None:
    """So many coders at one desk over a store at an address."""
    from khaldun.cli.workspace import now

    with tempfile.TemporaryDirectory() as passing:
        folder = Path(passing) / "w"
        make_workspace(folder, store=address)
        names: list[str | None] = [f"coder-{at}" for at in range(number)]
        tools = build_tools(build_settings())
        with opened(folder) as workspace:
            fill(workspace.store, CLAIMS, tools.codebook.event_type.get)
            code_all(workspace, recoder_of(tools))
            for name in names:
                People(workspace.store, now).add(str(name), "coder", PASSWORD)
        with desk(folder, "--accounts") as (where, _):
            for told, pace in PACES.items():
                before = chain_length(folder)
                doing = crowd(where, names, seconds, pace=pace)
                tell(f"{address.split(':')[0]}, {told}", folder, names, doing, seconds, before)


def code_all(workspace: Workspace, recoder: Recoder) -> None:
    """The claims under the codebook, as a run keeps them."""
    with workspace.store.read() as connection:
        lines = [decode_line(row["line"]) for row in reports.reports(connection)]
    for line in lines:
        with workspace.store.write() as connection:
            recoder.recode_report(connection, line)


def chain_length(folder: Path) -> int:
    """How many decisions there are."""
    with opened(folder) as workspace, workspace.store.read() as connection:
        return decisions.count(connection)


def tell(told: str, folder: Path, names: list[str | None], doing: list[Done], seconds: float, before: int) -> None:
    """What was kept since `before`, lost and doubled, and how long answers took."""
    lost = doubled = 0
    with opened(folder) as workspace:
        faults = [fault for fault in verify(workspace, Checked()) if "in the archive" not in fault]  # none was added
        with workspace.store.read() as connection:
            identity = {coder.name: coder.id for coder in coders(connection)}
            kept = list(decisions.read(connection, after=before))
    for name, done in zip(names, doing, strict=True):
        said = Counter(done.kept)
        found = Counter((one.claim or 0, one.kind) for one in kept if one.coder == identity[str(name)])
        lost += sum((said - found).values())
        doubled += sum((found - said).values())
    times = sorted(1000 * seen for done in doing for seen in done.times)
    sys.stdout.write(
        f"{told}: {len(names)} coders, {seconds:.0f} s: {len(kept):,} decisions kept, "
        f"{sum(done.refused for done in doing):,} stale ones refused, {lost} lost, {doubled} doubled, "
        f"{len(faults)} faults by verify; {len(times):,} answers, {len(times) / seconds:.0f} a second, "
        f"median {statistics.median(times):.0f} ms, 99 %: {times[int(0.99 * len(times))]:.0f} ms (aim 700)\n"
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
