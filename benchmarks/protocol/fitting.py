"""Fit a baseline with each of its seeds in every fold, rank, and say what that took.

Nothing that is asked is handed over before it must be: whom to serve after the first fit, which
pairs to rate after the lists of all fits were written.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.contract.arrays import IntArray
from benchmarks.contract.documents import CellPlan
from benchmarks.protocol import costs, queries, ranking, training
from benchmarks.protocol.lending import lent, undisturbed
from benchmarks.protocol.model import Model, ModelClass, PredictsRatings, build, not_applicable
from benchmarks.protocol.queries import Queries, Questions
from benchmarks.protocol.training import Source, Training
from benchmarks.protocol.view import View

Costs = dict[str, Any]  # JSON: seconds, MiB and milliseconds by their names


@dataclass(frozen=True)
class Fitted:
    """A model with what it was fitted on, its seed, and whom it serves."""

    model: Model
    train: Training
    asked: Queries
    seed: int

    @property
    def labels(self) -> dict[str, pa.Scalar]:
        """The columns that tell its rows from those of others."""
        return {"fold": pa.scalar(self.asked.fold), "seed": pa.scalar(self.seed, pa.int32())}


@dataclass
class Results:
    """What the runs of a cell gave.

    first : the first model, to be measured; rating : those whose predicted ratings are wanted
    """

    lists: list[pa.Table] = field(default_factory=list)
    costs: list[Costs] = field(default_factory=list)
    first: Fitted | None = None
    rating: list[Fitted] = field(default_factory=list)


@dataclass(frozen=True)
class Fit:
    """Parameters, where they come from in one word, and the views that their fit ranks."""

    parameters: dict[str, Any]
    origin: str
    views: dict[str, View]

    @property
    def is_tuned(self) -> bool:
        """Whether any of the parameters was chosen by a search."""
        return self.origin in ("tuned", "mixed")


@dataclass(frozen=True)
class _Once:
    """One fit with one seed.

    make : makes the model; is_first : of the fits of its fold and seed; who : the baseline
    cost : what its run took, to which it adds
    """

    make: Callable[[], Model]
    fit: Fit
    is_first: bool
    who: str
    seed: int
    cost: Costs


def fits(plan: CellPlan) -> list[Fit]:
    """Return what is to be fitted: the cell's own parameters first, each set of them once."""
    every = [Fit(plan.parameters, plan.origins(), {})]
    for name, rules in plan.views.items():
        variant = plan.of_view(name)
        same = [fit for fit in every if fit.parameters == variant.parameters]
        if not same:
            same = [Fit(variant.parameters, variant.origins(), {})]
            every += same
        same[0].views[name] = View.of(rules)
    return every


def make(plan: CellPlan, model_class: ModelClass, fit: Fit, seed: int) -> Model:
    """Make a model; parameters that its class does not take are a UserError."""
    where = f"tuned/{plan.benchmark}.yaml: " if fit.is_tuned else "params.yaml: baselines."
    return build(plan.baseline, model_class, fit.parameters, seed, where)


def run_folds(
    plan: CellPlan, model_class: ModelClass, source: Source, questions: Questions
) -> tuple[Results, str | None]:
    """Fit and rank in every fold with every seed; return the results, or why there are none."""
    results = Results()
    for fold in sorted(source.rows["fold"].unique().to_pylist()):
        train = source.training(fold, training.FINAL)
        reason = not_applicable(model_class, train)
        if reason is not None:  # in one fold is in all: what is averaged is of every fold
            return Results(), reason
        asked: Queries | None = None
        for once in _runs(plan, model_class, fold, results):
            model = _fitted(once, train)
            asked = asked or queries.serving(questions.users(), fold, source)
            _rank(once, Fitted(model, train, asked, once.seed), results)
    return results, None


def _runs(plan: CellPlan, model_class: ModelClass, fold: str, results: Results) -> Iterator[_Once]:
    """Yield the fits of a fold; a cost for each seed is added to the results."""
    for seed in range(plan.seeds):
        cost: Costs = {"fold": fold, "seed": seed}
        results.costs.append(cost)
        for place, fit in enumerate(fits(plan)):
            makes = partial(make, plan, model_class, fit, seed)
            yield _Once(makes, fit, place == 0, plan.baseline, seed, cost)


def _fitted(once: _Once, train: Training) -> Model:
    """Fit a model and add what that took to its cost."""
    model = once.make()
    with undisturbed():
        first = costs.of(partial(model.fit, lent(train)))
        took = costs.repeated(first, lambda: costs.of(partial(once.make().fit, lent(train))))
    for of in [""] if once.is_first else [f"_{name}" for name in once.fit.views]:
        once.cost.update(took.named("fit", of))
    return model


def _rank(once: _Once, fitted: Fitted, results: Results) -> None:
    """Rank in each view; add to the results what that gave and cost, and the model if it rates."""
    model, train, asked = fitted.model, fitted.train, fitted.asked
    once.cost["users"] = len(asked.users)
    views = once.fit.views
    by_view = asked.rank_each(model, train, views.values(), once.who) if views else []
    for name, ranked in zip(views, by_view, strict=True):
        once.cost.update(ranked.seconds.named("rank", f"_{name}"))
        table = _lists_table(ranked.lists, asked.users)
        results.lists.append(_label(table, {**fitted.labels, "view": pa.scalar(name)}))
    results.first = results.first or fitted
    if once.is_first and isinstance(model, PredictsRatings):  # ratings are of no view
        results.rating.append(fitted)


def rate(results: Results, questions: Questions, who: str) -> Iterator[pa.Table]:
    """Yield predicted ratings of each fold and seed, labelled, of models that have any.

    To be called when the lists of all were written, as the pairs tell what is held out.
    """
    pairs = questions.pairs() if results.rating else None
    for fitted in results.rating:
        asked = fitted.asked.with_pairs(pairs)
        ratings = asked.rate(fitted.model, fitted.train, who)
        if ratings is not None:
            columns = {"user": asked.pair_users, "item": asked.pair_items}
            table = pa.table({**columns, "rating": ratings.astype(np.float32)})
            yield _label(table, fitted.labels)


def _lists_table(lists: ranking.Lists, users: IntArray) -> pa.Table:
    """Return ranked lists with a row for each place that is taken."""
    places, ranks = np.nonzero(lists.items >= 0)
    return pa.table(
        {
            "user": users[places],
            "rank": ranks + 1,
            "item": lists.items[places, ranks],
            "score": lists.scores[places, ranks],
            "fallback": lists.fallback[places],
        }
    )


def _label(table: pa.Table, labels: dict[str, pa.Scalar]) -> pa.Table:
    """Add columns that have one value each."""
    for name, value in labels.items():
        table = table.append_column(name, pa.repeat(value, table.num_rows))
    return table
