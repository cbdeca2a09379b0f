"""Judge a model by the validation part, while parameters are searched; the test is never read."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.contract import tables
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.errors import UserError
from benchmarks.metrics.ranking import ndcg
from benchmarks.metrics.rating import rmse
from benchmarks.protocol import model as contract
from benchmarks.protocol import queries, training
from benchmarks.protocol.hits import Pairs
from benchmarks.protocol.lending import lent
from benchmarks.protocol.model import Model, ModelClass, StopsEarly
from benchmarks.protocol.view import View, limits

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

    def ndcg(self, model: Model, view: View, who: str) -> float:
        """Return nDCG@10 of a fitted model, averaged over the users served."""
        items = self.asked.rank(model, self.train, view, who, n=CUTOFF).items
        hits = self.relevant.hits(self.asked.users, items)
        return float(ndcg(hits, self.n_relevant).mean())

    def rmse(self, model: Model, who: str) -> float:
        """Return the RMSE of a fitted model over the validation ratings."""
        rated = self.asked.rate(model, self.train, who)
        if rated is None:
            raise UserError(
                f"{who}: its objective is rmse, but it has no `ratings` to be judged by."
            )
        errors = rated - self.ratings
        return float(rmse((errors**2).sum(), np.asarray(float(len(errors)))))


class Validation:
    """The validation part of a benchmark, in those of its folds that have one.

    folder : the benchmark's `train` folder
    view : the view whose ranking is judged
    """

    def __init__(self, folder: Path, view: View) -> None:
        self.view = view
        source = training.read(folder)
        judged = tables.having(source.rows, "part", ("validation",))
        if not judged.num_rows:
            raise UserError(
                f"{folder}: no row is in the validation part, so nothing tells which parameters "
                "are better; give the split a larger one."
            )
        self.folds = [_fold(source, fold, view) for fold in judged["fold"].unique().to_pylist()]

    def evaluate(
        self, name: str, model_class: ModelClass, parameters: dict[str, Any], stops: bool
    ) -> tuple[float, dict[str, Any]]:
        """Fit on every fold; return the mean objective, and what early stopping found.

        stops : whether to fit with `fit_until`, which stops when the objective no longer rises
        """
        values: list[float] = []
        stopped: list[dict[str, int]] = []
        for fold in self.folds:
            model = contract.build(name, model_class, parameters, seed=0)
            if stops and isinstance(model, StopsEarly):
                watched = _Watched(model, fold, self.view, name)
                stopped.append(model.fit_until(lent(fold.train), watched.look))
                values.append(max(watched.history))
            else:
                model.fit(lent(fold.train))
                values.append(self._objective(model, fold, model_class, name))
        return float(np.mean(values)), _rounded_means(stopped)

    def worst(self, objective: str) -> float:
        """Return the worst value that an objective can have: of RMSE the width of the scale."""
        scale = self.folds[0].train.rating_scale
        return scale[1] - scale[0] if objective == contract.RATINGS and scale else 0.0

    def _objective(self, model: Model, fold: Fold, model_class: ModelClass, name: str) -> float:
        if contract.objective(model_class) == contract.RATINGS:
            return fold.rmse(model, name)
        return fold.ndcg(model, self.view, name)


class _Watched:
    """A model that is looked at after each epoch.

    history : what `look` returned
    """

    def __init__(self, model: Model, fold: Fold, view: View, name: str) -> None:
        self.model, self.fold, self.view, self.name = model, fold, view, name
        self.history: list[float] = []

    def look(self) -> float:
        """Return the nDCG of the model as it is now."""
        self.history.append(self.fold.ndcg(self.model, self.view, self.name))
        return self.history[-1]


def _rounded_means(stopped: list[dict[str, int]]) -> dict[str, Any]:
    """Return the mean over folds of each parameter that early stopping found."""
    names = stopped[0] if stopped else ()
    return {name: round(float(np.mean([of_fold[name] for of_fold in stopped]))) for name in names}


def _fold(source: training.Source, fold: str, view: View) -> Fold:
    train = source.training(fold, training.SEARCH)
    held_out = source.fold(fold, ("validation",))
    pair_users, pair_items = tables.column(held_out, "user"), tables.column(held_out, "item")
    asked = queries.of_fold(source, fold, KNOWN, np.zeros(0, np.int32), pair_users, pair_items)
    is_relevant = tables.column(held_out, "relevant")
    relevant = Pairs.of(pair_users[is_relevant], pair_items[is_relevant], train.n_items)
    allowed = limits(view, asked.seen).allow(relevant.users, relevant.items)
    relevant = relevant.where(allowed)
    served, n_relevant = np.unique(relevant.users, return_counts=True)
    asked = replace(asked, users=served.astype(np.int32))
    return Fold(
        train, asked, relevant, n_relevant, tables.column(held_out, "rating").astype(np.float64)
    )
