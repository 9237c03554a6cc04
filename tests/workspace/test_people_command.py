"""`khaldun people`: accounts, and tokens that are told, listed and ended one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from khaldun.cli.main import run


@pytest.fixture
def made(store_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new workspace, which is the current folder, with amal's account."""
    here = tmp_path / "w"
    assert run(["init", str(here), "--store", store_address]) == 0
    monkeypatch.chdir(here)
    assert run(["people", "add", "amal", "--generate"]) == 0
    return here


def test_tokens_are_listed_and_ended_one_by_one(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["nightly"], ["import", "--scope", "write", "--days", "1"]):
        assert run(["people", "token", "amal", *words]) == 0
    secrets = [line for line in capsys.readouterr().out.splitlines() if line.startswith("kh_")]
    assert run(["people", "tokens"]) == 0
    told = capsys.readouterr().out
    assert [line.split()[:4] for line in told.splitlines()] == [
        ["amal", "nightly", "read", "until"],
        ["amal", "import", "write", "until"],
    ]
    assert len(secrets) == 2 and not any(secret in told for secret in secrets)
    assert run(["people", "revoke", "amal", "nightly"]) == 0
    capsys.readouterr()
    assert run(["people", "tokens", "amal"]) == 0
    assert capsys.readouterr().out.startswith("amal  import  write  until 20")


def test_what_cannot_be_ended_or_listed_is_told(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["people", "tokens"]) == 0
    assert "khaldun people token NAME" in capsys.readouterr().err
    assert run(["people", "revoke", "amal", "nightly"]) == 2
    assert "no token called nightly" in capsys.readouterr().err
    assert run(["people", "tokens", "nobody"]) == 2
