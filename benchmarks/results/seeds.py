"""Numbers of whole runs: their spread over seeds, and metrics that are one number for all lists."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import metrics
from benchmarks.contract import names
from benchmarks.contract.arrays import FloatArray

FOLD = "all"  # what totals of a seed over several folds stand under


def spread(totals: pa.Table) -> list[dict[str, Any]]:
    """Return mean and standard deviation over seeds of each metric of the stochastic baselines.

    totals : of one view, as `score` writes them; groups of items have no spread. Of several folds
    the number of all counts, or where that is none, as of what is one number for all lists, the
    mean of theirs.
    """
    everybody = _over_folds(totals.filter(pc.field("attribute").is_null()))
    labels = ["baseline", "metric", "k"]
    by_seed = everybody.group_by([*labels, "seed"])
    of_seeds = by_seed.aggregate([("value", "mean")])
    grouped = of_seeds.group_by(labels)
    spreads = []
    for row in grouped.aggregate([("value_mean", "list")]).to_pylist():
        values = row["value_mean_list"]
        if len(values) > 1:
            spreads.append(
                {
                    **{name: row[name] for name in labels},
                    "mean": np.mean(values),
                    "sd": np.std(values, ddof=1),
                    "n_seeds": len(values),
                }
            )
    return spreads


def _over_folds(totals: pa.Table) -> pa.Table:
    """Return totals without those of single folds where there are some of all folds."""
    labels = totals.select(["baseline", "metric", "k"]).to_pylist()
    keys = [tuple(row.values()) for row in labels]
    is_whole = [fold == FOLD for fold in totals["fold"].to_pylist()]
    whole = {key for key, inside in zip(keys, is_whole, strict=True) if inside}
    kept = [inside or key not in whole for key, inside in zip(keys, is_whole, strict=True)]
    return totals.filter(pa.array(kept, pa.bool_()))


def of_all_lists(totals: pa.Table, per_user: pa.Table) -> Iterator[tuple[names.Column, FloatArray]]:
    """Yield the metrics that are one number for all lists, with their value of each run.

    totals, per_user : of one baseline and view
    """
    everybody = totals.filter(pc.field("attribute").is_null())
    every_metric = metrics.known()
    grouped = everybody.group_by(["metric", "k"], use_threads=False)
    for key in grouped.aggregate([]).to_pylist():
        column = names.Column(key["metric"], key["k"])
        metric = every_metric[column.metric]
        is_per_user = names.column_name(*column) in per_user.column_names
        if is_per_user or metrics.is_of_totals(metric):
            continue
        chosen = everybody.filter(pc.field("metric") == column.metric)
        if column.k is not None:
            chosen = chosen.filter(pc.field("k") == column.k)
        yield column, chosen["value"].to_numpy()
