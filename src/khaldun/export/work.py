"""What makes the rows of an export, in this process or in another."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from khaldun.codebook.own import OwnCodebook
from khaldun.export.sources import Batch
from khaldun.export.world import World
from khaldun.publish.export.checks import Given
from khaldun.publish.export.formats import FORMATS, FormatName, TableName, make_table, read_first
from khaldun.publish.export.items import Told
from khaldun.publish.export.making import Made, Maker
from khaldun.publish.export.profile import Profile
from khaldun.publish.export.safe import Safe
from khaldun.publish.export.tables import LeftOut


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be made of claims: all that another process has to be told. A `codebook` of one's own makes the table
    in the named one's stead."""

    format: FormatName
    table: TableName
    profile: Profile
    leave_out_invalid: bool
    codebook: OwnCodebook | None = None


class Published(msgspec.Struct, frozen=True):
    """Claims of which nothing is to be withheld any more."""

    reports: Sequence[Told | LeftOut]


Task = Batch | Published


class Work:
    """Makes rows by a plan, in a world."""

    def __init__(self, plan: Plan, world: World) -> None:
        kind, own = FORMATS[plan.format], plan.codebook
        self.table = (
            make_table(plan.table, world.known, points=kind.points) if own is None else own.table(points=kind.points)
        )
        safe = Safe(
            plan.profile,
            registry=world.registry,
            ground=world.ground,
            day=world.today,
            adjectives=world.adjectives,
        )
        self._maker = Maker(
            self.table,
            kind.render(self.table.columns),
            safe,
            read=read_first(plan.format, plan.table) if own is None else own.read,
            leave_out_invalid=plan.leave_out_invalid,
        )

    def make(self, task: Task, given: Given | None = None) -> Made:
        """What becomes of claims; `given` are ids that rows had before."""
        if isinstance(task, Published):
            return self._maker.make_published(task.reports, given)
        made = self._maker.make(task.told(), given)
        made.failures = task.failures()
        return made


def start(plan: Plan, make_world: Callable[[], World]) -> Callable[[Task], Made]:
    """In another process: a world of its own, and what makes rows in it."""
    return Work(plan, make_world()).make
