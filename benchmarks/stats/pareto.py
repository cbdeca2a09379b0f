"""The Pareto front of two measures: what no other baseline is at least as good as in both."""

from collections.abc import Sequence

Point = tuple[str, float, float]  # name, x, y


def front(points: Sequence[Point], lower_x: bool = False, lower_y: bool = False) -> list[str]:
    """Return the names of the points that no other dominates, by x; equal points all stay.

    lower_x, lower_y : whether less is better

    >>> front([("far", 3, 1), ("high", 1, 3), ("both", 2, 2), ("behind", 1, 2)])
    ['high', 'both', 'far']
    """
    gains = {name: (-x if lower_x else x, -y if lower_y else y) for name, x, y in points}
    by_x = sorted((x, name) for name, x, _ in points)
    return [name for _, name in by_x if not _is_dominated(name, gains)]


def _is_dominated(name: str, gains: dict[str, tuple[float, float]]) -> bool:
    """Tell whether another point is at least as good in both measures, and not the same."""
    x, y = gains[name]
    others = (gain for other, gain in gains.items() if other != name)
    return any(gain != (x, y) and gain[0] >= x and gain[1] >= y for gain in others)
