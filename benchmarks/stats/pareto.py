"""The Pareto front of two measures: what no other baseline is at least as good as in both."""

from collections.abc import Sequence

Point = tuple[str, float, float]  # name, x, y


def front(points: Sequence[Point], lower_x: bool = False, lower_y: bool = False) -> list[str]:
    """Return the names of the points that no other dominates, by x; equal points are all on the front.

    lower_x, lower_y : whether less is better

    >>> front([("far", 3, 1), ("high", 1, 3), ("both", 2, 2), ("behind", 1, 2)])
    ['high', 'both', 'far']
    """
    gains = {name: (-x if lower_x else x, -y if lower_y else y) for name, x, y in points}
    kept = [
        (x, name)
        for name, x, _ in points
        if not any(_dominates(other, gains[name]) for key, other in gains.items() if key != name)
    ]
    return [name for _, name in sorted(kept)]


def _dominates(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one != other and one[0] >= other[0] and one[1] >= other[1]
