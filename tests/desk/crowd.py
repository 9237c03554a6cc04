"""Coders at work on a real desk over HTTP: what each did is held against the chain afterwards."""

from __future__ import annotations

import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

PASSWORD = "long enough to be one"
_ADDRESS = re.compile(r"https?://[^/\s]+")


@dataclass
class Done:
    """What a coder did: decisions that the desk said it had kept, stale ones refused, times of answers (seconds)."""

    kept: list[tuple[int, str]] = field(default_factory=list)
    refused: int = 0
    lost: int = 0
    times: list[float] = field(default_factory=list)


@contextlib.contextmanager
def desk(folder: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A desk in a process of its own, until the block ends."""
    command = [sys.executable, "-m", "khaldun.cli.main", "review", "-w", str(folder), "--no-browser", "--port", "0"]
    with (
        tempfile.NamedTemporaryFile("w+") as said,
        subprocess.Popen([*command, *options], stderr=said, env=os.environ.copy()) as running,
    ):
        try:
            yield _address(Path(said.name), running), running
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(timeout=20)
            sys.stderr.write(Path(said.name).read_text())


def _address(said: Path, running: subprocess.Popen[bytes]) -> str:
    """The address that the desk says it is open at."""
    while running.poll() is None:
        told = said.read_text()
        if "The desk is open" in told and (found := _ADDRESS.search(told)) is not None:
            return found[0]
        time.sleep(0.02)
    raise AssertionError(f"the desk did not start: {said.read_text()}")


@dataclass(frozen=True)
class Pace:
    """How coders work: seconds that they think over a claim (least, most), among how many of the queue's first claims
    they choose. Who thinks no time at all asks as soon as they are answered."""

    thinks: tuple[float, float] = (0.0, 0.0)
    reach: int = 100


def work(address: str, name: str | None, until: float, chance: random.Random, pace: Pace, done: Done) -> None:
    """A coder: looks at the queue, decides, changes fields, takes back, until the time is up or the desk is gone."""
    with httpx2.Client(base_url=address, timeout=30) as client:
        if name is not None:
            client.post("/signin", data={"name": name, "password": PASSWORD})
        while time.monotonic() < until:
            try:
                _step(client, chance, pace, done)
            except httpx2.HTTPError:
                done.lost += 1
                return


def _step(client: httpx2.Client, chance: random.Random, pace: Pace, done: Done) -> None:
    began = time.monotonic()
    start = chance.randrange(pace.reach)
    found = client.get("/api/claims", params={"state": "todo", "size": 40, "start": start}).json()
    done.times.append(time.monotonic() - began)
    if not found["claims"]:
        time.sleep(0.05)
        return
    entry = chance.choice(found["claims"])
    time.sleep(chance.uniform(*pace.thinks))
    dice = chance.random()
    if dice < 0.2:
        body = {"version": entry["version"], "field": "status", "value": chance.choice(["reported", "denied"])}
        _send(client, done, "PATCH", f"/api/claims/{entry['id']}", body, (entry["id"], "edit"))
    elif dice < 0.3:
        _send(client, done, "POST", "/api/undo", None, (0, "undo"))
    else:
        act = chance.choice(["accept", "reject", "flag", "skip"])
        body = {"version": entry["version"]}
        _send(client, done, "POST", f"/api/claims/{entry['id']}/{act}", body, (entry["id"], act))
    began = time.monotonic()
    client.get(f"/reports/{entry['report']}", params={"claim": entry["id"]})
    done.times.append(time.monotonic() - began)


def _send(client: httpx2.Client, done: Done, method: str, address: str, body: object, told: tuple[int, str]) -> None:
    began = time.monotonic()
    answer = client.request(method, address, json=body) if body is not None else client.request(method, address)
    done.times.append(time.monotonic() - began)
    if answer.status_code == 200:
        done.kept.append(told if told[1] != "undo" else (int(answer.json()["claim"]), "undo"))
    else:
        assert answer.status_code in (400, 409, 423), answer.text
        done.refused += 1


def crowd(address: str, names: list[str | None], seconds: float, seed: int = 7, pace: Pace = Pace()) -> list[Done]:
    """Coders at once, each with work of their own, for so many seconds."""
    until = time.monotonic() + seconds
    doing = [Done() for _ in names]
    threads = [
        threading.Thread(target=work, args=(address, name, until, random.Random(seed + at), pace, doing[at]))
        for at, name in enumerate(names)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return doing
