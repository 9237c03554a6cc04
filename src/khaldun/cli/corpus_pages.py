"""`khaldun corpus pages`: how well pages are cleaned."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from khaldun.cli.out import has_colour, width, write
from khaldun.cli.say import say_progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from khaldun.measure.pages import Score

Part = Literal["dev", "test"]
_SHOWN = "dev"  # pages of the test part are measured, never looked at


def pages(folder: Path, *, part: Part | None = None, misses: Annotated[bool, Parameter(negative="")] = False) -> None:
    """Measure the text and the metadata that are read from pages with gold.

    Parameters
    ----------
    folder
        The pages: PART/LAYOUT/NAME.html with NAME.json beside it (corpus/pages).
    part
        dev or test; otherwise both, apart.
    misses
        Also list, for pages of the development part, which words are missed or false and which fields are wrong.
    """
    from khaldun.measure.pages import read_pages, score

    found = [page for page in read_pages(folder) if part is None or page.part == part]
    scores = []
    for done, page in enumerate(found):
        say_progress(f"{done:,} of {len(found):,} pages")
        scores.append(score(page))
    say_progress("")
    text = ""
    for name in sorted({page.part for page in found}):
        of_part = [one for one in scores if one.page.part == name]
        text += _tables(name, of_part)
        if misses and name == _SHOWN:
            text += "\n".join(line for one in of_part for line in _misses(one)) + "\n"
    write([text.encode()], None)


def _tables(part: str, scores: Sequence[Score]) -> str:
    from khaldun.evaluate.found import total
    from khaldun.evaluate.tables import bounds, figure, prf, printed, simple_table, text_console
    from khaldun.measure.pages import FIELDS, figures

    out, console = text_console(width=width(), colour=has_colour())
    rows = figures(scores)
    layouts = sorted({one.page.gold.layout for one in scores})
    table = simple_table(f"{part}: {len(scores)} pages, {len(layouts)} layouts", "", "P", "R", "F1", "95 %")
    for name, label in (("text", "text (shingles of 4 words)"), ("bare", "… of bare extraction")):
        table.add_row(label, *prf(rows[name].found), bounds(rows[name].bounds))
    console.print(table)
    table = simple_table("Pages right", "", "right", "of", "share", "95 %")
    for name in FIELDS:
        row = rows[name]
        table.add_row(
            name.replace("_", " "), str(row.found.pairs), str(len(scores)), figure(row.found.recall), bounds(row.bounds)
        )
    console.print(table)
    if part == _SHOWN:
        table = simple_table("By layout", "", "text F1", "bare", *(name.replace("_", " ") for name in FIELDS))
        for layout in layouts:
            of = [one for one in scores if one.page.gold.layout == layout]
            shares = (total(one.fields[name] for one in of) for name in FIELDS)
            table.add_row(
                layout,
                figure(total(one.text for one in of).f1),
                figure(total(one.bare for one in of).f1),
                *(f"{share.pairs} of {len(of)}" for share in shares),
            )
        console.print(table)
    return printed(out).decode()


def _misses(one: Score) -> list[str]:
    from khaldun.measure.pages import differences, stated
    from khaldun.publish.cells import shown

    lines = [f"  {kind}: {shown(words)}" for kind, words in differences(one)]
    lines += [f"  {name} is not {value!r}" for name, value in stated(one)]
    return [one.page.name, *lines] if lines else []
