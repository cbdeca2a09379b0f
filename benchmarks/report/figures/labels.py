"""Place the labels of a figure: near what they name, over nothing else."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.contract.arrays import IntArray

Point = tuple[float, float]
Floats = NDArray[np.float64]  # boxes are rows of left, bottom, right and top

_TURNS = 3  # so often each label may move
_DISTANCES = (5, 8, 12, 18, 26, 36, 48, 62, 78, 96)
_ANGLES = (0, 12, 6, 18, 3, 21, 9, 15, 1, 23, 11, 13, 5, 7, 17, 19)  # of 24: sides before corners
_DOT = 4  # half the side of the square that a dot fills
_STEPS = 8  # parts of the line from a point to its label, looked at for what it crosses
_COVERING, _MISTAKABLE, _CROSSING = 10, 12, 40  # what each costs, beside a distance of 1
_AT_ONCE = 2 * len(_ANGLES)  # places: most labels find theirs among the nearest

# The places around a point, nearer first, sides before corners: how far, and in which direction.
_FAR = np.repeat(np.array(_DISTANCES, dtype=float), len(_ANGLES))
_TURNED = [math.tau * angle / 24 for angle in _ANGLES]
_ACROSS = np.tile([math.cos(turned) for turned in _TURNED], len(_DISTANCES))
_UP = np.tile([math.sin(turned) for turned in _TURNED], len(_DISTANCES))
_ALONG = np.arange(1, _STEPS)[:, None]
_NOWHERE = (np.inf, np.inf, -np.inf, -np.inf)  # the box of a label without a place


class Box(NamedTuple):
    """A rectangle in the units of the figure."""

    left: float
    bottom: float
    right: float
    top: float


def place_labels(
    points: Sequence[Point], sizes: Sequence[Point], frame: Box, drawn: Sequence[Box] = ()
) -> list[Point]:
    """Return a centre for each point's label, near its point and inside the frame.

    A label lies over no other label or point.

    sizes : width and height of each label, in the units of points and frame
    drawn : what else is not to be covered

    Each label in turn takes the cheapest place among the others as they stand, three times over.
    """
    at = np.array(points, dtype=float).reshape(-1, 2)
    dots = np.hstack([at - _DOT, at + _DOT])
    labels = np.tile(_NOWHERE, (len(at), 1))
    obstacles = np.vstack([dots, np.array(drawn, dtype=float).reshape(-1, 4), labels])
    labels = obstacles[len(obstacles) - len(at) :]
    downwards = sorted(range(len(points)), key=lambda index: _from_the_top(points[index]))
    for _ in range(_TURNS):
        for index in downwards:
            labels[index] = _NOWHERE
            around = _Around(at, index, np.array([frame]), obstacles, _lines(at, labels))
            labels[index] = _cheapest(around, sizes[index])
    return [_centre(Box(*label)) for label in labels.tolist()]


@dataclass(frozen=True)
class _Around:
    """What surrounds a label that looks for a place.

    points : (n_points, 2); own : index of the point that it names; frame : (1, 4)
    obstacles : (n, 4), the dots of all points, in their order, and what else is not to be covered
    lines : (7, n_points, 2), spots on the way from each other point to its label
    """

    points: Floats
    own: int
    frame: Floats
    obstacles: Floats
    lines: Floats


def _cheapest(around: _Around, size: Point) -> list[float]:
    """Return the place with the least distance and nuisance together."""
    places = _places(around.points[around.own], size)
    least = math.inf
    for start in range(0, len(places), _AT_ONCE):
        if _FAR[start] >= least:
            break  # the rest is further away
        some = slice(start, start + _AT_ONCE)
        costs = _FAR[some] + _nuisance(places[some], around)
        for cost, place in zip(costs.tolist(), places[some].tolist(), strict=True):
            if cost < least - 1e-6:
                least, cheapest = cost, place
    return cheapest


def _nuisance(places: Floats, around: _Around) -> Floats:
    """Return what each place costs beside its distance, (n_places,).

    That is covering, being covered, being taken for another point's label.
    """
    area = (places[:, 2] - places[:, 0]) * (places[:, 3] - places[:, 1])
    outside = area - _overlap(places, around.frame)[:, 0]
    covered = _overlap(places, around.obstacles).sum(axis=1)
    crossed = _n_crossed(places, around) + _n_cut(places, around)
    taken = _MISTAKABLE * _n_mistakable(places, around) + _CROSSING * crossed
    return _COVERING * (outside + covered) + taken


def _n_mistakable(places: Floats, around: _Around) -> IntArray:
    """Return to how many other points each label would be about as near as to its own."""
    x, y = around.points.T
    across = _nearest(places[:, [0]], x, places[:, [2]]) - x
    up = _nearest(places[:, [1]], y, places[:, [3]]) - y
    distances = np.hypot(across, up)
    near = distances < distances[:, [around.own]] + 2
    return near.sum(axis=1) - 1  # its own is near


def _n_crossed(places: Floats, around: _Around) -> IntArray:
    """Return how many other dots, labels and lines lie between a point and each place."""
    x, y = around.points[around.own]
    across = (_nearest(places[:, 0], x, places[:, 2]) - x) * _ALONG / _STEPS
    up = (_nearest(places[:, 1], y, places[:, 3]) - y) * _ALONG / _STEPS
    spots_x, spots_y = (x + across)[..., None], (y + up)[..., None]  # (7, n_places, 1)
    left, bottom, right, top = around.obstacles.T
    inside = (left < spots_x) & (spots_x < right) & (bottom < spots_y) & (spots_y < top)
    crossed = inside.any(axis=0)
    crossed[:, around.own] = False
    return crossed.sum(axis=1)


def _n_cut(places: Floats, around: _Around) -> IntArray:
    """Return through how many lines from other points to their labels each place goes."""
    left, bottom, right, top = places.T[:, :, None, None]
    x, y = np.moveaxis(around.lines, -1, 0)
    inside = (left < x) & (x < right) & (bottom < y) & (y < top)  # (n_places, 7, n_points)
    return inside.any(axis=1).sum(axis=1)


def _lines(points: Floats, labels: Floats) -> Floats:
    """Return spots on the way from each point to its label; far from all where it has none."""
    ends = _nearest(labels[:, :2], points, labels[:, 2:])
    return points + (ends - points) * _ALONG[..., None] / _STEPS


def _places(point: Floats, size: Point) -> Floats:
    """Return the boxes of a label around a point, (n_places, 4), as far as `_FAR` says."""
    half_width, half_height = size[0] / 2, size[1] / 2
    centre_x = point[0] + _ACROSS * (half_width + _FAR)
    centre_y = point[1] + _UP * (half_height + _FAR)
    left, right = centre_x - half_width, centre_x + half_width
    bottom, top = centre_y - half_height, centre_y + half_height
    return np.column_stack([left, bottom, right, top])


def _from_the_top(point: Point) -> Point:
    x, y = point
    return -y, x


def _centre(box: Box) -> Point:
    return (box.left + box.right) / 2, (box.bottom + box.top) / 2


def _nearest(low: Floats, values: Floats, high: Floats) -> Floats:
    """Return the values between two bounds that are nearest to some."""
    return np.minimum(np.maximum(values, low), high)


def _overlap(places: Floats, others: Floats) -> Floats:
    """Return the area that each place shares with each of some other boxes, (n, n_others)."""
    left, bottom, right, top = others.T
    width = np.minimum(places[:, [2]], right) - np.maximum(places[:, [0]], left)
    height = np.minimum(places[:, [3]], top) - np.maximum(places[:, [1]], bottom)
    return np.maximum(width, 0.0) * np.maximum(height, 0.0)


def spread(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return positions at least `gap` apart, near the given ones.

    They lie between `low` and `high` if they fit.

    >>> spread([1.0, 1.0, 9.0], gap=2.0, low=0.0, high=10.0)
    [0.0, 2.0, 9.0]
    """
    upwards = sorted(range(len(positions)), key=lambda index: positions[index])
    downwards = upwards[::-1]
    moved_up = _at_least_apart(positions, upwards, gap, -math.inf)
    moved_down = _at_least_apart(_mirrored(positions), downwards, gap, -math.inf)
    middle = [(up - down) / 2 for up, down in zip(moved_up, moved_down, strict=True)]
    raised = _at_least_apart(middle, upwards, gap, low)
    lowered = _at_least_apart(_mirrored(raised), downwards, gap, -high)
    return _mirrored(lowered)


def _mirrored(positions: Sequence[float]) -> list[float]:
    return [-position for position in positions]


def _at_least_apart(
    positions: Sequence[float], order: Sequence[int], gap: float, low: float
) -> list[float]:
    """Move positions up, in the order given, until each is `gap` above the one before."""
    moved = list(positions)
    for index in order:
        moved[index] = max(moved[index], low)
        low = moved[index] + gap
    return moved
