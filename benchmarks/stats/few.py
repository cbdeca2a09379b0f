"""What can be said of a mean where nearly all users have the same number.

A resample says nothing of users who are unlike the others where there are hardly any. How many
there may be is known all the same, and how far they can move the mean, if its range is.
Source: Clopper and Pearson 1934, https://doi.org/10.1093/biomet/26.4.404
"""

from scipy.special import bdtr

from benchmarks.stats.signs import interval

Range = tuple[float, float]


def between(commonest: float, unlike: int, n_users: int, within: Range) -> Range:
    """Return bounds of a mean, from the 97.5 % bound of the share of users who are unlike.

    commonest : the number of all other users; within : the ends of users' numbers

    >>> [round(end, 4) for end in between(0.0, 0, 100, (0, 1))]
    [0.0, 0.0362]
    """
    low, high = within
    share = interval(unlike, n_users)[1]
    return commonest - share * (commonest - low), commonest + share * (high - commonest)


def p_value(commonest: float, unlike: int, n_users: int, within: Range) -> float:
    """Return the two-sided p-value of a mean of 0; below 5 % where `between` excludes it.

    >>> p_value(0.0, 0, 100, (-1, 1)), round(p_value(1.0, 1, 10, (-1, 1)), 4)
    (1.0, 0.0215)
    """
    if commonest == 0:
        return 1.0
    low, high = within
    far = commonest - low if commonest > 0 else high - commonest
    share = abs(commonest) / far  # of users who are as unlike as can be, where the mean is 0
    return float(min(1.0, 2 * bdtr(unlike, n_users, share)))
