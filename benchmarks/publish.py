"""How long exports take, and how much memory: `make bench-publish` (CLAIMS=300000).

The packaged samples are coded once, and told again under new ids until there are so many claims; then each format is
exported by a command of its own, safe by default and with all that lies beside it. Prints seconds, claims a second, the
processors' seconds, the peak of the memory of all its processes together, and sizes; nothing fails where it is slow.
With `--workspace` the claims are kept in a workspace (SQLite) first, and exported from it.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import khaldun
from khaldun.records.codec import decode_line, encode_line
from khaldun.records.lines import ClaimLine, FailureLine, ReportLine
from khaldun.records.reports import Given
from khaldun.review.priority import priority
from khaldun.store import reports
from khaldun.store.claims import add_all
from khaldun.store.open import open_store
from khaldun.workspace.open import make_workspace

SAMPLES = Path(khaldun.__file__).parent / "samples"
TEXT = ("acled", "ucdp", "plover", "hxl", "csv", "jsonl", "geojson")
BINARY = ("parquet", "geoparquet")
XLSX_CLAIMS = 100_000
_OFTEN = 0.05  # seconds between two looks at the memory


def coded(folder: Path) -> list[list[bytes]]:
    """The samples' lines, report by report."""
    path = folder / "samples.jsonl"
    command = ["code", str(SAMPLES), "--reader", "rules", "--format", "jsonl", "-o", str(path)]
    subprocess.run([sys.executable, "-m", "khaldun.cli.main", *command], check=False, stderr=subprocess.DEVNULL)
    reports: list[list[bytes]] = []
    for data in path.read_bytes().splitlines():
        line = decode_line(data)
        if isinstance(line, ReportLine):
            reports.append([])
        if not isinstance(line, FailureLine):
            reports[-1].append(encode_line(line) + b"\n")
    return [lines for lines in reports if len(lines) > 1]


def again(reports: list[list[bytes]], claims: int) -> Iterator[bytes]:
    """The reports over and over, each time under other ids, until there are so many claims."""
    written = number = 0
    while written < claims:
        for lines in reports:
            number += 1
            yield from _renamed(lines[: 1 + claims - written], number)
            written += min(len(lines) - 1, claims - written)


def _renamed(lines: list[bytes], number: int) -> Iterator[bytes]:
    old = [_ids(line) for line in lines]
    new = {one: hashlib.sha256(f"{one}{number}".encode()).hexdigest()[: len(one)] for one in old}
    for line in lines:
        for before, after in new.items():
            line = line.replace(before.encode(), after.encode())
        yield line


def _ids(line: bytes) -> str:
    read = decode_line(line)
    if not isinstance(read, ReportLine | ClaimLine):
        raise TypeError("neither a report nor a claim")
    return read.id


class Run(NamedTuple):
    """What an export took: seconds, those of processors, peak megabytes of all its processes together; and the
    megabytes of the main file and of what lies beside it."""

    seconds: float
    worked: float
    memory: float
    size: float
    beside: float


def kept(claims: Path, folder: Path) -> Path:
    """A workspace that holds the claims of a file."""
    here = folder / f"workspace-{claims.stem}"
    make_workspace(here, store="sqlite:///store.sqlite")
    store = open_store("sqlite:///store.sqlite", folder=here)
    with store.write() as connection:
        reports.add_input(connection, "bench", "0" * 64, Given(), dt.datetime.now(dt.UTC))
    with claims.open("rb") as file:
        lines = map(decode_line, file)
        while some := list(islice(lines, 5_000)):
            with store.write() as connection:
                for line in some:
                    if isinstance(line, ReportLine):
                        reports.put_report(connection, 1, line)
                    elif isinstance(line, ClaimLine):
                        add_all(connection, [(line, priority(line))])
    return here


def export(name: str, claims: Path, folder: Path, jobs: int | None) -> Run:
    """Exports the claims of a file, or of a workspace's folder, in a format; the files are taken away."""
    target = folder / f"out.{name}"
    given = ["-w", str(claims)] if claims.is_dir() else [str(claims)]
    command = [sys.executable, "-m", "khaldun.cli.main", "export", name, *given, "-o", str(target)]
    command += [] if jobs is None else ["--jobs", str(jobs)]
    began, peak = time.perf_counter(), 0.0
    with tempfile.TemporaryFile() as said, subprocess.Popen(command, stderr=said) as running:
        while True:
            peak = max(peak, sum(map(_memory, _family(running.pid))))
            pid, status, usage = os.wait4(running.pid, os.WNOHANG)
            if pid:
                break
            time.sleep(_OFTEN)
        running.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
        if running.returncode:
            said.seek(0)
            sys.exit(f"khaldun export {name} ended with {running.returncode}: {said.read().decode()}")
    size = target.stat().st_size
    beside = sum(path.stat().st_size for path in folder.glob(f"{target.name}.*"))
    for path in folder.glob(f"{target.name}*"):
        path.unlink()
    return Run(seconds, usage.ru_utime + usage.ru_stime, peak, size / 1e6, beside / 1e6)


def _family(pid: int) -> list[int]:
    """A process and those that it started (Linux tells)."""
    found = [pid]
    for one in found:
        with contextlib.suppress(OSError):
            found += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
    return found


def _memory(pid: int) -> float:
    """Megabytes that a process holds; none where it has ended."""
    with contextlib.suppress(OSError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    return 0.0


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", type=int, nargs="?", default=300_000)
    parser.add_argument("--formats", nargs="*", default=[*TEXT, "xlsx", *BINARY])
    parser.add_argument("--workspace", action="store_true", help="from a workspace, not from files")
    parser.add_argument("--jobs", type=int, help="processes that make rows (default: the command's)")
    parser.add_argument("--folder", type=Path, help="where files are written (default: the system's temporary folder)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        reports = coded(folder)
        files = {}
        for many in dict.fromkeys((asked.claims, min(asked.claims, XLSX_CLAIMS))):
            files[many] = folder / f"claims-{many}.jsonl"
            with files[many].open("wb") as file:
                file.writelines(again(reports, many))
        tell(f"{asked.claims:,} claims, {files[asked.claims].stat().st_size / 1e6:,.0f} MB")
        if asked.workspace:
            files = {many: kept(path, folder) for many, path in files.items()}
        heads = ("format", "claims", "seconds", "claims/s", "CPU s", "peak MB", "file MB", "beside MB")
        tell(f"{heads[0]:<12}" + "".join(f"{head:>10}" for head in heads[1:]))
        for each in asked.formats:
            many = min(asked.claims, XLSX_CLAIMS) if each == "xlsx" else asked.claims
            took = export(each, files[many], folder, asked.jobs)
            rate = many / took.seconds
            figures = f"{rate:>10,.0f}{took.worked:>10.1f}{took.memory:>10,.0f}{took.size:>10,.1f}{took.beside:>10,.1f}"
            tell(f"{each:<12}{many:>10,}{took.seconds:>10.1f}{figures}")


if __name__ == "__main__":
    main()
