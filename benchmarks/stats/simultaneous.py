"""Intervals that hold all at once."""

from scipy.special import ndtri  # scipy.stats takes half a second to import

from benchmarks.stats.levels import ALPHA


def reach_of_all(n_intervals: int) -> float:
    """Return the standard errors to either side with which n normal intervals hold all at once.

    At least with the probability of one interval, whatever their dependence.

    Source: Dunn 1961, https://doi.org/10.1080/01621459.1961.10482090 (Bonferroni)

    >>> round(reach_of_all(1), 3), round(reach_of_all(10), 3)
    (1.96, 2.807)
    """
    return float(-ndtri(ALPHA / 2 / max(n_intervals, 1)))
