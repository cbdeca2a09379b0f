"""Counts that may not exist: of users or days that no test of any length would have enough of."""

import math


def whole(count: float) -> int | None:
    """Return a count as an integer; None for one that is infinite or not a number.

    >>> whole(470.0), whole(float("inf"))
    (470, None)
    """
    return int(count) if math.isfinite(count) else None
