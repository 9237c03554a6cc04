"""Running reports on this machine, one after another: a failure stays with its report and the rest goes on."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePath
from typing import TypeVar

from khaldun.errors import DataError, GazetteerError, ItemError, UsageError
from khaldun.ingest import distinct
from khaldun.records.lines import ContractLine, FailureLine
from khaldun.records.reports import Report
from khaldun.run.inputs import Input

T = TypeVar("T")
Ingest = Callable[[Input], Iterator[Report | FailureLine]]
Process = Callable[[Report], Iterable[ContractLine]]

_DONE = object()


def run_local(inputs: Iterable[Input | FailureLine], *, ingest: Ingest, process: Process) -> Iterator[ContractLine]:
    """The contract's lines of all inputs, in their order.

    What fails is one `FailureLine` in the stream. Names of reports are made distinct over the whole run.

    Raises:
        DataError, GazetteerError, UsageError: the set-up is wrong, so that no report can be read rightly.
    """
    for item in distinct(taken_in(inputs, ingest)):
        yield from lines_of(item, process)


def lines_of(item: Report | FailureLine, process: Process) -> list[ContractLine]:
    """A report's lines, or the failure that it ended in."""
    if isinstance(item, FailureLine):
        return [item]
    lines = _attempt(lambda: list(process(item)), name=item.name)
    return [lines] if isinstance(lines, FailureLine) else lines


def taken_in(inputs: Iterable[Input | FailureLine], ingest: Ingest) -> Iterator[Report | FailureLine]:
    """The reports of the inputs. An ingest that breaks ends its own input only."""
    for item in inputs:
        if isinstance(item, FailureLine):
            yield item
            continue
        reports = ingest(item)
        while True:
            found = _attempt(lambda reports=reports: next(reports, _DONE), name=item.name)  # type: ignore[misc]
            if found is _DONE:
                break
            if isinstance(found, Report | FailureLine):
                yield found


def _attempt(step: Callable[[], T], *, name: str) -> T | FailureLine:
    """The step's result, or the failure that it ended in: the one place where every error of an item is caught."""
    try:
        return step()
    except (DataError, GazetteerError, UsageError):
        raise
    except ItemError as error:
        return FailureLine(
            name=name, stage="process", error=type(error).__name__, message=error.message, advice=error.advice
        )
    except Exception as error:  # a fault of ours in one report must not cost the other reports
        return FailureLine(
            name=name,
            stage="internal",
            error=type(error).__name__,
            message=f"{error or 'no message'} (at {_where(error)}).",
            advice="This is a fault of Khaldun's: please report it with this line and, if you may, the report.",
        )


def _where(error: Exception) -> str:
    """The file and line that the error comes from, without the machine's folders."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "an unknown place"
    path = PurePath(frames[-1].filename)
    return f"{path.parent.name}/{path.name}:{frames[-1].lineno}"
