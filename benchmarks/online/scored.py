"""What earlier stages say of a benchmark's baselines: lists, hits, scores, and users' histories."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks import metrics
from benchmarks.contract import names, paths, tables
from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.contract.errors import UserError
from benchmarks.protocol.hits import Pairs
from benchmarks.protocol.training import FINAL
from benchmarks.results import per_user

FIRST = "all"  # the view that lists and pairs are of
_TOP = 5  # ranks among which the closest pair is looked for
Pair = tuple[str, str]


@dataclass(frozen=True)
class Ranking:
    """What says which baseline is better, and on lists of which length.

    headline : the metrics shown first, the first of which ranks
    list_length : of the lists that simulated users see; reference : baseline, or None
    """

    headline: list[str]
    list_length: int
    reference: str | None


@dataclass(frozen=True)
class Scored:
    """The results of one benchmark; of a benchmark with folds, those of the first.

    view_names : of each view, the name under which its results stand
    users : (n_users,) codes, ascending, of those with something relevant held out
    items, hits : of each baseline the lists of each seed, (n_seeds, n_users, length), and which
    items are relevant
    rows, members : scores per user, of all views, and who is in which group, as `score` writes
    them
    values : of each metric each baseline's value, the mean over seeds
    history : (n_users,) what is known of users from before the test, by name
    pairs : of baselines, that a test would compare; the second is the better by the first headline
    metric
    headline : the metrics shown first, the first of which ranks
    """

    view_names: Mapping[str, str]
    users: IntArray
    items: dict[str, IntArray]
    hits: dict[str, BoolArray]
    rows: pa.Table
    members: pa.Table
    values: dict[str, dict[str, float]]
    history: dict[str, FloatArray]
    pairs: list[Pair]
    headline: list[str]

    @property
    def labels(self) -> tuple[str, str]:
        """Name of the benchmark, and the view that lists and pairs are of."""
        return self.view_names[FIRST], FIRST

    @property
    def length(self) -> int:
        """Length of the lists."""
        return next(iter(self.items.values())).shape[2]

    def of_users(self, baseline: str, metric: str) -> FloatArray | None:
        """Return a metric of each user, (n_users,), mean over seeds; None if the data lacks it."""
        if metric not in self.rows.column_names:
            return None
        own = self.rows.filter((pc.field("baseline") == baseline) & (pc.field("view") == FIRST))
        inside = np.isin(own["user"].to_numpy(), self.users)
        places = np.searchsorted(self.users, own["user"].to_numpy()[inside])
        values = np.full(len(self.users), np.nan)
        values[places] = own[metric].to_numpy()[inside]
        return values if np.isfinite(values).all() else None


def read(benchmark: str, view_names: Mapping[str, str], ranking: Ranking) -> Scored | None:
    """Read the results of a benchmark; None where no baseline was scored on it.

    view_names : of each view, the name under which its results stand
    """
    folder, first_metric = paths.scores(benchmark), ranking.headline[0]
    if not (folder / "cells.json").exists():
        raise UserError(f"{folder}: no scores of {benchmark}; run `make repro` to make them.")
    if not (folder / "totals.parquet").exists():  # every cell failed or is not applicable
        return None
    rows, totals, members = (
        pq.read_table(folder / f"{part}.parquet") for part in ("per_user", "totals", "memberships")
    )
    fold = rows["fold"][0].as_py()
    rows, totals = (table.filter(pc.field("fold") == fold) for table in (rows, totals))
    users = _judged(rows, f"ndcg@{ranking.list_length}")
    values = _values(totals)
    lists = {
        baseline: _lists(benchmark, baseline, fold, users, ranking.list_length)
        for baseline in values[first_metric]
    }
    relevant = _relevant(benchmark, fold, users)
    falls = metrics.falls(first_metric)
    return Scored(
        view_names=view_names,
        users=users,
        items=lists,
        hits={baseline: _hits(own, users, relevant) for baseline, own in lists.items()},
        rows=rows,
        members=members,
        values=values,
        history=_history(benchmark, fold, users),
        pairs=pairs(values[first_metric], falls, ranking.reference),
        headline=ranking.headline,
    )


def pairs(values: dict[str, float], falls: bool, reference: str | None) -> list[Pair]:
    """Return the pairs worth a test: reference and runner-up to the leader, the closest of the top.

    values : of each baseline; falls : whether less is better
    """
    ranked = sorted(values, key=lambda name: ((values[name] if falls else -values[name]), name))
    leader = ranked[0]
    chosen: list[Pair] = []
    if reference is not None and reference in values and reference != leader:
        chosen.append((reference, leader))
    neighbours = list(zip(ranked[1:_TOP], ranked[: _TOP - 1], strict=False))
    gaps = {pair: abs(values[pair[0]] - values[pair[1]]) for pair in neighbours}
    apart = [pair for pair in neighbours if gaps[pair] > 0]
    chosen += neighbours[:1] + sorted(apart, key=gaps.__getitem__)[:1]
    return list(dict.fromkeys(chosen))


def _judged(rows: pa.Table, metric: str) -> IntArray:
    """Return the users whom a metric judges, ascending; they are the same for all baselines."""
    first = rows.filter(pc.field("view") == FIRST)
    of_one = first.filter(pc.field("baseline") == first["baseline"][0])
    return np.sort(of_one["user"].to_numpy()[np.isfinite(of_one[metric].to_numpy())])


def _values(totals: pa.Table) -> dict[str, dict[str, float]]:
    """Return the mean over seeds of each metric and baseline, on all items."""
    of_all_items = (pc.field("view") == FIRST) & pc.field("attribute").is_null()
    keys = ["metric", "k", "baseline"]
    grouped = totals.filter(of_all_items).group_by(keys, use_threads=False)
    values: dict[str, dict[str, float]] = {}
    for row in grouped.aggregate([("value", "mean")]).to_pylist():
        column = names.column_name(row["metric"], row["k"])
        values.setdefault(column, {})[row["baseline"]] = row["value_mean"]
    return values


def _lists(benchmark: str, baseline: str, fold: str, users: IntArray, length: int) -> IntArray:
    table = tables.read(paths.cell(benchmark, baseline) / "lists.parquet", tables.LISTS)
    of_run = (pc.field("fold") == fold) & (pc.field("view") == FIRST) & (pc.field("rank") <= length)
    kept = table.filter(of_run & pc.field("user").isin(pa.array(users)))
    seeds = kept["seed"].unique().to_pylist()
    of_seeds = [kept.filter(pc.field("seed") == seed) for seed in seeds]
    return np.stack([per_user.matrix(of_seed, users, length)[0] for of_seed in of_seeds])


def _relevant(benchmark: str, fold: str, users: IntArray) -> pa.Table:
    test = tables.read(paths.test(benchmark) / "interactions.parquet", tables.SPLIT)
    of_users = pc.field("user").isin(pa.array(users))
    return test.filter((pc.field("fold") == fold) & pc.field("relevant") & of_users)


def _hits(lists: IntArray, users: IntArray, relevant: pa.Table) -> BoolArray:
    """Return which items of the lists are relevant; what a view masks is in no list."""
    wanted_items = tables.column(relevant, "item")
    size = 1 + max(int(lists.max()), int(wanted_items.max()))
    wanted = Pairs.of(tables.column(relevant, "user"), wanted_items, size)
    return np.stack([wanted.hits(users, of_seed) for of_seed in lists])


def _history(benchmark: str, fold: str, users: IntArray) -> dict[str, FloatArray]:
    """Return how active each user was before the test and, if there are purchases, what was paid.

    Both are logarithms, log(1 + x)
    """
    rows = tables.read(paths.train(benchmark) / "interactions.parquet", tables.SPLIT)
    rows = rows.filter((pc.field("fold") == fold) & pc.field("part").isin(list(FINAL)))
    user = tables.column(rows, "user")
    size = 1 + max(int(users.max()), int(user.max(initial=0)))
    history = {"activity": np.log1p(np.bincount(user, minlength=size)[users])}
    if rows["value"].null_count < rows.num_rows:
        paid = np.bincount(user, tables.column(rows, "value"), size)
        history["spending"] = np.log1p(paid[users])
    return history
