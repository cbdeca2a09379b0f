"""Draw what is compared: the pair judged least often, and its order so that each side gets its turn; by a seed."""

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
from benchmarks.dogfood.judgements import Comparison, Store

Ordered = tuple[str, str]  # the left one, the right one


def arranged(
    candidates: list[Ordered], judged: Counter[Ordered], random: np.random.Generator
) -> list[Ordered]:
    """Return all pairs, the least judged first, each in the order it was judged in least; chance decides the rest.

    judged : how often each pair was judged in each order
    """
    order = [candidates[place] for place in random.permutation(len(candidates))]
    order.sort(key=lambda pair: judged[pair] + judged[pair[::-1]])
    coins = random.integers(2, size=len(order))
    return [
        _sided(pair, judged[pair] - judged[pair[::-1]], bool(coin))
        for pair, coin in zip(order, coins)
    ]


def _sided(pair: Ordered, lead: int, coin: bool) -> Ordered:
    turned = coin if lead == 0 else lead > 0
    return pair[::-1] if turned else pair


@dataclass(frozen=True)
class Desk:
    """Makes comparisons and keeps them; `seed` decides users, pairs and orders, given what was judged before."""

    ground: Ground
    store: Store
    fits: Fits
    seed: int = 0

    def for_user(self, user: int | None) -> Comparison:
        """Compare two baselines for a user of the data, drawn if none is given."""
        random = self._random()
        user = self.ground.someone(random) if user is None else user
        name = self.ground.source.users["user_id"][user].as_py()
        for left, right in self._pairs("real", self.ground.line_up, random):
            lists = [self.ground.listed(baseline, user) for baseline in (left, right)]
            if _differ(*lists):
                return self._keep("real", dumps(name), (left, right), lists, None)
        raise UserError(
            f"All baselines compared give user {name} the same list; choose another user."
        )

    def for_taste(self, items: IntArray) -> Comparison:
        """Fit two baselines with a new user who has the items, and compare them."""
        for left, right in self._pairs("own", self.ground.quick, self._random()):
            (one, why_one), (two, why_two) = (
                self.fits.for_taste(baseline, items) for baseline in (left, right)
            )
            if _differ(one, two):
                names = dumps([self.ground.item_ids[item] for item in items])
                return self._keep("own", names, (left, right), [one, two], [why_one, why_two])
        raise UserError("All baselines compared give this taste the same list; choose other items.")

    def _random(self) -> np.random.Generator:
        return np.random.default_rng([self.seed, self.store.count()])

    def _pairs(
        self, taste: str, names: tuple[str, ...], random: np.random.Generator
    ) -> list[Ordered]:
        here = {"benchmark": self.ground.name, "taste": taste}
        rows = [row for row in self.store.judged() if here.items() <= row.items()]
        return arranged(
            pairs(names), Counter((row["left_name"], row["right_name"]) for row in rows), random
        )

    def _keep(
        self,
        taste: str,
        subject: str,
        pair: Ordered,
        lists: list[IntArray],
        reasons: list[list[str | None]] | None,
    ) -> Comparison:
        left, right = ([self.ground.item_ids[item] for item in items] for items in lists)
        parameters = [self.ground.parameters(baseline) for baseline in pair]
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
            reasons=dumps(reasons),
            fingerprint=text_digest([self.ground.name, left, right, *pair, parameters]),
        )
        self.store.add(made)
        return made


def _differ(one: IntArray, two: IntArray) -> bool:
    """Tell whether two lists are worth comparing: not empty, not the same items in the same order."""
    return len(one) > 0 and len(two) > 0 and one.tolist() != two.tolist()
