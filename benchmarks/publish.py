"""How long exports take, and how much memory: `make bench-publish` (CLAIMS=300000).

The packaged samples are coded once, and told again under new ids until there are so many claims; then each format is
exported by a process of its own. Prints seconds, peak memory and sizes; nothing fails where it is slow.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import khaldun
from khaldun.records.codec import decode_line, encode_line
from khaldun.records.lines import ClaimLine, FailureLine, ReportLine

SAMPLES = Path(khaldun.__file__).parent / "samples"
TEXT = ("acled", "ucdp", "plover", "hxl", "csv", "jsonl", "geojson")
BINARY = ("parquet", "geoparquet")
XLSX_CLAIMS = 100_000


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


def export(name: str, claims: Path, folder: Path) -> tuple[float, float, int]:
    """Seconds, peak megabytes, bytes of the main file."""
    target = folder / f"out.{name}"
    command = [sys.executable, "-m", "khaldun.cli.main", "export", name, str(claims), "-o", str(target)]
    began = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.PIPE) as running:
        errors = running.stderr.read().decode() if running.stderr else ""
        _, status, usage = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    if running.returncode:
        sys.exit(f"khaldun export {name} ended with {running.returncode}: {errors}")
    size = target.stat().st_size
    for path in folder.glob(f"{target.name}*"):
        path.unlink()
    return seconds, usage.ru_maxrss / 1024, size


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", type=int, nargs="?", default=300_000)
    parser.add_argument("--formats", nargs="*", default=[*TEXT, "xlsx", *BINARY])
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
        tell(f"{'format':<12}{'claims':>10}{'seconds':>10}{'peak MB':>10}{'file MB':>10}")
        for each in asked.formats:
            many = min(asked.claims, XLSX_CLAIMS) if each == "xlsx" else asked.claims
            seconds, memory, size = export(each, files[many], folder)
            tell(f"{each:<12}{many:>10,}{seconds:>10.1f}{memory:>10,.0f}{size / 1e6:>10,.1f}")


if __name__ == "__main__":
    main()
