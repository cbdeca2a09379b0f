"""What earlier stages say of a benchmark's baselines: lists, hits, scores, and users' histories."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks import metrics
from benchmarks.contract import names, paths, tables
from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.contract.errors import UserError
from benchmarks.online.scored import FIRST, Pair, Ranking, Scored
from benchmarks.protocol.hits import Pairs
from benchmarks.protocol.training import FINAL
from benchmarks.results import per_user

_TOP = 5  # ranks among which the closest pair is looked for


def read(
    benchmark: str, view_names: Mapping[str, str], ranking: Ranking, baselines: list[str]
) -> Scored | None:
    """Read the results of a benchmark; None where no baseline was scored on it.

    view_names : of each view, the name under which its results stand
    baselines : ours; what was submitted has no part in plans of tests
    """
    folder = paths.scores(benchmark)
    if not (folder / "cells.json").exists():
        raise UserError(f"{folder}: no scores of {benchmark}; run `make repro` to make them.")
    if not (folder / "totals.parquet").exists():  # every cell failed or is not applicable
        return None
    ours = pc.field("baseline").isin(baselines)
    rows = pq.read_table(folder / "per_user.parquet").filter(ours)
    if not rows.num_rows:
        return None
    fold = rows["fold"][0].as_py()
    of_fold = pc.field("fold") == fold
    rows = rows.filter(of_fold)
    users = _judged(rows, f"ndcg@{ranking.list_length}")
    totals = pq.read_table(folder / "totals.parquet")
    values = _values(totals.filter(of_fold & ours))
    first_metric = ranking.headline[0]
    ranked = values[first_metric]
    relevant = _relevant(benchmark, fold, users)
    items = {}
    hits = {}
    for baseline in ranked:
        items[baseline] = _lists(benchmark, baseline, fold, users, ranking.list_length)
        hits[baseline] = _hits(items[baseline], users, relevant)
    return Scored(
        view_names=view_names,
        users=users,
        items=items,
        hits=hits,
        rows=rows,
        members=pq.read_table(folder / "memberships.parquet"),
        values=values,
        history=_history(benchmark, fold, users),
        pairs=pairs(ranked, metrics.falls(first_metric), ranking.reference),
        headline=ranking.headline,
    )


def pairs(values: dict[str, float], falls: bool, reference: str | None) -> list[Pair]:
    """Return the pairs worth a test: reference and runner-up to the leader, the closest of the top.

    values : of each baseline; falls : whether less is better
    """
    sign = 1 if falls else -1
    ranked = sorted(values, key=lambda name: (sign * values[name], name))
    leader = ranked[0]
    chosen: list[Pair] = []
    if reference is not None and reference in values and reference != leader:
        chosen.append((reference, leader))
    neighbours = list(pairwise(ranked[:_TOP]))
    runners_up = [(worse, better) for better, worse in neighbours]
    gaps = {(worse, better): abs(values[worse] - values[better]) for worse, better in runners_up}
    apart = [pair for pair in runners_up if gaps[pair] > 0]
    apart.sort(key=gaps.__getitem__)
    chosen += runners_up[:1]
    chosen += apart[:1]
    return list(dict.fromkeys(chosen))


def _judged(rows: pa.Table, metric: str) -> IntArray:
    """Return the users whom a metric judges, ascending; they are the same for all baselines."""
    of_view = rows.filter(pc.field("view") == FIRST)
    first_baseline = of_view["baseline"][0]
    scores = of_view.filter(pc.field("baseline") == first_baseline)
    users = scores["user"].to_numpy()
    judged = np.isfinite(scores[metric].to_numpy())
    return np.sort(users[judged])


def _values(totals: pa.Table) -> dict[str, dict[str, float]]:
    """Return the mean over seeds of each metric and baseline, on all items."""
    of_all_items = (pc.field("view") == FIRST) & pc.field("attribute").is_null()
    keys = ["metric", "k", "baseline"]
    of_everything = totals.filter(of_all_items)
    grouped = of_everything.group_by(keys, use_threads=False)
    means = grouped.aggregate([("value", "mean")])
    values: dict[str, dict[str, float]] = {}
    for row in means.to_pylist():
        column = names.column_name(row["metric"], row["k"])
        of_metric = values.setdefault(column, {})
        of_metric[row["baseline"]] = row["value_mean"]
    return values


def _lists(benchmark: str, baseline: str, fold: str, users: IntArray, length: int) -> IntArray:
    """Return a baseline's lists for some users, (n_seeds, n_users, length)."""
    path = paths.cell(benchmark, baseline) / "lists.parquet"
    table = tables.read(path, tables.LISTS)
    of_fold = pc.field("fold") == fold
    of_view = pc.field("view") == FIRST
    in_list = pc.field("rank") <= length
    of_users = pc.field("user").isin(pa.array(users))
    kept = table.filter(of_fold & of_view & in_list & of_users)
    of_seeds = []
    for seed in kept["seed"].unique().to_pylist():
        of_seed = kept.filter(pc.field("seed") == seed)
        items, _ = per_user.matrix(of_seed, users, length)
        of_seeds.append(items)
    return np.stack(of_seeds)


def _relevant(benchmark: str, fold: str, users: IntArray) -> pa.Table:
    """Return the held-out rows of some users that are relevant."""
    path = paths.test(benchmark) / "interactions.parquet"
    test = tables.read(path, tables.SPLIT)
    of_fold = pc.field("fold") == fold
    of_users = pc.field("user").isin(pa.array(users))
    return test.filter(of_fold & pc.field("relevant") & of_users)


def _hits(lists: IntArray, users: IntArray, relevant: pa.Table) -> BoolArray:
    """Return which items of the lists are relevant; what a view masks is in no list."""
    relevant_users = tables.column(relevant, "user")
    relevant_items = tables.column(relevant, "item")
    largest = max(int(lists.max()), int(relevant_items.max()))
    pairs_wanted = Pairs.of(relevant_users, relevant_items, 1 + largest)
    hits = [pairs_wanted.hits(users, of_seed) for of_seed in lists]
    return np.stack(hits)


def _history(benchmark: str, fold: str, users: IntArray) -> dict[str, FloatArray]:
    """Return how active each user was before the test and, if there are purchases, what was paid.

    Both are logarithms, log(1 + x)
    """
    path = paths.train(benchmark) / "interactions.parquet"
    interactions = tables.read(path, tables.SPLIT)
    of_fold = pc.field("fold") == fold
    before_test = pc.field("part").isin(list(FINAL))
    history_rows = interactions.filter(of_fold & before_test)
    user = tables.column(history_rows, "user")
    largest = max(int(users.max()), int(user.max(initial=0)))
    size = 1 + largest
    n_interactions = np.bincount(user, minlength=size)
    history = {"activity": np.log1p(n_interactions[users])}
    if history_rows["value"].null_count < history_rows.num_rows:
        value = tables.column(history_rows, "value")
        paid = np.bincount(user, value, size)
        history["spending"] = np.log1p(paid[users])
    return history
