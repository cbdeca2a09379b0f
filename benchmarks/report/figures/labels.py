"""Place the labels of a figure: near what they name, over nothing else."""

import math
from collections.abc import Iterator, Sequence

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, bottom, right, top


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
    for _ in range(3):
        for index in sorted(range(len(points)), key=lambda i: (-points[i][1], points[i][0])):
            others = [*drawn, *(box for other, box in boxes.items() if other != index)]
            cheapest = math.inf
            for distance, box in _around(points[index], sizes[index]):
                if distance >= cheapest:
                    break  # the rest is further away
                cost = distance + _nuisance(box, index, points, others, frame, cheapest - distance)
                if cost < cheapest - 1e-6:
                    cheapest, boxes[index] = cost, box
    return [((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) for _, box in sorted(boxes.items())]


def _nuisance(
    box: Box, index: int, points: Sequence[Point], others: Sequence[Box], frame: Box, limit: float
) -> float:
    """Return what a place costs beside its distance.

    That is covering, being covered, being taken for another point's label.

    limit : at or above this the sum is not worth finishing
    """
    x, y = points[index]
    dots = [(px - 4, py - 4, px + 4, py + 4) for px, py in points]
    area = (box[2] - box[0]) * (box[3] - box[1])
    cost = 10 * (
        area - _overlap(box, frame) + sum(_overlap(box, other) for other in (*dots, *others))
    )
    if cost >= limit:
        return cost
    end = _nearest(box, (x, y))
    length = math.dist((x, y), end)
    neighbours = [point for place, point in enumerate(points) if place != index]
    cost += 12 * sum(math.dist(point, _nearest(box, point)) < length + 2 for point in neighbours)
    if cost >= limit:
        return cost
    line = [(x + (end[0] - x) * step / 8, y + (end[1] - y) * step / 8) for step in range(1, 8)]
    dots.pop(index)
    return cost + 40 * sum(any(_holds(other, spot) for spot in line) for other in (*dots, *others))


def _nearest(box: Box, point: Point) -> Point:
    """Return the place of a box that is nearest to a point."""
    return min(max(point[0], box[0]), box[2]), min(max(point[1], box[1]), box[3])


def spread(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return positions at least `gap` apart, near the given ones.

    They lie between `low` and `high` if they fit.

    >>> spread([1.0, 1.0, 9.0], gap=2.0, low=0.0, high=10.0)
    [0.0, 2.0, 9.0]
    """
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    up, down = _at_least_apart(positions, order, gap, low=-math.inf), [-p for p in positions]
    down = _at_least_apart(down, order[::-1], gap, low=-math.inf)
    middle = [(a - b) / 2 for a, b in zip(up, down, strict=True)]
    raised = _at_least_apart(middle, order, gap, low)
    return [-p for p in _at_least_apart([-p for p in raised], order[::-1], gap, -high)]


def _at_least_apart(
    positions: Sequence[float], order: Sequence[int], gap: float, low: float
) -> list[float]:
    """Move positions up, in the order given, until each is `gap` above the one before."""
    moved = list(positions)
    for index in order:
        moved[index] = max(moved[index], low)
        low = moved[index] + gap
    return moved


def _around(point: Point, size: Point) -> Iterator[tuple[float, Box]]:
    """Yield distances and boxes for a label around a point: nearer first, sides before corners."""
    for distance in (5, 8, 12, 18, 26, 36, 48, 62, 78, 96):
        for step in (0, 12, 6, 18, 3, 21, 9, 15, 1, 23, 11, 13, 5, 7, 17, 19):
            x = point[0] + math.cos(math.tau * step / 24) * (size[0] / 2 + distance)
            y = point[1] + math.sin(math.tau * step / 24) * (size[1] / 2 + distance)
            yield distance, (x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2)


def _holds(box: Box, point: Point) -> bool:
    return box[0] < point[0] < box[2] and box[1] < point[1] < box[3]


def _overlap(a: Box, b: Box) -> float:
    """Return the area that two boxes share."""
    if a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]:
        return 0.0
    return (min(a[2], b[2]) - max(a[0], b[0])) * (min(a[3], b[3]) - max(a[1], b[1]))
