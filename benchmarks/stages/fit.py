"""Stage `fit`: one cell. Fit a baseline on a benchmark with each of its seeds, rank, predict, and say what it cost."""

import resource
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from threadpoolctl import threadpool_limits

from benchmarks.config import load
from benchmarks.contract import paths, tables
from benchmarks.contract.arrays import IntArray
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import whole_folder, write_json
from benchmarks.protocol import latency, queries, ranking, training
from benchmarks.protocol import model as contract
from benchmarks.protocol.view import View


def fit(benchmark: str, baseline: str) -> None:
    """Write a cell's folder and what it cost.

    A cell that fails leaves only `failure.json` in its folder, and the error goes on to end the
    stage.
    """
    folder = paths.cell(benchmark, baseline)
    try:
        settings = load.load()
        views = settings.benchmark(benchmark).views
        parameters = settings.baseline(baseline).parameters(benchmark)
        with whole_folder(folder) as unfinished:
            costs = _run(benchmark, baseline, parameters, views, settings.seeds, unfinished)
        write_json(paths.measured(benchmark, baseline), costs)
    except (Exception, SystemExit) as error:
        with whole_folder(folder) as failed:
            reason = (
                str(error) if isinstance(error, UserError) else f"{type(error).__name__}: {error}"
            )
            write_json(failed / "failure.json", {"reason": reason})
        raise


def _run(
    benchmark: str,
    baseline: str,
    parameters: dict[str, Any],
    views: dict[str, View],
    n_seeds: int,
    folder: Path,
) -> dict[str, Any]:
    """Write the cell's files to `folder`; return what was measured."""
    model_class = contract.load(baseline)
    contract.build(
        baseline, model_class, parameters, seed=0
    )  # parameters are checked before any work
    seeds = range(n_seeds if contract.is_stochastic(model_class) else 1)
    source = training.read(paths.train(benchmark))
    lists, predictions, costs, reason, first = [], [], [], None, None
    with threadpool_limits(limits=1):
        for asked in queries.read(paths.train(benchmark), source):
            train = source.training(asked.fold, training.FINAL)
            reason = contract.not_applicable(model_class, train)
            for seed in seeds if reason is None else ():
                model = contract.build(baseline, model_class, parameters, seed)
                cost, ranked, rated = _run_once(model, train, asked, views, baseline, seed)
                costs.append(cost)
                lists += ranked
                predictions += rated
                first = first or (model, train, asked)
        about = {
            "parameters": parameters,
            "personalized": model_class.personalized,
            "seeds": len(seeds),
        }
        write_json(folder / "cell.json", {**about, "not_applicable": reason})
        if lists:
            tables.write(folder / "lists.parquet", pa.concat_tables(lists), tables.LISTS)
        if predictions:
            tables.write(
                folder / "predictions.parquet", pa.concat_tables(predictions), tables.PREDICTIONS
            )
        measured = {"runs": costs, "peak_mib": _peak_mib()}
        if first:  # last, as the peak is that of fits and ranking, and as the model is changed
            measured |= latency.measure(
                *first, next(iter(views.values())), baseline, costs[0]["fit_seconds"]
            )
    return measured


def _run_once(
    model: Any,
    train: training.Training,
    asked: queries.Queries,
    views: dict[str, View],
    who: str,
    seed: int,
) -> tuple[dict[str, Any], list[pa.Table], list[pa.Table]]:
    """Fit, rank and predict; return what it cost, the lists of each view, and the predictions if there are any."""
    cost = {"fold": asked.fold, "seed": seed, "users": len(asked.users)}
    labels = {"fold": pa.scalar(asked.fold), "seed": pa.scalar(seed, pa.int32())}
    with _timed(cost, "fit_seconds"):
        model.fit(train)
    lists = []
    for name, view in views.items():
        with _timed(cost, f"rank_seconds_{name}"):
            ranked = asked.rank(model, train, view, who)
        lists.append(_label(_lists_table(ranked, asked.users), {**labels, "view": pa.scalar(name)}))
    ratings = asked.rate(model, train, who)
    if ratings is None:
        return cost, lists, []
    pairs = {
        "user": asked.pair_users,
        "item": asked.pair_items,
        "rating": ratings.astype(np.float32),
    }
    return cost, lists, [_label(pa.table(pairs), labels)]


def _lists_table(lists: ranking.Lists, users: IntArray) -> pa.Table:
    """Return ranked lists with a row for each place that is taken."""
    rows, positions = np.nonzero(lists.items >= 0)
    return pa.table(
        {
            "user": users[rows],
            "rank": positions + 1,
            "item": lists.items[rows, positions],
            "score": lists.scores[rows, positions],
            "fallback": lists.fallback[rows],
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


@contextmanager
def _timed(costs: dict[str, Any], name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    costs[name] = round(time.perf_counter() - start, 6)


def main(benchmark: str, baseline: str) -> None:
    """Run a cell; an error of a baseline is shown with its traceback."""
    try:
        fit(benchmark, baseline)
    except UserError:
        raise
    except (Exception, SystemExit) as error:
        traceback.print_exc()
        raise UserError(f"{benchmark} {baseline}: {type(error).__name__}: {error}") from error
