"""Shared by all tests: the data folder beside a developer's checkout, which a stranger does not have."""

from __future__ import annotations

import datetime as dt
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from khaldun.pipeline import Tools
from khaldun.records.base import Span
from khaldun.records.lines import (
    ActorLine,
    ClaimLine,
    CodingLine,
    ConfidenceLine,
    CountLine,
    DateLine,
    DeathLine,
    PlaceLine,
    ReportLine,
    ReportRef,
    SourceLine,
)
from khaldun.settings import Settings
from khaldun.tools.build import build_tools
from khaldun.tools.gazetteer.install import install
from postgres import find_server, running

settings.register_profile("khaldun", deadline=None)  # how long an example takes says nothing on a busy machine
settings.load_profile("khaldun")

SHARED = Path(__file__).parent.parent.parent / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked `shared` are named as not run where ../shared is absent; in CI they run, and fail without it."""
    if SHARED.is_dir() or os.environ.get("CI") == "true":
        return
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(pytest.mark.skip(reason="not run: needs ../shared, which is not part of the repository"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ../shared.

    Fails in CI where it is absent.
    """
    if not SHARED.is_dir():
        pytest.fail("../shared is absent; CI must have it beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL of the test run's own. Fails in CI where Debian's postgresql is absent."""
    programs = find_server()
    if programs is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is absent; .ci/run installs it")
        pytest.skip("not run: needs PostgreSQL's server on this machine")
    with running(programs) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def store_address(request: pytest.FixtureRequest) -> str:
    """The address of an empty store, of each kind in turn."""
    if request.param == "sqlite":
        return "sqlite:///store.sqlite"
    import pg8000.native

    address = str(request.getfixturevalue("postgres"))
    name, port = f"t{uuid.uuid4().hex}", int(address.rsplit(":", 1)[1].split("/")[0])
    with pg8000.native.Connection("khaldun", host="127.0.0.1", port=port, database="postgres") as connection:
        connection.run(f"CREATE DATABASE {name}")
    return f"{address.removesuffix('/postgres')}/{name}"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the packaged gazetteer."""
    folder = tmp_path_factory.mktemp("data")
    install(folder)
    return folder


@pytest.fixture(scope="session")
def tools(folder: Path) -> Tools:
    """The tools that the packaged data make."""
    return build_tools(Settings(today=dt.date(2026, 1, 1), data_folder=folder))


TEXT = (
    "Two villages were hit. On 13 November, government warplanes struck the village of Sarjeh, "
    "killing at least six rebels, a local monitor said."
)


def words(quote: str) -> tuple[Span, ...]:
    """The evidence that `quote` of the example's text is."""
    start = TEXT.index(quote)
    return (Span.of(TEXT, start, start + len(quote)),)


@pytest.fixture
def report_line() -> ReportLine:
    """A small report."""
    return ReportLine(
        id="a" * 64,
        name="flash",
        title="Strikes in the north",
        publisher="Northern Mirror",
        original_publisher="Front Wire",
        published="2019-11-16",
        republished=True,
        language="en",
        text=TEXT,
    )


@pytest.fixture
def claim_line() -> ClaimLine:
    """An air strike of the small report, coded whole."""
    toll = {"low": 6, "best": 6, "unbounded": True, "evidence": words("at least six")}
    return ClaimLine(
        id="0123456789abcdef",
        report=ReportRef(id="a" * 64, name="flash"),
        event_type="Explosions/Remote violence",
        sub_event_type="Air/drone strike",
        status="reported",
        trigger=words("struck")[0],
        sources=(SourceLine(name="a local monitor", evidence=words("a local monitor")),),
        date=DateLine(
            start="2019-11-13", end="2019-11-13", precision=1, anchor="published",
            evidence=words("13 November"), rules=("dates/year-of-publication",),
        ),
        place=PlaceLine(
            quote="Sarjeh", name="Sarjah", gazetteer_id="wof:1", country="SYR", admin1="Idlib", admin2="Ariha",
            latitude=35.71, longitude=-0.5, precision=1, evidence=words("village of Sarjeh"),
        ),
        actor1=ActorLine(
            quote="government warplanes", id="mil-syr", name="Military Forces of Syria", type="State forces",
            evidence=words("government warplanes"), rules=("actors/force-words",),
        ),
        actor2=ActorLine(quote="rebels", evidence=words("rebels")),
        fatalities=CountLine(**toll),
        deaths=(DeathLine(of="actor2", **toll),),
        notes="=On 13 November, government warplanes struck the village of Sarjeh.",
        confidence=ConfidenceLine(claim=0.93),
        coding=CodingLine(
            codebook="acled/2024", disorder_type="Political violence", inter1="State forces", inter2="Rebel group",
            interaction="State forces-Rebel group", time_precision=1, geo_precision=1, fatalities=6,
            event_date="2019-11-13", country="SYR", actor1="Military Forces of Syria", actor2="Rebels (Syria)",
            rules=("acled/lowest-figure",),
        ),
    )  # fmt: skip
