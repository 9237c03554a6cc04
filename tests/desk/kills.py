"""`khaldun review` and `khaldun run` killed (SIGKILL) while they work, and what is looked for afterwards."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from desk.crowd import Done, Pace, desk, work
from khaldun.records.codec import encode_line
from khaldun.records.decisions import Decision
from khaldun.store import claims, decisions, reports
from khaldun.store.claims import ACCEPTED
from khaldun.store.open import Connection
from khaldun.workspace.deciding import LOCAL, Desk
from khaldun.workspace.open import opened
from khaldun.workspace.recoding import Recoder
from khaldun.workspace.verify import Checked, verify

CODERS = 3  # at the desk that is killed
Make = Callable[[], Path]  # a new workspace with reports added, and for the desk coded


@dataclass
class Told:
    """What came of kills: how many, decisions that were said to be kept, acts that got no answer, and every fault."""

    kills: int = 0
    kept: int = 0
    unanswered: int = 0
    finished: int = 0  # workspaces whose run came to its end in spite of kills, and was held against an undisturbed one
    faults: list[str] = field(default_factory=list)


def kill_desks(make: Make, number: int, chance: random.Random, *, each: int = 10) -> Told:
    """Kills a desk at which coders work, `number` times, each workspace `each` times. After each kill the workspace is
    verified, and everything that was said to be kept is looked for in the chain: no less is there, and no more than
    the acts whose answer the kill cut off."""
    told = Told()
    while told.kills < number:
        here = make()
        kept: Counter[tuple[int, str]] = Counter()
        unanswered = 0
        for _ in range(min(each, number - told.kills)):
            said = io.StringIO()
            with contextlib.redirect_stderr(said):
                doing = _kill_desk(here, chance)
            if "Traceback" in said.getvalue():
                told.faults.append(said.getvalue())
            told.kills += 1
            kept.update(one for done in doing for one in done.kept)
            unanswered += sum(done.lost for done in doing)
            told.faults += _faults(here)
            found = Counter((one.claim or 0, one.kind) for one in _chain(here))
            told.faults += [f"lost: {act} on claim {claim}" for claim, act in (kept - found).elements()]
            if (more := (found - kept).total()) > unanswered:
                told.faults.append(f"{more} decisions that nobody knows of, but only {unanswered} acts had no answer")
        told.kept += kept.total()
        told.unanswered += unanswered
    return told


def _kill_desk(here: Path, chance: random.Random) -> list[Done]:
    """A desk at which coders work until it is killed."""
    doing = [Done() for _ in range(CODERS)]
    with desk(here) as (address, running):
        until = time.monotonic() + 30
        coders = [
            threading.Thread(target=work, args=(address, None, until, random.Random(chance.random()), Pace(), done))
            for done in doing
        ]
        for coder in coders:
            coder.start()
        time.sleep(0.05 + 1.5 * chance.random())
        running.kill()
        for coder in coders:
            coder.join()
    return doing


def kill_runs(make: Make, recoder: Recoder, number: int, chance: random.Random) -> Told:
    """Kills runs, `number` times, each at a moment of its own; after each kill the workspace is verified, and a draft
    that is there is accepted. A run that comes to its end is held against one that nobody disturbed: the same claims,
    and every claim that was accepted still is."""
    told = Told()
    calm = make()
    began = time.monotonic()
    _run(calm, None)
    length = time.monotonic() - began
    drafted = _drafted(calm)
    while told.kills < number:
        here = make()
        accepted: set[int] = set()
        while told.kills < number and _run(here, length * chance.random()):
            told.kills += 1
            told.faults += _faults(here)
            accepted |= _accept(here, recoder, chance)
        _run(here, None)
        told.finished += 1
        told.kept += len(accepted)
        told.faults += _faults(here)
        if (found := _drafted(here)) != drafted:
            lost, more = (drafted - found).total(), (found - drafted).total()
            told.faults.append(f"{here}: {lost} claims of the undisturbed run are not there, {more} others are")
        with opened(here) as workspace, workspace.store.read() as connection:
            states = {claim: kept.state for claim in accepted if (kept := claims.get(connection, claim)) is not None}
            told.faults += [f"lost: accepted claim {claim}" for claim in accepted if states.get(claim) != ACCEPTED]
    return told


def _run(here: Path, moment: float | None) -> bool:
    """Runs, and kills the run after so many seconds; whether it had to be killed.

    Raises:
        AssertionError: it ended by itself, but not as it should.
    """
    with tempfile.TemporaryFile("w+") as said:
        command = [sys.executable, "-m", "khaldun.cli.main", "run", "-w", str(here)]
        running = subprocess.Popen(command, stderr=said, env=os.environ.copy())
        try:
            code = running.wait(timeout=moment)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
            return True
        said.seek(0)
        words = said.read()
        if code or "Traceback" in words:
            raise AssertionError(f"khaldun run ended with {code}: {words}")
    return False


def _faults(here: Path) -> list[str]:
    with opened(here) as workspace:
        return list(verify(workspace, Checked()))


def _chain(here: Path) -> list[Decision]:
    with opened(here) as workspace, workspace.store.read() as connection:
        return list(decisions.read(connection))


def _drafted(here: Path) -> Counter[tuple[str, bytes]]:
    """The claims of every report, as they were drafted and as they stand; numbers follow the order of the runs."""
    with opened(here) as workspace, workspace.store.read() as connection:
        return Counter((kept.report, encode_line(kept.line)) for kept in _claims(connection))


def _claims(connection: Connection) -> list[claims.Kept]:
    return [kept for row in reports.reports(connection) for kept in claims.of_report(connection, row["id"])]


def _accept(here: Path, recoder: Recoder, chance: random.Random) -> set[int]:
    """Accepts one of the drafts that are there, if there is one."""
    with opened(here) as workspace:
        with workspace.store.read() as connection:
            waiting = [kept for kept in _claims(connection) if kept.state != ACCEPTED]
        if not waiting:
            return set()
        kept = chance.choice(waiting)
        Desk(workspace.store, recoder, lambda: dt.datetime.now(dt.UTC)).settle(LOCAL, "accept", kept.id, kept.version)
    return {kept.id}
