"""Fits while somebody waits: for a taste that was entered, and to ask a baseline why it recommended something."""

from collections.abc import Iterable
from contextlib import suppress
from threading import Lock, Thread
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from threadpoolctl import threadpool_limits

from benchmarks.contract import tables
from benchmarks.contract.arrays import IntArray
from benchmarks.dogfood.ground import LENGTH, Ground
from benchmarks.dogfood.reasons import reasons
from benchmarks.protocol import model as contract
from benchmarks.protocol import queries, ranking, training

_KEPT = 6  # fitted models kept in memory


class Fits:
    """The quick baselines, fitted when first asked for with the benchmark's own parameters, seed 0, one at a time."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._models: dict[str, Any] = {}
        self._lock = Lock()

    def for_taste(self, baseline: str, items: IntArray) -> tuple[IntArray, list[str | None]]:
        """Fit with one more user who has `items`; return the list for that user and the baseline's reasons."""
        train, asked = own(self.ground, items)
        user = int(asked.users[0])
        with self._lock, threadpool_limits(limits=1):
            model = self._fit(baseline, train)
            ranked = asked.rank(model, train, self.ground.own_view, baseline, LENGTH)
            chosen = ranked.items[0][ranked.items[0] >= 0]
            said = reasons(model, train, user, chosen, bool(ranked.fallback[0]), self.ground.titles)
        return chosen, said

    def why(self, baseline: str, user: int, shown: IntArray) -> list[str | None]:
        """Return a baseline's reasons for the list of a user of the data; None for each where it cannot say.

        It cannot where it is not quick to fit, or where the fit no longer gives the list that was
        shown.
        """
        ground, nothing = self.ground, [None] * len(shown)
        if baseline not in ground.fast:
            return nothing
        with self._lock, threadpool_limits(limits=1):
            model = self._fitted(baseline)
            rules = ground.asked.rules(ground.train, ground.view)
            ranked = ranking.rank(model.scores, np.array([user], np.int32), rules, LENGTH, baseline)
            if ranked.items[0][: len(shown)].tolist() != shown.tolist():
                return nothing
            return reasons(
                model, ground.train, user, shown, bool(ranked.fallback[0]), ground.titles
            )

    def warm(self, baselines: Iterable[str]) -> None:
        """Fit what `why` will be asked for, in the background, while a person compares."""
        Thread(
            target=self._warm,
            args=([name for name in baselines if name in self.ground.fast],),
            daemon=True,
        ).start()

    def _warm(self, baselines: list[str]) -> None:
        for baseline in baselines:
            # `why` meets the same error where somebody can see it
            with self._lock, threadpool_limits(limits=1), suppress(Exception):
                self._fitted(baseline)

    def _fitted(self, baseline: str) -> Any:
        """Return the model fitted to the data as it is; the lock is held."""
        if baseline not in self._models:
            while len(self._models) >= _KEPT:
                del self._models[next(iter(self._models))]
            self._models[baseline] = self._fit(baseline, self.ground.train)
        return self._models[baseline]

    def _fit(self, baseline: str, train: training.Training) -> Any:
        model_class = contract.load(baseline)
        return contract.build(baseline, model_class, self.ground.parameters(baseline), seed=0).fit(
            train
        )


def own(ground: Ground, items: IntArray) -> tuple[training.Training, queries.Queries]:
    """Return the training set with one more user, who has the given items, and the question for that user's list.

    The new user's rows are relevant, at the top of the rating scale or one piece bought, at the
    latest moment.
    """
    rows, users = ground.rows, ground.source.users
    code = users.num_rows
    n, scale = len(items), ground.source.rating_scale
    bought = None if scale else [1.0] * n
    columns = {
        "fold": [ground.asked.fold] * n,
        "part": ["train"] * n,
        "user": [code] * n,
        "item": items,
    }
    columns |= {"rating": [scale[1]] * n if scale else [None] * n, "quantity": bought or [None] * n}
    columns |= {
        "value": bought or [None] * n,
        "time": [pc.max(rows["time"]).as_py()] * n,
        "relevant": [True] * n,
    }
    added = pa.table(
        {
            name: pa.array(columns[name], tables.SPLIT.field(name).type)
            for name in tables.SPLIT.names
        }
    )
    newcomer = pa.Table.from_pylist([{"user_id": "you", "features": [], "key": 0}], tables.USERS)
    source = training.Source(
        pa.concat_tables([ground.source.fold(ground.asked.fold), added.sort_by("item")]),
        pa.concat_tables([users, newcomer]),
        ground.source.items,
        ground.source.promotions,
        scale,
    )
    nobody = np.zeros(0, np.int32)
    asked = queries.of_fold(
        source, ground.asked.fold, None, np.array([code], np.int32), nobody, nobody
    )
    return source.training(ground.asked.fold, training.FINAL), asked
