"""Country borders: Natural Earth's, as the build packed them (see build_hooks); to draw under events, and for events
that are told of a border itself.

Borders here are lines to find one's way by. They show de facto boundaries as Natural Earth draws them, and say nothing
on whose land it is; where states dispute a line, this one is neither right nor wrong.
"""

from __future__ import annotations

import lzma
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from khaldun.errors import DataError

NOTE = (
    "Borders: Natural Earth (public domain), lines of control as they are, with no judgement on claims; "
    "disputed borders are not marked."
)
PACKED = Path(__file__).parent / "built" / "borders.xz"
FORMAT = 2
"""Raised when what is packed changes: borders of another format are packed anew."""
Ring = tuple[tuple[float, float], ...]
Edge = tuple[tuple[float, float], tuple[float, float]]
_UNNUMBERED = {"Kosovo": 0, "Somaliland": 706, "N. Cyprus": 196}
"""Lands that the atlas draws without a number: Kosovo, as countries.csv has it, and whose state they are part of."""
_NOBODY = -1


class Outline(msgspec.Struct, frozen=True, array_like=True):
    """A ring of a country's land: its box (west, south, east, north), its corners, degrees, and the country's number
    (ISO 3166-1; Kosovo 0, land of no state -1)."""

    box: tuple[float, float, float, float]
    corners: Ring
    country: int


def pack_borders(topology: bytes, target: Path) -> None:
    """Writes the countries' rings of a TopoJSON (npm package world-atlas) to `target`.

    Raises:
        DataError: it is no topology of countries.
    """
    try:
        world = msgspec.json.decode(topology)
        arcs = [_arc(arc, world["transform"]) for arc in world["arcs"]]
        rings = [
            (_ring(ring, arcs), _number(shape))
            for shape in world["objects"]["countries"]["geometries"]
            for ring in _rings(shape)
        ]
    except (KeyError, TypeError, IndexError, msgspec.DecodeError) as error:
        raise DataError(f"The borders are no topology of countries ({error}).") from error
    outlines = [Outline(_box(ring), ring, country) for ring, country in rings if len(ring) > 3]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(lzma.compress(msgspec.msgpack.encode(outlines), preset=9))


def _arc(arc: list[list[int]], transform: dict[str, list[float]]) -> list[tuple[float, float]]:
    """A quantised arc (TopoJSON specification, section 2.1.3) in degrees."""
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((round(x * scale_x + move_x, 3), round(y * scale_y + move_y, 3)))
    return points


def _number(shape: dict[str, Any]) -> int:
    return int(shape["id"]) if "id" in shape else _UNNUMBERED.get(shape["properties"]["name"], _NOBODY)


def _rings(shape: dict[str, object]) -> list[list[int]]:
    arcs: list[object] = shape.get("arcs", [])  # type: ignore[assignment]
    polygons = arcs if shape["type"] == "MultiPolygon" else [arcs]
    return [ring for polygon in polygons for ring in polygon]  # type: ignore[attr-defined]


def _ring(indices: list[int], arcs: list[list[tuple[float, float]]]) -> Ring:
    """Arcs joined end to end; a negative index is an arc backwards."""
    points: list[tuple[float, float]] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc[1:] if points else arc)
    return tuple(points)


def _box(ring: Ring) -> tuple[float, float, float, float]:
    lons, lats = [lon for lon, _ in ring], [lat for _, lat in ring]
    return min(lons), min(lats), max(lons), max(lats)


@cache
def outlines(path: Path = PACKED) -> tuple[Outline, ...]:
    """All rings.

    Raises:
        DataError: the packed borders are missing or damaged.
    """
    try:
        return msgspec.msgpack.decode(lzma.decompress(path.read_bytes()), type=tuple[Outline, ...])
    except (OSError, lzma.LZMAError, msgspec.DecodeError) as error:
        raise DataError(
            f"{path}: the packed borders cannot be read ({error}).", advice="Install Khaldun again."
        ) from error


def border_lines(one: int, other: int | None = None, path: Path = PACKED) -> tuple[Ring, ...]:
    """The lines where two countries touch, or, without `other`, where the first touches any; none if nowhere.

    Neighbours share their corners in the atlas, so a border is the edges that stand in the rings of both.

    Raises:
        DataError: the packed borders are missing or damaged.
    """
    theirs = {
        _edge(*edge)
        for outline in outlines(path)
        if outline.country == other or (other is None and outline.country not in (one, _NOBODY))
        for edge in zip(outline.corners, outline.corners[1:], strict=False)
    }
    lines = (_runs(ring.corners, theirs) for ring in outlines(path) if ring.country == one)
    return tuple(line for found in lines for line in found)


def _edge(start: tuple[float, float], end: tuple[float, float]) -> Edge:
    return (start, end) if start < end else (end, start)


def _runs(ring: Ring, edges: set[Edge]) -> list[Ring]:
    """The stretches of a ring whose edges are among `edges`; one that goes over the ring's first corner is one."""
    runs: list[list[tuple[float, float]]] = []
    for start, end in zip(ring, ring[1:], strict=False):
        if _edge(start, end) not in edges:
            continue
        if runs and runs[-1][-1] == start:
            runs[-1].append(end)
        else:
            runs.append([start, end])
    if len(runs) > 1 and runs[0][0] == runs[-1][-1]:
        runs[0] = runs.pop() + runs[0][1:]
    return [tuple(run) for run in runs]
