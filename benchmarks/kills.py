"""`khaldun review` and `khaldun run` killed at random moments: `make bench-kills`, a hundred times each on each store.

After each kill the workspace is verified, and every decision that was said to be kept is looked for. A run that is
begun again after kills must end with the claims of one that nobody disturbed. Prints what came of it, and the seed that
the moments are drawn from; exits with 1 where anything was lost, doubled or changed.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from desk.kills import Told, kill_desks, kill_runs
from khaldun.cli.main import run
from khaldun.cli.settings import build_settings
from khaldun.tools.build import build_tools
from khaldun.workspace.coding import recoder_of
from postgres import find_server, running

SAMPLES = Path(__file__).parent.parent / "src" / "khaldun" / "samples"


def maker(folder: Path, address: Callable[[], str], *, coded: bool) -> Callable[[], Path]:
    """What makes a new workspace of the sample reports at each call."""

    def make() -> Path:
        here = folder / uuid.uuid4().hex[:8]
        with contextlib.redirect_stderr(io.StringIO()):
            steps = [["init", str(here), "--store", address()], ["add", str(SAMPLES), "-w", str(here)]]
            done = [run(step) for step in steps]
            toml = here / "khaldun.toml"
            toml.write_text(toml.read_text().replace('"auto"', '"rules"'))
            done += [run(["run", "-w", str(here)])] if coded else []
        if any(done):
            raise SystemExit(f"no workspace could be made in {here}")
        return here

    return make


@contextlib.contextmanager
def stores() -> Iterator[dict[str, Callable[[], str]]]:
    """What names a new, empty store, of each kind that there is here."""
    found: dict[str, Callable[[], str]] = {"sqlite": lambda: "sqlite:///store.sqlite"}
    programs = find_server()
    if programs is None:
        sys.stdout.write("postgresql: not tried, its server is not installed\n")
        yield found
        return
    import pg8000.native

    with running(programs) as server:
        port = int(server.rsplit(":", 1)[1].split("/")[0])

        def new() -> str:
            name = f"t{uuid.uuid4().hex}"
            with pg8000.native.Connection("khaldun", host="127.0.0.1", port=port, database="postgres") as connection:
                connection.run(f"CREATE DATABASE {name}")
            return f"{server.removesuffix('/postgres')}/{name}"

        yield {**found, "postgresql": new}


def tell(what: str, told: Told, began: float) -> int:
    """Says what came of kills; returns the faults."""
    ended = f", {told.finished} runs to their end held against an undisturbed one" if told.finished else ""
    sys.stdout.write(
        f"{what}: {told.kills} kills, {told.kept:,} decisions said to be kept, {told.unanswered} acts without an "
        f"answer{ended}; {len(told.faults)} faults; {time.monotonic() - began:.0f} s\n"
    )
    sys.stdout.writelines(f"  {fault}\n" for fault in told.faults[:10])
    sys.stdout.flush()
    return len(told.faults)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=100, help="kills of each program on each store")
    parser.add_argument("--seed", type=int, default=None, help="from which the moments are drawn")
    parser.add_argument("--store", choices=["sqlite", "postgresql"], help="only this one")
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(1_000_000)
    sys.stdout.write(f"seed {seed}\n")
    faults = 0
    with tempfile.TemporaryDirectory() as passing, stores() as found:
        os.environ.setdefault("KHALDUN_DATA", f"{passing}/data")
        recoder = recoder_of(build_tools(build_settings()))
        for name, address in found.items():
            if given.store in (None, name):
                began = time.monotonic()
                desks = kill_desks(maker(Path(passing), address, coded=True), given.kills, random.Random(seed))
                faults += tell(f"{name}, review", desks, began)
                began = time.monotonic()
                make = maker(Path(passing), address, coded=False)
                faults += tell(f"{name}, run", kill_runs(make, recoder, given.kills, random.Random(seed)), began)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
