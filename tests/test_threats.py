"""docs/security.md: every threat names its tests, and every test that it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TESTS = ROOT / "tests"
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
_NAMED = re.compile(r"`((?:test_\w+)|(?:tests/[\w./]+))`")


def threats() -> list[tuple[str, str]]:
    """(threat, what stands in the column of its tests) of the table."""
    rows = [line.strip("|").split(" | ") for line in PAGE.splitlines() if line.startswith("| ")]
    return [(cells[0].strip(), cells[-1].strip()) for cells in rows[1:]]


def there() -> set[str]:
    """The names of all tests."""
    return {
        name for path in TESTS.rglob("test_*.py") for name in re.findall(r"^def (test_\w+)", path.read_text(), re.M)
    }


def test_the_table_is_seen() -> None:
    assert len(threats()) > 20


@pytest.mark.parametrize(("threat", "named"), threats(), ids=[threat[:60] for threat, _ in threats()])
def test_every_threat_names_a_test(threat: str, named: str) -> None:
    assert _NAMED.search(named), f"no test is named for: {threat}"


@pytest.mark.parametrize("name", sorted(set(_NAMED.findall(PAGE))))
def test_every_test_that_is_named_is_there(name: str) -> None:
    assert (ROOT / name).exists() if name.startswith("tests/") else name in there()
