"""Draw what is compared: the pair judged least often, in an order that gives each side its turn."""

import secrets
import time
from collections import Counter
from dataclasses import dataclass
from json import dumps

import numpy as np

from benchmarks.contract.arrays import IntArray
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import text_digest
from benchmarks.dogfood.fits import Fits
from benchmarks.dogfood.ground import Ground, pairs
from benchmarks.dogfood.judgements import OWN, REAL, Comparison, Store

Ordered = tuple[str, str]  # the left one, the right one


def arranged(
    candidates: list[Ordered], judged: Counter[Ordered], random: np.random.Generator
) -> list[Ordered]:
    """Return all pairs, the least judged first, each in the order it was judged in least.

    Chance decides the rest.

    judged : how often each pair was judged in each order
    """
    order = [candidates[place] for place in random.permutation(len(candidates))]
    order.sort(key=lambda pair: judged[pair] + judged[pair[::-1]])
    coins = random.integers(2, size=len(order))
    sided = []
    for pair, coin in zip(order, coins):
        lead = judged[pair] - judged[pair[::-1]]
        turned = bool(coin) if lead == 0 else lead > 0
        sided.append(pair[::-1] if turned else pair)
    return sided


@dataclass(frozen=True)
class Desk:
    """Makes comparisons and keeps them.

    seed : decides users, pairs and orders, given what was judged before
    """

    ground: Ground
    store: Store
    fits: Fits
    seed: int = 0

    def for_user(self, user: int | None) -> Comparison:
        """Compare two baselines for a user of the data, drawn if none is given."""
        random = self._random()
        user = self.ground.someone(random) if user is None else user
        name = self.ground.source.users["user_id"][user].as_py()
        for pair in self._pairs(REAL, self.ground.line_up, random):
            left, right = (self.ground.listed(baseline, user) for baseline in pair)
            if _differ(left, right):
                return self._keep(REAL, dumps(name), pair, (left, right), "null")
        alike = f"All baselines compared give user {name} the same list"
        raise UserError(f"{alike}; choose another user.")

    def for_taste(self, items: IntArray) -> Comparison:
        """Fit two baselines with a new user who has the items, and compare them."""
        names = dumps([self.ground.item_ids[item] for item in items])
        for pair in self._pairs(OWN, self.ground.quick, self._random()):
            left, why_left = self.fits.for_taste(pair[0], items)
            right, why_right = self.fits.for_taste(pair[1], items)
            if _differ(left, right):
                reasons = dumps([why_left, why_right])
                return self._keep(OWN, names, pair, (left, right), reasons)
        raise UserError("All baselines compared give this taste the same list; choose other items.")

    def _random(self) -> np.random.Generator:
        return np.random.default_rng([self.seed, self.store.count()])

    def _pairs(
        self, taste: str, names: tuple[str, ...], random: np.random.Generator
    ) -> list[Ordered]:
        judged: Counter[Ordered] = Counter()
        for row in self.store.judged():
            if (row["benchmark"], row["taste"]) == (self.ground.name, taste):
                judged[row["left_name"], row["right_name"]] += 1
        return arranged(pairs(names), judged, random)

    def _keep(
        self,
        taste: str,
        subject: str,
        pair: Ordered,
        lists: tuple[IntArray, IntArray],
        reasons: str,
    ) -> Comparison:
        """Store a comparison before it is shown; subject and reasons are JSON."""
        left, right = ([self.ground.item_ids[item] for item in items] for items in lists)
        parameters = [self.ground.place.parameters[baseline] for baseline in pair]
        made = Comparison(
            id=secrets.token_urlsafe(12),
            made=int(time.time()),
            benchmark=self.ground.name,
            taste=taste,
            subject=subject,
            left_name=pair[0],
            right_name=pair[1],
            left_items=dumps(left),
            right_items=dumps(right),
            reasons=reasons,
            fingerprint=text_digest([self.ground.name, left, right, *pair, parameters]),
        )
        self.store.add(made)
        return made


def _differ(left: IntArray, right: IntArray) -> bool:
    """Tell whether two lists are worth comparing: none empty, not the same items in order."""
    return len(left) > 0 and len(right) > 0 and left.tolist() != right.tolist()
