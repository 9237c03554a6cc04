"""Inputs and how they are taken in, as the settings of a run say: the same in this process and in workers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from khaldun.ingest import ingest
from khaldun.records.lines import FailureLine
from khaldun.records.reports import Report
from khaldun.run.inputs import Input, Limits, read_inputs
from khaldun.run.keep import Archive
from khaldun.settings import Settings


def inputs_of(paths: Iterable[str], settings: Settings, stdin: Callable[[], bytes]) -> Iterator[Input | FailureLine]:
    """Each input's bytes, or why there are none."""
    return read_inputs(
        paths,
        stdin=stdin,
        limits=Limits(report=settings.report_limit, table=settings.table_limit),
        columns=settings.columns.values(),
        archive=Archive(settings.archive) if settings.archive else None,
    )


def taker(settings: Settings) -> Callable[[Input], Iterator[Report | FailureLine]]:
    """What takes in an input: its reports, or why there are none."""

    def take_in(item: Input) -> Iterator[Report | FailureLine]:
        return ingest(
            item.data,
            name=item.name,
            origin=item.origin,
            given=settings.given,
            columns=settings.columns,
            url=item.url,
            charset=item.charset,
        )

    return take_in
