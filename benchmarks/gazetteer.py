"""What the gazetteer costs: adding a big file made in GeoNames' form, looking names up afterwards, ranking a report's.

Prints figures, asserts nothing. The file is seeded and made in a temporary folder; its places are invented.
Usage: python benchmarks/gazetteer.py [ROWS], one million if not said; 70,000 make an index of a million names.
"""

from __future__ import annotations

import datetime as dt
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from khaldun.clean.step import clean
from khaldun.records.reports import Report
from khaldun.resolve import places
from khaldun.resolve.places_named import Named
from khaldun.settings import Settings
from khaldun.tools.build import build_tools
from khaldun.tools.gazetteer.add import add_file
from khaldun.tools.gazetteer.install import install
from khaldun.tools.gazetteer.store import Gazetteer

ROWS = 1_000_000
ASKED = 1_000
SAMPLES = Path(__file__).parent.parent / "corpus" / "samples" / "dev"
# ISO code, how many first-order codes it uses, and a box within it: south, north, west, east.
COUNTRIES = (
    ("SY", 14, 33.5, 36.3, 36.8, 41.0), ("UA", 27, 47.0, 51.0, 24.0, 38.0), ("SD", 62, 11.0, 18.0, 24.0, 35.0),
    ("ML", 10, 12.0, 17.0, -9.0, 1.0), ("IQ", 18, 31.0, 36.0, 42.0, 47.0),
)  # fmt: skip
LATIN = (
    "ka",
    "ru",
    "mēsh",
    "tal",
    "bo",
    "shi",
    "dār",
    "nu",
    "zeq",
    "lim",
    "gha",
    "wen",
    "ḩut",
    "ori",
    "bja",
    "‘ay",
    "fur",
)
ARABIC = ("كا", "رو", "مش", "تل", "بو", "شي", "دار", "نو", "زق", "ليم", "غا", "ون", "حت", "وري", "بجا", "عي", "فر")
CYRILLIC = (
    "ка",
    "ру",
    "меш",
    "тал",
    "бо",
    "ши",
    "дар",
    "ну",
    "зек",
    "лим",
    "га",
    "вен",
    "хут",
    "ори",
    "бя",
    "ай",
    "фур",
)
ASCII = str.maketrans("ēāḩ‘", "eah'")
FEATURES = (("P", "PPL"),) * 7 + (("P", "PPLX"), ("H", "STM"), ("T", "HLL"), ("S", "MSQE"), ("A", "ADM3"), ("H", "WLL"))


def make_dump(path: Path, rows: int) -> list[str]:
    """Write a dump of so many rows; returns the names of some places that are kept."""
    chance = random.Random(4)
    some: list[str] = []
    with path.open("w", encoding="utf-8") as out:
        for number in range(rows):
            name, line = make_row(chance, number)
            out.write(line)
            if number % max(1, rows // (2 * ASKED)) == 0 and "\tWLL\t" not in line:
                some.append(name)
    return some[:ASKED]


def make_row(chance: random.Random, number: int) -> tuple[str, str]:
    """A place's name and its line: up to four alternate names, one in twenty without a code of its region."""
    syllables = chance.choices(
        range(len(LATIN)), k=chance.choice((3, 4, 4, 5))
    )  # names alike about as often as real ones
    name = "".join(LATIN[one] for one in syllables).capitalize() + chance.choice(("", "", " al-Gharbī", "ivka", "abad"))
    spoken = ["".join(part[one] for one in syllables) for part in (ARABIC, CYRILLIC)]
    others = [*spoken, name.translate(ASCII).replace("sh", "ch"), name + " Qaryah"][: chance.choice((0, 1, 1, 2, 4))]
    country, codes, south, north, west, east = chance.choice(COUNTRIES)
    code = "00" if chance.random() < 0.05 else f"{chance.randint(1, codes):02}"
    kind, feature = chance.choice(FEATURES)
    fields = (
        900_000_000 + number, name, name.translate(ASCII), ",".join(others), f"{chance.uniform(south, north):.5f}",
        f"{chance.uniform(west, east):.5f}", kind, feature, country, "", code, "", "", "",
        chance.choice((0, 0, 0, chance.randint(50, 90_000))), "", 300, "Etc/UTC", "2024-01-01",
    )  # fmt: skip
    return name, "\t".join(map(str, fields)) + "\n"


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def lookups(gazetteer: Gazetteer, names: list[str]) -> Iterator[tuple[str, str]]:
    """Time a call: as written, in another spelling, with a consonant left out, and that again."""
    spelled = [f"al-{name.translate(ASCII).replace('sh', 'ch')}" for name in names]
    broken = [name[:3] + name[4:] for name in names]
    rounds = (("exact", names, False), ("folded", spelled, False), ("fuzzy", broken, True), ("again", broken, True))
    gazetteer.find("Euphrates")  # loads the rivers
    for label, asked, loose in rounds:
        times = sorted(timed(lambda name=name, loose=loose: gazetteer.find(name, loose=loose)) for name in asked)
        middle, most = times[len(times) // 2], times[len(times) * 95 // 100]
        yield f"look-up, {label}", f"{1e6 * middle:,.0f} µs, 95 % within {1e6 * most:,.0f}"


def ranking(folder: Path) -> Iterator[tuple[str, str]]:
    """Time to rank the places of a sample report together, and to resolve them with all look-ups remembered."""
    ranked: list[float] = []
    rank = places.rank_together

    def clocked(names: Sequence[Named]) -> None:
        ranked.append(timed(lambda: rank(names)))

    tools = build_tools(Settings(today=dt.date(2024, 1, 1), data_folder=folder))
    resolved, counts = [], []
    for path in sorted(SAMPLES.rglob("*.txt")):
        report = Report(id=path.stem, name=path.stem, reader="text/1", data=path.read_bytes(), origin=str(path))
        article = clean(report, today=dt.date(2024, 1, 1))
        annotated = tools.reader.read(article)
        counts.append(len(places.resolve_places(article, annotated, tools.gazetteer)))
        places.rank_together = clocked
        resolved.append(timed(partial(places.resolve_places, article, annotated, tools.gazetteer)))
        places.rank_together = rank
    yield "reports", f"{len(counts)}, of {statistics.mean(counts):.0f} mentions of places"
    for label, times in (("ranked together", ranked), ("resolved, look-ups known", resolved)):
        times.sort()
        yield label, f"{1000 * statistics.median(times):.1f} ms, 95 % within {1000 * times[len(times) * 95 // 100]:.1f}"


def peak_mb() -> float:
    """The most memory that the process has held, in MB (Linux counts in KiB, macOS in bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1024)


def figures(folder: Path, rows: int) -> Iterator[tuple[str, str]]:
    """What was measured, as (label, value)."""
    index = install(folder)
    yield "index before", f"{index.stat().st_size / 1e6:.0f} MB"
    dump = folder / "made.txt"
    some = make_dump(dump, rows)
    yield "file", f"{rows:,} rows, {dump.stat().st_size / 1e6:.0f} MB"
    started = time.perf_counter()
    source = add_file(index, dump)
    yield "import", f"{time.perf_counter() - started:.1f} s"
    yield "imported", f"{source.places:,} places, {source.names:,} names"
    yield "peak memory", f"{peak_mb():.0f} MB"
    yield "index after", f"{index.stat().st_size / 1e6:.0f} MB"
    yield "import again", f"{timed(lambda: add_file(index, dump)):.1f} s"
    yield "peak memory by then", f"{peak_mb():.0f} MB"
    yield "load", f"{1000 * timed(lambda: Gazetteer(index)):.1f} ms"
    yield from lookups(Gazetteer(index), some)
    yield from ranking(folder)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        for label, value in figures(Path(folder), rows):
            sys.stdout.write(f"{label:<24} {value}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
