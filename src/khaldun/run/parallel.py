"""Inputs coded by several worker processes; what comes out is the same whatever their number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

import msgspec

from khaldun.pipeline import process
from khaldun.records.lines import ClaimLine, ContractLine, FailureLine
from khaldun.run.local import lines_of, taken_in
from khaldun.run.sources import inputs_of, taker
from khaldun.run.workers import Limits, Message, run_workers
from khaldun.settings import Settings
from khaldun.tools.build import build_tools


def run_parallel(
    paths: Sequence[str], settings: Settings, *, jobs: int, limits: Limits
) -> Iterator[list[ContractLine]]:
    """The lines of each path, in the order of `paths`. Names of reports are made distinct over the run."""
    taken: dict[str, int] = {}
    for _, lines in run_workers(paths, partial(_serve, settings), jobs=jobs, limits=limits):
        yield list(distinct_names(lines, taken))


def _serve(settings: Settings) -> Callable[[str, int], Iterator[Message]]:
    """In the worker: the tools, once; then messages for each input."""
    tools = build_tools(settings)
    take_in = taker(settings)

    def code(path: str, passed: int) -> Iterator[Message]:
        reports = taken_in(inputs_of([path], settings, lambda: b""), take_in)
        for number, item in enumerate(reports):
            if number < passed:
                continue
            yield Message(kind="begin", number=number, name=item.name)
            lines = lines_of(item, lambda report: process(report, tools, settings))
            yield Message(kind="lines", lines=tuple(lines))

    return code


def distinct_names(lines: Iterable[ContractLine], taken: dict[str, int]) -> Iterator[ContractLine]:
    """The same lines with repeated names of reports made distinct: "x", "x-2". `taken` counts over the run."""
    name = ""
    for line in lines:
        if isinstance(line, FailureLine):
            yield line
        elif isinstance(line, ClaimLine):
            yield (
                line
                if line.report.name == name
                else msgspec.structs.replace(line, report=msgspec.structs.replace(line.report, name=name))
            )
        else:
            name = line.name
            while name in taken:
                taken[line.name] += 1
                name = f"{line.name}-{taken[line.name]}"
            taken[name] = 1
            yield line if name == line.name else msgspec.structs.replace(line, name=name)
