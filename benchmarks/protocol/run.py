"""Run one cell: fit a baseline with each of its seeds, rank, predict, and say what it cost."""

import os
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from threadpoolctl import threadpool_limits

from benchmarks.contract import machine, tables
from benchmarks.contract.arrays import IntArray
from benchmarks.contract.documents import CellPlan
from benchmarks.contract.files import write_json
from benchmarks.protocol import costs, latency, queries, ranking, training
from benchmarks.protocol.model import Model, ModelClass, build, load, not_applicable
from benchmarks.protocol.queries import Queries
from benchmarks.protocol.training import Training
from benchmarks.protocol.view import View

_THREADS = 1  # of every cell, so that figures do not depend on the machine's cores
Costs = dict[str, Any]  # JSON: seconds, MiB and milliseconds by their names


@dataclass
class _Results:
    """What the runs of a cell gave.

    first : the first model with what it was fitted on and asked, to be measured
    """

    lists: list[pa.Table] = field(default_factory=list)
    predictions: list[pa.Table] = field(default_factory=list)
    costs: list[Costs] = field(default_factory=list)
    first: tuple[Model, Training, Queries] | None = None


def run(plan: CellPlan, train_folder: Path, folder: Path) -> Costs:
    """Write a cell's files to `folder`, on one thread; return what was measured.

    train_folder : what the split lets a fit see
    """
    model_class = load(plan.baseline, plan.defined_in)
    _build(plan, model_class, seed=0)  # parameters are checked before any work
    views = {name: View.of(rules) for name, rules in plan.views.items()}
    before = os.getloadavg()[0]
    with threadpool_limits(limits=_THREADS):
        results, reason = _run_folds(plan, model_class, views, train_folder)
        _write(plan, model_class, reason, results, folder)
        measured = {"runs": results.costs, "peak_mib": _peak_mib(), "machine": _machine(before)}
        if results.first:  # last, as the peak is that of fits, and as the model is changed
            seconds = results.costs[0]["fit_seconds"]
            view = next(iter(views.values()))
            measured |= latency.measure(*results.first, view, plan.baseline, seconds)
    return measured


def _build(plan: CellPlan, model_class: ModelClass, seed: int) -> Model:
    tuned = "tuned" in plan.origin.values()
    where = f"tuned/{plan.benchmark}.yaml: " if tuned else "params.yaml: baselines."
    return build(plan.baseline, model_class, plan.parameters, seed, where)


def _run_folds(
    plan: CellPlan, model_class: ModelClass, views: dict[str, View], train_folder: Path
) -> tuple[_Results, str | None]:
    """Run every fold with every seed; return the results, and why there are none if so."""
    results, reason = _Results(), None
    source = training.read(train_folder)
    for asked in queries.read(train_folder, source):
        train = source.training(asked.fold, training.FINAL)
        reason = not_applicable(model_class, train)
        for seed in range(plan.seeds) if reason is None else ():
            make = partial(_build, plan, model_class, seed)
            model = _run_once(make, (train, asked), views, plan.baseline, seed, results)
            results.first = results.first or (model, train, asked)
    return results, reason


def _run_once(
    make: Callable[[], Model],
    fold: tuple[Training, Queries],
    views: dict[str, View],
    who: str,
    seed: int,
    results: _Results,
) -> Model:
    """Fit, rank and predict; add to the results what that gave and cost. Return the model."""
    train, asked = fold
    cost: Costs = {"fold": asked.fold, "seed": seed, "users": len(asked.users)}
    results.costs.append(cost)
    model = make()
    first = costs.of(partial(model.fit, train))
    cost |= costs.repeated(first, lambda: costs.of(partial(make().fit, train))).named("fit")
    labels = {"fold": pa.scalar(asked.fold), "seed": pa.scalar(seed, pa.int32())}
    for name, view in views.items():
        start = costs.now()
        ranked = asked.rank(model, train, view, who)
        cost |= costs.since(start).named("rank", f"_{name}")
        table = _lists_table(ranked, asked.users)
        results.lists.append(_label(table, {**labels, "view": pa.scalar(name)}))
    ratings = asked.rate(model, train, who)
    if ratings is not None:
        pairs = {"user": asked.pair_users, "item": asked.pair_items}
        table = pa.table({**pairs, "rating": ratings.astype(np.float32)})
        results.predictions.append(_label(table, labels))
    return model


def _write(
    plan: CellPlan, model_class: ModelClass, reason: str | None, results: _Results, folder: Path
) -> None:
    """Write the state of the cell, its lists and its predictions."""
    state = {
        "parameters": plan.parameters,
        "origin": plan.origins(),
        "personalized": model_class.personalized,
        "seeds": plan.seeds,
        "not_applicable": reason,
    }
    write_json(folder / "cell.json", state)
    if results.lists:
        tables.write(folder / "lists.parquet", pa.concat_tables(results.lists), tables.LISTS)
    if results.predictions:
        predictions = pa.concat_tables(results.predictions)
        tables.write(folder / "predictions.parquet", predictions, tables.PREDICTIONS)


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
    for name, value in labels.items():
        table = table.append_column(name, pa.repeat(value, table.num_rows))
    return table


def _peak_mib() -> float:
    """Return the largest resident size of this process so far."""
    units_per_mib = 1024 * 1024 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / units_per_mib, 1)


def _machine(load: float) -> Costs:
    """Return on what a cell was measured.

    load : processes that wanted to run as it began, a mean over the minute before
    """
    return {**machine.kind(), "threads": _THREADS, "load": round(load, 2)}
