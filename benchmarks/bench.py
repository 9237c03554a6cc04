"""How long a report takes on one core, beside bare main-text extraction of the same words.

Prints figures, asserts nothing. The reports are made here: 400 words of the genre's sentences, seeded, as dense in
claims (about 15) as the bundled samples are.
Usage: python benchmarks/bench.py [--reports N] [--data FOLDER] [--add FILE…]
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import hashlib
import html
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from khaldun.pipeline import process
from khaldun.records.reports import Given, Report
from khaldun.settings import Settings
from khaldun.tools.build import build_tools
from khaldun.tools.gazetteer.add import add_file
from khaldun.tools.gazetteer.install import install
from khaldun.tools.gazetteer.sources import list_sources
from khaldun.tools.network import PACKAGED, TrainedNetwork, why_no_network

WORDS = 400
ENCODED = 128  # pieces a window of the encoder alone (the packaged graph: its heads cost it a few hundredths)
WARM_UP = 5
UNKNOWN_NAMES = 20

# Towns that the packaged gazetteer holds.
TOWNS = (
    "Aleppo", "Idlib", "Homs", "Hama", "Raqqa", "Daraa", "Manbij", "Saraqib", "Palmyra", "Afrin", "Azaz", "Al-Bab",
    "Mosul", "Tikrit", "Fallujah", "Ramadi", "Kirkuk", "Samarra", "Baqubah", "Sinjar", "Taiz", "Hodeidah", "Marib",
    "Sanaa", "Aden", "Kharkiv", "Kherson", "Mariupol", "Donetsk", "Luhansk", "Sloviansk", "Bakhmut", "Gao", "Mopti",
    "Timbuktu", "Goma", "Bunia", "Beni", "El Fasher", "Nyala", "Khartoum", "Omdurman", "Maiduguri", "Mogadishu",
)  # fmt: skip
SENTENCES = (
    "Government warplanes struck {place} on Thursday, killing at least {n} fighters, a local monitor said.",
    "On {day} {month}, rebels seized {place} after heavy clashes with the army.",
    "Shells fired by the militia hit a market in {place}, wounding {n} civilians.",
    "Residents of {place} said that they had not slept for three nights.",
    "The army denied that it had shelled {place}, saying that its units were elsewhere.",
    "A convoy of {n} lorries with flour and medicine reached {place} late in the evening, aid workers said.",
    "Fighters were expected to withdraw from {place} under an agreement that was signed on {day} {month}.",
    "An explosive device planted beside the road near {place} killed a driver and two passengers.",
    "Hundreds of people protested in {place} against the rise of the price of bread.",
    "Gunmen abducted {n} teachers from a school in {place} and took them towards {place}.",
    "The market has been hit several times since the spring, and many shops remain closed.",
    "The spokesman gave no further details and could not be reached for comment.",
    "Both sides have accused each other of breaking the truce.",
    "Security forces arrested {n} men in {place} whom they accused of smuggling fuel.",
    "It was not possible to verify the claims independently.",
    "The town lies on the road between {place} and the border, and traders have long stored their grain there.",
    "Schools have taught in two shifts for most of the year because there are too few rooms that can be heated.",
    "A doctor at the only hospital said that medicine for the winter was running out.",
    "Talks are to resume next month in {place}, where both delegations have rented the same hotel.",
    "The river crossing has been the main way for goods into {place} since the bridge was closed.",
    "Prices of fuel and flour have doubled since the summer, according to shopkeepers in {place}.",
    "The ministry said in a statement that {n} soldiers had been killed and {n} wounded in an ambush near {place}.",
)
MONTHS = ("January", "March", "May", "July", "September", "November")
SYLLABLES = ("ka", "ru", "mesh", "tal", "bo", "shi", "dar", "nu", "zeq", "lim", "gha", "wen", "hut", "ori", "bja")


def make_text(chance: random.Random, *, unknown: int) -> str:
    """About 400 words; `unknown` of its place names are in no gazetteer, the others are towns."""
    names = [made_up(chance) for _ in range(unknown)]
    sentences: list[str] = []
    while sum(len(sentence.split()) for sentence in sentences) < WORDS or names:
        sentence = chance.choice(SENTENCES)
        while "{place}" in sentence:
            sentence = sentence.replace("{place}", names.pop() if names else chance.choice(TOWNS), 1)
        sentence = sentence.replace("{day}", str(chance.randint(1, 28))).replace("{month}", chance.choice(MONTHS))
        while "{n}" in sentence:
            sentence = sentence.replace("{n}", str(chance.randint(2, 30)), 1)
        sentences.append(sentence)
    paragraphs = [" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)]
    return "\n\n".join(paragraphs) + "\n"


def made_up(chance: random.Random) -> str:
    """A name of three syllables, perhaps with an ending, that no gazetteer holds."""
    return "".join(chance.choices(SYLLABLES, k=3)).capitalize() + chance.choice(("", "abad", "iyah", "ivka"))


def make_report(text: str) -> Report:
    data = text.encode()
    given = Given(published="2019-11-16", publisher="Bench")
    identity = hashlib.sha256(data).hexdigest()
    return Report(
        id=identity, name="bench", reader="text/1", data=data, origin="bench.txt", encoding="utf-8", given=given
    )


def timed(work: Callable[[str], object], texts: list[str]) -> list[float]:
    """Milliseconds for each text, after a warm-up."""
    for text in texts[:WARM_UP]:
        work(text)
    times: list[float] = []
    for text in texts[WARM_UP:]:
        started = time.perf_counter()
        work(text)
        times.append(1000 * (time.perf_counter() - started))
    return times


def extract(text: str) -> object:
    """Bare main-text extraction of the same words as a page."""
    import trafilatura

    paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n\n"))
    page = f"<html><head><title>Bench</title></head><body><article>{paragraphs}</article></body></html>"
    return trafilatura.extract(page, favor_precision=True)


def command(*argv: str, data: Path) -> float:
    """Seconds until the command ends."""
    started = time.perf_counter()
    # Byte-code is written by an installation; a bench that compiles each time would measure the compiler.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(
        [sys.executable, "-m", "khaldun.cli.main", *argv],
        env={**environment, "KHALDUN_DATA": str(data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - started


def say(name: str, value: str, note: str = "") -> None:
    sys.stdout.write(f"{name:<46} {value:>12}  {note}".rstrip() + "\n")
    sys.stdout.flush()


@contextlib.contextmanager
def data_folder(stated: Path | None) -> Iterator[Path]:
    if stated is not None:
        yield stated
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def bench_starts(data: Path, text: str) -> None:
    """Starts of the program: the first unpacks the gazetteer."""
    report = data / "bench.txt"
    report.write_text(text, encoding="utf-8")
    argv = ("code", str(report), "--published", "2019-11-16", "--format", "jsonl")
    command("--help", data=data)
    helps = [command("--help", data=data) for _ in range(5)]
    say("khaldun --help", f"{statistics.median(helps):.2f} s", "aim 0.3 s")
    say("first start to last row", f"{command(*argv, data=data):.1f} s", "aim 15 s; unpacks the gazetteer")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    say("its peak memory", f"{peak:.0f} MB", "aim 400 MB")
    starts = [command(*argv, data=data) for _ in range(3)]
    say("second start to last row", f"{statistics.median(starts):.2f} s", "aim 1 s")


def bench_reports(data: Path, count: int) -> None:
    """Reports one after another in one process."""
    chance = random.Random(1)
    known = [make_text(chance, unknown=0) for _ in range(count + WARM_UP)]
    unknown = [make_text(chance, unknown=UNKNOWN_NAMES) for _ in range(count + WARM_UP)]
    settings = Settings(today=dt.date(2026, 1, 1), data_folder=data)
    tools = build_tools(settings)
    places = sum(source.places for source in list_sources(install(data)))
    say("places in the gazetteer", f"{places:,}")
    say("words a report (median)", f"{statistics.median(len(text.split()) for text in known):.0f}")
    claims: list[int] = []

    def code(text: str) -> None:
        claims.append(sum(1 for _ in process(make_report(text), tools, settings)) - 1)

    bare = statistics.median(timed(extract, known))
    say("bare main-text extraction", f"{bare:.1f} ms")
    for name, texts, aim in (("all names known", known, 15), (f"{UNKNOWN_NAMES} names unknown", unknown, 60)):
        claims.clear()
        times = timed(code, texts)
        late = sorted(times)[int(0.95 * (len(times) - 1))]
        middle = statistics.median(times)
        say(f"a report, {name} (median)", f"{middle:.1f} ms", f"aim {aim} ms; {middle / bare:.1f} × extraction")
        say(f"a report, {name} (95th percentile)", f"{late:.1f} ms")
        say(f"claims a report, {name} (mean)", f"{statistics.mean(claims):.1f}")


def bench_network(data: Path, count: int) -> None:
    """Reports read by the trained network too, beside the encoder alone over their words."""
    if (reason := why_no_network()) is not None:
        say("the trained reader", "left out", reason)
        return
    chance = random.Random(1)
    texts = [make_text(chance, unknown=0) for _ in range(count + WARM_UP)]
    settings = Settings(today=dt.date(2026, 1, 1), data_folder=data, reader="auto")
    tools, network = build_tools(settings), TrainedNetwork(PACKAGED)
    tokenizer = Tokenizer.from_buffer(network.tokenizer)
    tokenizer.no_padding()
    tokenizer.no_truncation()

    def encode(text: str) -> None:
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        rows = [ids[at : at + ENCODED] for at in range(0, len(ids), ENCODED)]
        padded = np.array([row + [0] * (ENCODED - len(row)) for row in rows], np.int64)
        network.run(padded, np.zeros_like(padded))

    def code(text: str) -> None:
        for _ in process(make_report(text), tools, settings):
            pass

    alone, times = statistics.median(timed(encode, texts)), timed(code, texts)
    middle, late = statistics.median(times), sorted(times)[int(0.95 * (len(times) - 1))]
    say("the encoder alone, windows of 128 pieces", f"{alone:.1f} ms")
    say(
        "a report by --reader auto (median)", f"{middle:.1f} ms", f"aim 130 ms, 1.5; {middle / alone:.2f} × the encoder"
    )
    say("a report by --reader auto (95th percentile)", f"{late:.1f} ms")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    say("peak memory of all this", f"{peak:.0f} MB", "aim 600 MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=40, help="how many reports of each kind")
    parser.add_argument("--data", type=Path, help="a data folder that is there; otherwise a new one, unpacked first")
    parser.add_argument("--add", type=Path, nargs="*", default=[], help="tables of places to add first")
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    say("Python", platform.python_version(), f"{platform.machine()}, one core")
    chance = random.Random(0)
    with data_folder(options.data) as data:
        bench_starts(data, make_text(chance, unknown=0))
        for path in options.add:
            add_file(install(data), path)
        bench_reports(data, options.reports)
        bench_network(data, options.reports)


if __name__ == "__main__":
    main()
