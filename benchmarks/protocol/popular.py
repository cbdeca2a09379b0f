"""What popularity alone recommends, which metrics compare lists with."""

from dataclasses import dataclass

import numpy as np

from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.protocol import ranking
from benchmarks.protocol.history import History
from benchmarks.protocol.hits import Pairs, pair_codes
from benchmarks.protocol.view import Limits


@dataclass(frozen=True)
class Ranked:
    """Popularity's own lists.

    pairs : that they hold; ranks : (n_pairs,), from 1; length : of the lists
    """

    pairs: Pairs
    ranks: IntArray
    length: int

    def some(self, users: IntArray) -> "Ranked":
        """Return the lists of some users, neighbours and ascending."""
        span = self.pairs.span(users)
        return Ranked(self.pairs.part(span), self.ranks[span], self.length)


def of_view(
    before: History, users: IntArray, kept_out: Limits, popularity: FloatArray, length: int
) -> Ranked:
    """Return what popularity alone recommends within the limits of a view."""
    rules = ranking.Rules(
        masked=kept_out.masked,
        popularity=popularity,
        user_keys=before.user_keys,
        item_keys=before.item_keys,
        excluded=kept_out.excluded,
    )
    items = ranking.by_popularity(users, rules, length)
    codes = pair_codes(users[:, None], items, len(popularity))
    places = np.flatnonzero(items >= 0)
    order = places[np.argsort(codes.ravel()[places])]
    pairs = Pairs(codes.ravel()[order], len(popularity))
    return Ranked(pairs, order % items.shape[1] + 1, items.shape[1])
