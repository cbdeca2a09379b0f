"""A simulated user: looks at the ranks of a list, fewer the lower, and clicks on what is looked at.

Whether an item is relevant is read off the held-out part, which knows only of items that the user
found without any of these lists. Nothing here is about a real user.
"""

import numpy as np

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.online.settings import Clicks


def examination(length: int, steepness: float) -> FloatArray:
    """Return the probability that each rank is looked at, (length,).

    It is the discount of nDCG to the power of `steepness`.
    Source: position bias, Craswell et al. 2008, https://doi.org/10.1145/1341531.1341545

    >>> examination(3, 1.0).round(3)
    array([1.   , 0.631, 0.5  ])
    """
    return np.log2(np.arange(2, length + 2)) ** -steepness


def chances(hits: BoolArray, filled: BoolArray, model: Clicks) -> FloatArray:
    """Return the probability of a click on each place, (…, length); an empty place gets none."""
    attraction = np.where(hits, model.relevant, model.irrelevant) * filled
    return attraction * examination(hits.shape[-1], model.steepness)


def expected(chance: FloatArray) -> FloatArray:
    """Return the expected clicks on each list, exactly; chance : (…, length)."""
    return chance.sum(axis=-1)


def counts(chance: FloatArray) -> FloatArray:
    """Return the distribution of the number of clicks on each list, exactly, (…, length + 1).

    chance : (…, length); places are clicked independently: a Poisson binomial distribution
    """
    law = np.zeros((*chance.shape[:-1], chance.shape[-1] + 1))
    law[..., 0] = 1.0
    for place in range(chance.shape[-1]):
        p = chance[..., place, None]
        stay = law * (1 - p)
        stay[..., 1:] += law[..., :-1] * p
        law = stay
    return law


def draw(chance: FloatArray, random: np.random.Generator) -> IntArray:
    """Draw the number of clicks on each list; chance : (…, length)."""
    return (random.random(chance.shape) < chance).sum(axis=-1)
