"""Progress: how far, how fast, how long still."""

from __future__ import annotations

import pytest

from khaldun.cli import progress as module
from khaldun.cli.progress import Progress, progress
from khaldun.run.tally import Tally


def test_rate_and_remaining_time() -> None:
    assert progress(10, 40, 5) == "10 of 40 inputs, 2.0 a second, 0:00:15 left"
    assert progress(0, 40, 0) == "0 of 40 inputs, 0.0 a second, 0:00:00 left"


@pytest.mark.parametrize(("passing", "told"), [(False, ["2 of 3 inputs"]), (True, [])])
def test_what_is_told(passing: bool, told: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(module, "say_progress", said.append)
    far = Progress(3, passing=passing)
    assert list(far.over("abc")) == ["a", "b", "c"]
    far.tell(Tally())
    assert len(said) == len(told) and all(words in said[0] for words in told)
