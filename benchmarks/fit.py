"""Stage `fit`: one cell. Fit a baseline on a benchmark with each of its seeds, rank, predict, and say what it cost."""

import argparse
import resource
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from threadpoolctl import threadpool_limits

from benchmarks.shared import baseline as contract
from benchmarks.shared import params, paths, ranking, tables, training
from benchmarks.shared.arrays import IntArray, KeyArray
from benchmarks.shared.errors import UserError, run_stage
from benchmarks.shared.files import whole_folder, write_json

FINAL = ("train", "validation")  # parameters are chosen by now, so the final fit learns from both


def fit(benchmark: str, baseline: str) -> None:
    """Write a cell's folder and what it cost.

    A cell that fails leaves only `failure.json` in its folder, and the error goes on to end the stage.
    """
    folder = paths.cell(benchmark, baseline)
    try:
        settings = params.load()
        views = settings.benchmark(benchmark).views
        parameters = settings.baseline(baseline).parameters(benchmark)
        with whole_folder(folder) as unfinished:
            costs = _run(benchmark, baseline, parameters, views, settings.seeds, unfinished)
        write_json(paths.measured(benchmark, baseline), costs)
    except Exception as error:
        with whole_folder(folder) as failed:
            reason = str(error) if isinstance(error, UserError) else f"{type(error).__name__}: {error}"
            write_json(failed / "failure.json", {"reason": reason})
        raise


def _run(
    benchmark: str,
    baseline: str,
    parameters: dict[str, Any],
    views: dict[str, params.View],
    n_seeds: int,
    folder: Path,
) -> dict[str, Any]:
    """Write the cell's files to `folder`; return what was measured."""
    model_class = contract.load(baseline)
    contract.build(baseline, model_class, parameters, seed=0)  # parameters are checked before any work
    seeds = range(n_seeds if contract.is_stochastic(model_class) else 1)
    source = paths.train(benchmark)
    lists, predictions, costs, reason = [], [], [], None
    with threadpool_limits(limits=1):
        for task in _tasks(source, baseline):
            train = training.load(source, task.fold, FINAL)
            reason = contract.not_applicable(model_class, train)
            for seed in seeds if reason is None else ():
                model = contract.build(baseline, model_class, parameters, seed)
                cost = {"fold": task.fold, "seed": seed}
                with _timed(cost, "fit_seconds"):
                    model.fit(train)
                labels = {"fold": pa.scalar(task.fold), "seed": pa.scalar(seed, pa.int32())}
                lists += [_label(table, labels) for table in _rank(model, train, task, views, cost)]
                predictions += [_label(table, labels) for table in _predict(model, train, task)]
                costs.append(cost)
    about = {"parameters": parameters, "personalized": model_class.personalized, "seeds": len(seeds)}
    write_json(folder / "cell.json", {**about, "not_applicable": reason})
    if lists:
        tables.write(folder / "lists.parquet", pa.concat_tables(lists), tables.LISTS)
    if predictions:
        tables.write(folder / "predictions.parquet", pa.concat_tables(predictions), tables.PREDICTIONS)
    return {"runs": costs, "peak_mib": _peak_mib()}


@dataclass(frozen=True)
class _Task:
    """What is asked of every fit on a fold: whom to serve, which pairs to rate."""

    fold: str
    baseline: str
    users: IntArray
    pair_users: IntArray
    pair_items: IntArray
    user_keys: KeyArray
    item_keys: KeyArray


def _tasks(source: Path, baseline: str) -> Iterator[_Task]:
    """Read what `split` asks, fold by fold."""
    queries = tables.read(source / "queries.parquet", tables.QUERIES)
    pairs = tables.read(source / "pairs.parquet", tables.PAIRS)
    user_keys = tables.column(tables.read(source / "users.parquet", tables.USERS), "key")
    item_keys = tables.column(tables.read(source / "items.parquet", tables.ITEMS), "key")
    for fold in queries["fold"].unique().to_pylist():
        users = tables.column(queries.filter(pc.field("fold") == fold), "user")
        asked = pairs.filter(pc.field("fold") == fold)
        pair_users, pair_items = tables.column(asked, "user"), tables.column(asked, "item")
        yield _Task(fold, baseline, users, pair_users, pair_items, user_keys, item_keys)


def _rank(
    model: Any, train: training.Training, task: _Task, views: dict[str, params.View], cost: dict[str, Any]
) -> Iterator[pa.Table]:
    """Rank once for each view; add the seconds to `cost`."""
    popularity = np.asarray(train.positives.sum(axis=0), dtype=np.float64).ravel()
    for name, view in views.items():
        masked = train.seen if view.mask == "seen" else None
        rules = ranking.Rules(masked, popularity, task.user_keys, task.item_keys)
        with _timed(cost, f"rank_seconds_{name}"):
            lists = ranking.rank(model.scores, task.users, rules, params.LIST_LENGTH, task.baseline)
        rows, positions = np.nonzero(lists.items >= 0)
        yield pa.table(
            {
                "view": [name] * len(rows),
                "user": task.users[rows],
                "rank": positions + 1,
                "item": lists.items[rows, positions],
                "score": lists.scores[rows, positions],
                "fallback": lists.fallback[rows],
            }
        )


def _predict(model: Any, train: training.Training, task: _Task) -> Iterator[pa.Table]:
    """Predict the ratings of the pairs, clipped to the scale, where baseline and data have ratings."""
    if not hasattr(model, "ratings") or train.rating_scale is None:
        return
    predicted = np.asarray(model.ratings(task.pair_users, task.pair_items))
    if predicted.shape != task.pair_users.shape or not np.isfinite(predicted).all():
        raise UserError(f"{task.baseline}: ratings() must return one finite number per pair.")
    clipped = np.clip(predicted, *train.rating_scale)
    yield pa.table({"user": task.pair_users, "item": task.pair_items, "rating": clipped.astype(np.float32)})


def _label(table: pa.Table, labels: dict[str, pa.Scalar]) -> pa.Table:
    for name, value in labels.items():
        table = table.append_column(name, pa.repeat(value, table.num_rows))
    return table


def _peak_mib() -> float:
    """Return the largest resident size of this process so far."""
    units_per_mib = 1024 * 1024 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / units_per_mib, 1)


@contextmanager
def _timed(costs: dict[str, Any], name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    costs[name] = round(time.perf_counter() - start, 6)


def main() -> None:
    """Run a cell; an error of a baseline is shown with its traceback."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("benchmark")
    parser.add_argument("baseline")
    arguments = parser.parse_args()
    try:
        fit(arguments.benchmark, arguments.baseline)
    except UserError:
        raise
    except Exception as error:
        traceback.print_exc()
        raise UserError(f"{arguments.benchmark} {arguments.baseline}: {type(error).__name__}: {error}") from error


if __name__ == "__main__":
    run_stage(main)
