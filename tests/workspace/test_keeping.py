"""Whatever a report says is kept, however long."""

from __future__ import annotations

import random
import string

import msgspec

from khaldun.records.lines import ActorLine, ClaimLine, ReportLine, SourceLine
from khaldun.records.reports import Given
from khaldun.store import claims, queue
from khaldun.store.open import Store
from khaldun.store.queue import Filter
from khaldun.store.reports import add_input
from khaldun.workspace.keeping import keep_lines
from khaldun.workspace.recoding import Recoder

from .conftest import START


def test_names_of_any_length_are_kept_whole_and_found_by_their_beginning(
    store: Store, recoder: Recoder, report: ReportLine, claim_line: ClaimLine
) -> None:
    chance = random.Random(1)
    long = "Tal Amra" + "".join(chance.choice(string.ascii_letters + "عربي") for _ in range(60_000))
    assert claim_line.place is not None
    line = msgspec.structs.replace(
        claim_line,
        place=msgspec.structs.replace(claim_line.place, name=long, country=long, admin1=long),
        actor1=ActorLine(name=long),
        actor2=ActorLine(name=long),
        sources=(SourceLine(name=long),),
    )
    with store.write() as connection:
        add_input(connection, "long.txt", "d" * 64, Given(), START)
        keep_lines(connection, 1, [report, line], recoder=recoder, time=START)
    with store.read() as connection:
        kept = claims.get(connection, 1)
        assert kept is not None and kept.line.place is not None and kept.line.place.name == long
        assert queue.count(connection, Filter(words="tal amra")) == 1
