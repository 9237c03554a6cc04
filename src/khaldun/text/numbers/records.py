"""What a number phrase says."""

from __future__ import annotations

from typing import Literal

from khaldun.records.base import Record

Vague = Literal["dozens", "scores", "hundreds", "thousands", "several", "few", "many"]


class Count(Record, frozen=True, kw_only=True):
    """A number as a closed interval from `low` to `high`; `high` is null and `unbounded` true where it is left open.

    `best` is the number told, or the lowest that the words allow. `vague` is the kind of a loose number ("dozens"),
    which a codebook may read in its own way. `rule` names how the words became the interval (`data/numbers.yaml`):

    ============================  ===  ====  ====  =========
    words                         low  best  high  unbounded
    ============================  ===  ====  ====  =========
    6                             6    6     6     no
    at least 6, 6 or more         6    6     null  yes
    more than 50, over 50         51   51    null  yes
    up to 12, as many as 12       1    12    12    no
    no more than 12               0    12    12    no
    fewer than 10                 0    9     9     no
    some 20, nearly 20            20   20    20    no
    10 to 15, between 10 and 15   10   10    15    no
    dozens                        24   24    null  yes
    several, a few, many          3    3     null  yes
    no casualties, none           0    0     0     no
    ============================  ===  ====  ====  =========
    """

    low: int
    best: int
    high: int | None
    unbounded: bool = False
    vague: Vague | None = None
    rule: str
