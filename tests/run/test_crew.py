"""Tasks come out in their order whoever does them, and who is ended is told of."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from khaldun.errors import UsageError
from khaldun.run.crew import FEW, Crew, CrewError

MANY = list(range(FEW + 20))


def start(by: int) -> Callable[[int], tuple[int, int]]:
    return partial(work, by)


def work(by: int, task: int) -> tuple[int, int]:
    if task == -1:
        raise UsageError("It is no number.", advice="Give one.")
    if task == -2:
        os.kill(os.getpid(), signal.SIGKILL)
    return task * by, os.getpid()


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_the_order_is_that_of_the_tasks(jobs: int) -> None:
    with Crew(start(2), start=partial(start, 2), jobs=jobs) as crew:
        found = list(crew.each(MANY))
        again = list(crew.each([7]))
    assert [(task, result) for task, (result, _) in [*found, *again]] == [(task, 2 * task) for task in [*MANY, 7]]
    assert (os.getpid() in {pid for _, (_, pid) in found}) == (jobs == 1)


def test_few_tasks_are_done_here() -> None:
    with Crew(start(2), start=partial(start, 2), jobs=2) as crew:
        assert {pid for _, (_, pid) in crew.each(MANY[:FEW])} == {os.getpid()}


def test_no_more_tasks_are_taken_than_memory_may_hold() -> None:
    taken = 0

    def tasks() -> Iterator[int]:
        nonlocal taken
        for task in MANY:
            taken += 1
            yield task

    with Crew(start(2), start=partial(start, 2), jobs=2) as crew:
        each = crew.each(tasks())
        next(each)
        assert taken == FEW + 1 < len(MANY)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_arrives_as_it_was_raised(jobs: int) -> None:
    with Crew(start(2), start=partial(start, 2), jobs=jobs) as crew:
        each = crew.each([*MANY, -1])
        for _ in MANY:
            next(each)
        with pytest.raises(UsageError) as error:
            next(each)
    assert (error.value.message, error.value.advice) == ("It is no number.", "Give one.")


def test_who_is_ended_is_told_of() -> None:
    with Crew(start(2), start=partial(start, 2), jobs=2) as crew, pytest.raises(CrewError, match="was ended"):
        list(crew.each([*MANY, -2, *MANY]))
