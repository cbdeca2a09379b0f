"""The places of labels looked at one by one, in plain Python."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

Point = tuple[float, float]

_TURNS = 3  # so often each label may move
_DISTANCES = (5, 8, 12, 18, 26, 36, 48, 62, 78, 96)
_ANGLES = (0, 12, 6, 18, 3, 21, 9, 15, 1, 23, 11, 13, 5, 7, 17, 19)  # of 24: sides before corners
_DOT = 4  # half the side of the square that a dot fills
_STEPS = 8  # parts of the line from a point to its label, looked at for what it crosses
_COVERING, _MISTAKABLE, _CROSSING = 10, 12, 40  # what each costs, beside a distance of 1


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
    boxes: dict[int, Box] = {}
    dots = [Box(x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in points]
    downwards = sorted(range(len(points)), key=lambda index: _from_the_top(points[index]))
    for _ in range(_TURNS):
        for index in downwards:
            labels = {other: box for other, box in boxes.items() if other != index}
            others = [*(Box(*line) for line in drawn), *labels.values()]
            around = _Around(points, index, frame, dots, others, labels)
            boxes[index] = _cheapest(around, sizes[index])
    return [_centre(boxes[index]) for index in range(len(points))]


class _Around(NamedTuple):
    """What surrounds a label that looks for a place."""

    points: Sequence[Point]
    own: int  # index of the point that it names
    frame: Box
    dots: Sequence[Box]  # of all points
    others: Sequence[Box]  # not to be covered either
    labels: Mapping[int, Box]  # of other points


def _cheapest(around: _Around, size: Point) -> Box:
    """Return the place with the least distance and nuisance together."""
    candidates = _places(around.points[around.own], size)
    least = math.inf
    for distance, box in candidates:
        if distance >= least:
            break  # the rest is further away
        cost = distance + _nuisance(box, around, least - distance)
        if cost < least - 1e-6:
            least, cheapest = cost, box
    return cheapest


def _nuisance(box: Box, around: _Around, limit: float) -> float:
    """Return what a place costs beside its distance.

    That is covering, being covered, being taken for another point's label.

    limit : at or above this the sum is not worth finishing
    """
    outside = _area(box) - _overlap(box, around.frame)
    covered = sum(_overlap(box, other) for other in (*around.dots, *around.others))
    cost = _COVERING * (outside + covered)
    if cost >= limit:
        return cost
    cost += _MISTAKABLE * _n_mistakable(box, around)
    if cost >= limit:
        return cost
    return cost + _CROSSING * (_n_crossed(box, around) + _n_cut(box, around))


def _n_mistakable(box: Box, around: _Around) -> int:
    """Return to how many other points a label is about as near as to its own."""
    distances = [math.dist(point, _nearest(box, point)) for point in around.points]
    own = distances.pop(around.own)
    return sum(distance < own + 2 for distance in distances)


def _n_crossed(box: Box, around: _Around) -> int:
    """Return how many other dots, labels and lines lie between a point and its label."""
    line = _line(around.points[around.own], box)
    other_dots = [dot for index, dot in enumerate(around.dots) if index != around.own]
    obstacles = [*other_dots, *around.others]
    return sum(any(_holds(obstacle, spot) for spot in line) for obstacle in obstacles)


def _n_cut(box: Box, around: _Around) -> int:
    """Return through how many lines from other points to their labels a place goes."""
    lines = [_line(around.points[index], label) for index, label in around.labels.items()]
    return sum(any(_holds(box, spot) for spot in line) for line in lines)


def _line(point: Point, label: Box) -> list[Point]:
    """Return spots on the way from a point to its label."""
    x, y = point
    end_x, end_y = _nearest(label, point)
    return [
        (x + (end_x - x) * step / _STEPS, y + (end_y - y) * step / _STEPS)
        for step in range(1, _STEPS)
    ]


def _places(point: Point, size: Point) -> Iterator[tuple[float, Box]]:
    """Yield distances and boxes for a label around a point: nearer first, sides before corners."""
    x, y = point
    half_width, half_height = size[0] / 2, size[1] / 2
    for distance in _DISTANCES:
        for angle in _ANGLES:
            turned = math.tau * angle / 24
            centre_x = x + math.cos(turned) * (half_width + distance)
            centre_y = y + math.sin(turned) * (half_height + distance)
            left, right = centre_x - half_width, centre_x + half_width
            bottom, top = centre_y - half_height, centre_y + half_height
            yield distance, Box(left, bottom, right, top)


def _from_the_top(point: Point) -> Point:
    x, y = point
    return -y, x


def _centre(box: Box) -> Point:
    return (box.left + box.right) / 2, (box.bottom + box.top) / 2


def _area(box: Box) -> float:
    return (box.right - box.left) * (box.top - box.bottom)


def _nearest(box: Box, point: Point) -> Point:
    """Return the place of a box that is nearest to a point."""
    x, y = point
    nearest_x = min(max(x, box.left), box.right)
    nearest_y = min(max(y, box.bottom), box.top)
    return nearest_x, nearest_y


def _holds(box: Box, point: Point) -> bool:
    left, bottom, right, top = box
    return left < point[0] < right and bottom < point[1] < top


def _overlap(a: Box, b: Box) -> float:
    """Return the area that two boxes share."""
    if a.right <= b.left or b.right <= a.left:
        return 0.0
    if a.top <= b.bottom or b.top <= a.bottom:
        return 0.0
    width = min(a.right, b.right) - max(a.left, b.left)
    height = min(a.top, b.top) - max(a.bottom, b.bottom)
    return width * height
