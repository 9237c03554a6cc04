"""A headless Chromium, and the pages it opens: the sample reports, and a report that means ill."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from khaldun.cli.main import run
from khaldun.publish.receipt.page import publish_page
from khaldun.records.base import Span
from khaldun.records.lines import (
    ActorLine,
    ClaimLine,
    ContractLine,
    DateLine,
    FailureLine,
    PlaceLine,
    ReportLine,
    ReportRef,
    StatedLine,
)

SAMPLES = Path(__file__).parents[2] / "src" / "khaldun" / "samples"
EVIL = (
    '<script>window.ran=1</script><img src=x onerror="window.ran=2">" autofocus onfocus=\'window.ran=3\' '
    '</textarea></title></style><svg onload=window.ran=4> <a href="javascript:window.ran=5">x</a> {{ 7*7 }} ]]> -->'
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: the one that KHALDUN_CHROMIUM names, the system's, else the one playwright installed."""
    found = os.environ.get("KHALDUN_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of four sample reports, as `khaldun code --format html` writes it."""
    folder = tmp_path_factory.mktemp("samples")
    reports = [str(path) for path in sorted(SAMPLES.iterdir())[::3]]
    run(["code", *reports, "--format", "html", "-o", str(folder / "page.html"), "--data", str(folder / "data")])
    return folder / "page.html"


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page whose every field is an attempt to run something."""
    evidence = (Span.of(EVIL, 0, 20),)
    ref = ReportRef(name=EVIL)
    lines: list[ContractLine] = [
        ReportLine(
            id="1", name=EVIL, text=EVIL, title=EVIL, publisher=EVIL, url="javascript:window.ran=7", byline=EVIL,
            tags=(EVIL,), warnings=(EVIL,), metadata={EVIL: StatedLine(evidence=evidence, rules=(EVIL,))},
        ),
        ClaimLine(
            report=ref, id=EVIL, event_type=EVIL, sub_event_type=EVIL, status="asserted", rules=(EVIL,),
            date=DateLine(start="2021-03-03", end="2021-03-03", anchor=EVIL, evidence=evidence, rules=(EVIL,)),
            place=PlaceLine(quote=EVIL, name=EVIL, latitude=35.0, longitude=36.0, precision=1, evidence=evidence),
            actor1=ActorLine(quote=EVIL, name=EVIL, evidence=evidence),
        ),
        FailureLine(name=EVIL, stage="ingest", error=EVIL, message=EVIL, advice=EVIL),
    ]  # fmt: skip
    path = tmp_path_factory.mktemp("hostile") / "page.html"
    path.write_bytes(b"".join(publish_page(lines)))
    return path


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty tab of its own."""
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    yield context.new_page()
    context.close()
