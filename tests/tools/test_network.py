"""A trained network in a folder: what is missing or damaged is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from khaldun.cli.main import WRONG_USAGE, run
from khaldun.errors import DataError
from khaldun.tools.network import TrainedNetwork


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "reader.onnx").write_bytes(b"no graph")
    (tmp_path / "reader.json").write_text(json.dumps({"name": "model/1", "files": {"reader.onnx": "0" * 64}}))
    return tmp_path


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "reader.onnx").unlink()
    with pytest.raises(DataError, match="reader.onnx"):
        TrainedNetwork(folder)


def test_a_damaged_file_is_named(folder: Path) -> None:
    with pytest.raises(DataError, match="is not the file that reader.json names"):
        TrainedNetwork(folder)


def test_a_card_that_is_none_is_named(folder: Path) -> None:
    (folder / "reader.json").write_text("{}")
    with pytest.raises(DataError, match="reader.json"):
        TrainedNetwork(folder)


def test_a_reader_that_is_none_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "items.jsonl").write_text("")
    (tmp_path / "codings.jsonl").write_text("")
    options = ["--items", str(tmp_path / "items.jsonl"), "--data", str(tmp_path), "--reader", str(tmp_path / "none")]
    assert run(["corpus", "measure", str(tmp_path / "codings.jsonl"), *options]) == WRONG_USAGE
    assert "There is no reader" in capsys.readouterr().err
