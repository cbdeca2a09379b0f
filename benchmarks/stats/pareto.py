"""The Pareto front of two measures: what no other baseline is at least as good as in both."""

from collections.abc import Iterable, Sequence

Point = tuple[str, float, float]  # name, x, y
Gain = tuple[float, float]  # in both measures: more is better


def front(points: Sequence[Point], lower_x: bool = False, lower_y: bool = False) -> list[str]:
    """Return the names of the points that no other dominates, by x; equal points all stay.

    lower_x, lower_y : whether less is better

    >>> front([("far", 3, 1), ("high", 1, 3), ("both", 2, 2), ("behind", 1, 2)])
    ['high', 'both', 'far']
    """
    sign_x = -1 if lower_x else 1
    sign_y = -1 if lower_y else 1
    gains = {name: (sign_x * x, sign_y * y) for name, x, y in points}
    by_x = sorted((x, name) for name, x, _ in points)
    return [name for _, name in by_x if not _is_dominated(gains[name], gains.values())]


def _is_dominated(own: Gain, gains: Iterable[Gain]) -> bool:
    """Tell whether a point is at least as good in both measures, and not the same."""
    x, y = own
    for gain_x, gain_y in gains:
        is_no_worse = gain_x >= x and gain_y >= y
        if is_no_worse and (gain_x, gain_y) != own:
            return True
    return False
