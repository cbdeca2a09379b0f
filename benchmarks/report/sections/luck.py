"""The p-value of a pair with the luck of the searches for parameters, as `results` defines it."""

from benchmarks.report.pair import Pair
from benchmarks.results import luck as searches
from benchmarks.results.luck import Luck as Luck


def p_with_luck(pair: Pair, luck: Luck) -> float:
    """Return a pair's adjusted p-value, the luck of both searches in the standard error."""
    spreads = luck.get(pair.baseline, 0.0), luck.get(pair.other, 0.0)
    return searches.p_with_luck(pair.p, pair.difference, pair.detectable, spreads)
