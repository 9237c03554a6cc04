"""Web archives are streamed from disk; what the gzip and ZIP files are that hold none."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from ingest.making import docx, page, warc
from khaldun.ingest import ingest
from khaldun.records.lines import FailureLine
from khaldun.records.reports import Given, Report
from khaldun.run.archives import is_archive
from khaldun.run.inputs import Input, Limits, read_inputs

PAGES = [("text/html", page(f"Rebels seized village {at} on Friday, police said.")) for at in range(3)]


def wacz(*warcs: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("datapackage.json", "{}")
        for at, data in enumerate(warcs):
            package.writestr(f"archive/data-{at}.warc.gz", data)
    return out.getvalue()


def reports(path: Path) -> list[Report | FailureLine]:
    found: list[Report | FailureLine] = []
    for item in read_inputs([str(path)], stdin=lambda: b"", limits=Limits(report=2000)):
        assert isinstance(item, Input)
        assert not isinstance(item.data, bytes), "an archive is no bytes in memory"
        found.extend(ingest(item.data, name=item.name, origin=item.origin, given=Given(), columns={}))
    return found


@pytest.mark.parametrize(
    ("data", "count"),
    [
        pytest.param(warc(PAGES), 3, id="warc-gz"),
        pytest.param(warc(PAGES, zipped=False), 3, id="warc"),
        pytest.param(wacz(warc(PAGES), warc(PAGES)), 6, id="wacz"),
    ],
)
def test_archives_are_streamed(tmp_path: Path, data: bytes, count: int) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(data)
    assert is_archive(path)
    assert [type(item) for item in reports(path)] == [Report] * count


@pytest.mark.parametrize(
    "data",
    [pytest.param(gzip.compress(b"text"), id="gzip"), pytest.param(docx(), id="docx"), pytest.param(b"", id="empty")],
)
def test_what_is_no_web_archive(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(data)
    assert not is_archive(path)
    assert not is_archive(tmp_path / "missing")


@pytest.mark.slow
def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    """10,000 small records (37 MB of pages): what is kept of each is its name, which may not be given twice."""
    path = tmp_path / "a.warc.gz"
    one = warc([("text/html", page("Rebels seized the village on Friday. " * 100))])
    with path.open("wb") as out:
        for _ in range(10_000):
            out.write(one)
    tracemalloc.start()
    try:
        items = read_inputs([str(path)], stdin=lambda: b"", limits=Limits())
        stream = next(items)
        assert isinstance(stream, Input)
        taken = ingest(stream.data, name="a", origin="a", given=Given(), columns={})
        early = peak_over(taken, 500)
        late = peak_over(taken, 9_000)
    finally:
        tracemalloc.stop()
    assert late < early + 9_000 * 1_000


def peak_over(items: object, count: int) -> int:
    """The most memory held (bytes, as Python allocates it) while `count` items are taken."""
    tracemalloc.reset_peak()
    for _ in range(count):
        next(items)  # type: ignore[call-overload]
    return tracemalloc.get_traced_memory()[1]
