"""Judge a model by the validation part, while its parameters are searched. The test part is never read."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.contract import tables
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.metrics.ranking import ndcg
from benchmarks.metrics.rating import rmse
from benchmarks.protocol import model as contract
from benchmarks.protocol import queries, training
from benchmarks.protocol.hits import Pairs
from benchmarks.protocol.view import View

CUTOFF = 10
# What is masked while parameters are searched: what a model knows, and the gap before a new user's
# held-out rows.
KNOWN = (*training.SEARCH, "validation_gap")


@dataclass(frozen=True)
class Fold:
    """What a fold knows without the validation part, and what the validation part asks and answers.

    asked : serves the users with something relevant; asks for the ratings of all validation pairs
    relevant : the pairs to find, of those that lists of the view may hold
    n_relevant : (n_users,) for the users served
    ratings : (n_pairs,) the true ratings of the pairs
    """

    train: training.Training
    asked: queries.Queries
    relevant: Pairs
    n_relevant: IntArray
    ratings: FloatArray

    def ndcg(self, model: Any, view: View, who: str) -> float:
        """Return nDCG@10 of a fitted model, averaged over the users served."""
        items = self.asked.rank(model, self.train, view, who, n=CUTOFF).items
        hits = self.relevant.hits(self.asked.users, items)
        return float(ndcg(hits, self.n_relevant).mean())

    def rmse(self, model: Any, who: str) -> float:
        """Return the RMSE of a fitted model over the validation ratings."""
        errors = self.asked.rate(model, self.train, who) - self.ratings
        return float(rmse((errors**2).sum(), len(errors)))


class Validation:
    """The validation part of a benchmark.

    folder : the benchmark's `train` folder
    view : the view whose ranking is judged
    """

    def __init__(self, folder: Path, view: View) -> None:
        self.view = view
        source = training.read(folder)
        self.folds = [
            _fold(source, fold, view) for fold in source.rows["fold"].unique().to_pylist()
        ]

    def evaluate(
        self, name: str, model_class: type[Any], parameters: dict[str, Any], stops: bool
    ) -> tuple[float, dict[str, Any]]:
        """Fit on every fold; return the mean objective, and the parameters that early stopping found.

        stops : whether to fit with `fit_until`, which stops when the objective no longer rises
        """
        values, found = [], []
        for fold in self.folds:
            model = contract.build(name, model_class, parameters, seed=0)
            if stops:
                history: list[float] = []
                found.append(
                    model.fit_until(
                        fold.train, lambda m=model, f=fold, h=history: self._watch(m, f, h, name)
                    )
                )
                values.append(max(history))
            else:
                model.fit(fold.train)
                rates = contract.objective(model_class) == "rmse"
                values.append(
                    fold.rmse(model, name) if rates else fold.ndcg(model, self.view, name)
                )
        chosen = {
            key: round(float(np.mean([one[key] for one in found])))
            for key in (found[0] if found else ())
        }
        return float(np.mean(values)), chosen

    def _watch(self, model: Any, fold: Fold, history: list[float], name: str) -> float:
        history.append(fold.ndcg(model, self.view, name))
        return history[-1]


def _fold(source: training.Source, fold: str, view: View) -> Fold:
    train = source.training(fold, training.SEARCH)
    held_out = source.fold(fold, ("validation",))
    pair_users, pair_items = tables.column(held_out, "user"), tables.column(held_out, "item")
    asked = queries.of_fold(source, fold, KNOWN, np.zeros(0, np.int32), pair_users, pair_items)
    is_relevant = tables.column(held_out, "relevant")
    relevant = Pairs.of(pair_users[is_relevant], pair_items[is_relevant], train.n_items)
    limits = view.limits(asked.seen)
    relevant = relevant.where(limits.allow(relevant.users, relevant.items))
    served, n_relevant = np.unique(relevant.users, return_counts=True)
    asked = replace(asked, users=served.astype(np.int32))
    return Fold(
        train, asked, relevant, n_relevant, tables.column(held_out, "rating").astype(np.float64)
    )
