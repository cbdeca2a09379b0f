"""A small scatter plot that a page draws itself: places of points and of the names beside them."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.report.figures.axes import text_width
from benchmarks.report.figures.labels import Box, place_labels
from benchmarks.report.sections.scales import Axis, axis, decades

WIDTH, HEIGHT, LEFT, BOTTOM = 290.0, 210.0, 26.0, 22.0  # of the picture and its margins
MOST_NAMES = 6  # of those that none beats on both
_SIZE, _LINE, _ROOM = 10.5, 11.0, 4.0  # of a label's letters, its height, beside it
_FAR = 14.0  # from a point, where a label needs a line that leads to it


@dataclass(frozen=True)
class Point:
    """A baseline: its place in the picture, its two numbers and the kind of its mark."""

    name: str
    label: str
    x: float
    y: float
    across: float
    value: float
    kind: str


@dataclass(frozen=True)
class Name:
    """The name beside a point; `lead` is where a line to it starts and ends, () if it is near."""

    text: str
    x: float
    y: float
    lead: tuple[float, ...]


@dataclass(frozen=True)
class Scatter:
    """A headline metric upwards against something else.

    across, up : positions of the ticks and their labels
    """

    other: str
    points: list[Point]
    names: list[Name]
    across: list[tuple[float, str]]
    up: list[tuple[float, str]]


def scatter(
    other: str,
    at: Mapping[str, tuple[float, float]],
    marked: Mapping[str, Sequence[str]],
    more_is_better: bool,
    called: Callable[[str], str],
) -> Scatter:
    """Return the picture of baselines at (other, headline); names of some: see `_named`.

    marked : baselines of a kind of mark, by kind, the last that names one counts
    more_is_better : of the other number; where not, it is a cost, and its axis logarithmic
    called : what people call a baseline
    """
    values = [across for across, _ in at.values()]
    sideways = axis([0.0, *values]) if more_is_better else decades(values)
    upwards = axis([0.0, *(1.04 * value for _, value in at.values())])
    points = []
    for name, (across, value) in at.items():
        kinds = [kind for kind, names in marked.items() if name in names]
        x, y = _x(sideways, across, not more_is_better), _y(upwards, value)
        kind = kinds[-1] if kinds else "behind"
        points.append(Point(name, called(name), x, y, across, value, kind))
    named = _named(at, marked, more_is_better)
    return Scatter(
        other=other,
        points=sorted(points, key=lambda point: point.kind != "behind"),
        names=_names([point for point in points if point.name in named], points),
        across=[(_x(sideways, t, not more_is_better), f"{t:g}") for t in sideways.ticks],
        up=[(_y(upwards, t), f"{t:g}") for t in upwards.ticks],
    )


def _x(of: Axis, value: float, is_cost: bool) -> float:
    shown = Axis(math.log10(of.low), math.log10(of.high), []) if is_cost else of
    at = shown.at(math.log10(max(value, of.low)) if is_cost else value)
    return round(LEFT + 6 + (WIDTH - LEFT - 14) * at / 100, 1)


def _y(of: Axis, value: float) -> float:
    return round((HEIGHT - BOTTOM) - (HEIGHT - BOTTOM - 8) * of.at(value) / 100, 1)


def _named(
    at: Mapping[str, tuple[float, float]],
    marked: Mapping[str, Sequence[str]],
    more_is_better: bool,
) -> list[str]:
    """Return some that no other beats on both, the highest first, and the reference."""
    sign = 1 if more_is_better else -1
    worth = {name: (sign * across, value) for name, (across, value) in at.items()}
    front = [name for name, own in worth.items() if not any(_beats(w, own) for w in worth.values())]
    front.sort(key=lambda name: -at[name][1])
    reference = [name for name in marked.get("reference", ()) if name in at]
    return [*front[:MOST_NAMES], *reference]


def _beats(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] >= other[0] and one[1] >= other[1] and one != other


def _names(named: Sequence[Point], points: Sequence[Point]) -> list[Name]:
    """Return the places of names near their points, over no point and no other name."""
    sizes = [(text_width(point.label, _SIZE) + _ROOM, _LINE) for point in named]
    own = {point.name for point in named}
    dots = [
        Box(point.x - 4, -point.y - 4, point.x + 4, -point.y + 4)
        for point in points
        if point.name not in own
    ]
    frame = Box(LEFT, -(HEIGHT - BOTTOM), WIDTH, 0.0)
    centres = place_labels([(point.x, -point.y) for point in named], sizes, frame, dots)
    return [
        _name(point, centre, size)
        for point, centre, size in zip(named, centres, sizes, strict=True)
    ]


def _name(point: Point, centre: tuple[float, float], size: tuple[float, float]) -> Name:
    x, y = centre[0], -centre[1]
    near_x = min(max(point.x, x - size[0] / 2), x + size[0] / 2)
    near_y = min(max(point.y, y - size[1] / 2), y + size[1] / 2)
    is_far = math.hypot(near_x - point.x, near_y - point.y) > _FAR
    lead = (point.x, point.y, round(near_x, 1), round(near_y, 1)) if is_far else ()
    return Name(point.label, round(x, 1), round(y + 3.5, 1), lead)
