"""Fits while somebody waits: for a taste that was entered, and for a baseline's reasons."""

from collections.abc import Iterable
from contextlib import suppress
from threading import Lock, Thread

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.contract.arrays import IntArray
from benchmarks.dogfood.ground import LENGTH, Ground
from benchmarks.dogfood.newcomer import own
from benchmarks.dogfood.reasons import Listed, reasons
from benchmarks.protocol import model as contract
from benchmarks.protocol import ranking, training
from benchmarks.protocol.lending import lent

_KEPT = 6  # fitted models kept in memory


class Fits:
    """The quick baselines, fitted when first asked for, one at a time.

    They have the benchmark's own parameters and seed 0.
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._models: dict[str, contract.Model] = {}
        self._lock = Lock()

    def for_taste(self, baseline: str, items: IntArray) -> tuple[IntArray, list[str | None]]:
        """Fit with one more user who has `items`; return that user's list and the reasons."""
        train, asked = own(self.ground, items)
        user = int(asked.users[0])
        with self._lock, threadpool_limits(limits=1):
            model = self._fit(baseline, train)
            ranked = asked.rank(model, train, self.ground.place.own_view, baseline, LENGTH)
            chosen = ranked.items[0][ranked.items[0] >= 0]
            listed = Listed(user, chosen, bool(ranked.fallback[0]))
            said = reasons(model, train, listed, self.ground.titles)
        return chosen, said

    def why(self, baseline: str, user: int, items: IntArray) -> list[str | None]:
        """Return a baseline's reasons for the list of a user of the data; None where it has none.

        It has none where it is not quick to fit, or where the fit no longer gives this list.
        """
        nothing: list[str | None] = [None] * len(items)
        ground = self.ground
        if baseline not in ground.fast:
            return nothing
        with self._lock, threadpool_limits(limits=1):
            model = self._fitted(baseline)
            rules = ground.asked.rules(ground.train, ground.place.view)
            users = np.array([user], np.int32)
            ranked = ranking.rank(model.scores, users, rules, LENGTH, baseline)
            if ranked.items[0][: len(items)].tolist() != items.tolist():
                return nothing
            listed = Listed(user, items, bool(ranked.fallback[0]))
            return reasons(model, ground.train, listed, ground.titles)

    def warm(self, baselines: Iterable[str]) -> None:
        """Fit what `why` will be asked for, in the background, while a person compares."""
        quick = [name for name in baselines if name in self.ground.fast]
        Thread(target=self._warm, args=(quick,), daemon=True).start()

    def _warm(self, baselines: list[str]) -> None:
        for baseline in baselines:
            # `why` meets the same error where somebody can see it
            with self._lock, threadpool_limits(limits=1), suppress(Exception):
                self._fitted(baseline)

    def _fitted(self, baseline: str) -> contract.Model:
        """Return the model fitted to the data as it is; the lock is held."""
        if baseline not in self._models:
            while len(self._models) >= _KEPT:
                del self._models[next(iter(self._models))]
            self._models[baseline] = self._fit(baseline, self.ground.train)
        return self._models[baseline]

    def _fit(self, baseline: str, train: training.Training) -> contract.Model:
        parameters = self.ground.place.parameters[baseline]
        model_class = contract.load(baseline, self.ground.place.defined_in.get(baseline, ""))
        model = contract.build(baseline, model_class, parameters, seed=0)
        model.fit(lent(train))
        return model
