"""Judge the lists of one cell in one fold, seed by seed.

Values per user are averaged over seeds; sums and averages of each seed are kept beside them.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import metrics
from benchmarks.contract import names, tables
from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.contract.documents import ScorePlan
from benchmarks.protocol.evidence import Evidence
from benchmarks.protocol.facts import Facts
from benchmarks.results import item_groups
from benchmarks.results.folds import ItemGroups
from benchmarks.results.item_groups import GroupColumn

# What is worked out of lists is more than they are; so many users at a time bound the memory.
USERS_AT_A_TIME = 4096
Rows = list[dict[str, Any]]
Columns = dict[str, FloatArray]
Blocks = list[tuple[slice, Evidence]]
Name = TypeVar("Name")


@dataclass(frozen=True)
class Judged:
    """What the lists of a cell are worth, in one fold and under one view.

    per_user : of each column such as `ndcg@10` the value of each user, (n_users,)
    of_seeds : the same by each seed
    item_recall : the same on the items of one group alone
    totals : rows `seed`, `metric`, `k`, `attribute`, `group`, `value`
    exposures : rows `seed`, `attribute`, `group` and shares
    """

    per_user: Columns
    of_seeds: dict[int, Columns]
    item_recall: dict[GroupColumn, FloatArray]
    totals: Rows
    exposures: Rows


def of_lists(
    run: pa.Table, seeds: list[int], judged: Evidence, groups: ItemGroups, plan: ScorePlan
) -> Judged:
    """Judge the lists of each seed; one without any list scores 0."""
    values, recalls = [], []
    totals, exposed = [], []
    blocks = _blocks(judged)
    for seed in seeds:
        of_seed = run.filter(pc.field("seed") == seed)
        whole, fallback = matrix(of_seed, judged.users, plan.longest)
        items = whole[:, : max(plan.cutoffs)]
        lists = judged.of_lists(items, fallback)
        parts = [block.of_lists(items[rows], fallback[rows]) for rows, block in blocks]
        per_user, single = _values(lists, parts, plan)
        per_user |= _at_size(whole, fallback, blocks, plan)
        hits = np.concatenate([part["hits"] for part in parts])
        of_groups = item_groups.recall_of_groups(hits, items, judged, groups, plan.headline)
        values.append(per_user)
        recalls.append(of_groups)
        totals += _totals(seed, single, per_user, of_groups)
        shares = item_groups.exposures(items[:, : plan.list_length], judged, groups)
        exposed += [{"seed": seed, **row} for row in shares]
    averaged = over_seeds(values)
    revenue = {"test_revenue": judged.of_users["test_revenue"]}
    of_seeds = {seed: per_user | revenue for seed, per_user in zip(seeds, values, strict=True)}
    return Judged(averaged | revenue, of_seeds, over_seeds(recalls), totals, exposed)


def _blocks(judged: Evidence) -> Blocks:
    """Return blocks of users: their places, and what their lists are judged by."""
    starts = range(0, max(len(judged.users), 1), USERS_AT_A_TIME)
    places = [slice(start, start + USERS_AT_A_TIME) for start in starts]
    return [(rows, judged.some(rows)) for rows in places]


def _totals(
    seed: int,
    single: dict[str, float],
    per_user: Columns,
    of_groups: dict[GroupColumn, FloatArray],
) -> Rows:
    """Return the number of each metric for all users of a run."""
    numbers = dict(single)
    for name, values in per_user.items():
        numbers[name] = mean(values)
    totals = [total(seed, name, value) for name, value in numbers.items()]
    for column, values in of_groups.items():
        labels = column._asdict()
        totals.append({"seed": seed, **labels, "value": mean(values)})
    return totals


def total(seed: int, name: str, value: float) -> dict[str, Any]:
    """Return the row of one number of a run."""
    column = names.column(name)
    return {"seed": seed, "metric": column.metric, "k": column.k, "value": value}


def _values(lists: Facts, parts: list[Facts], plan: ScorePlan) -> tuple[Columns, dict[str, float]]:
    """Return every metric of lists at every cut-off: those per user, those that are one number.

    parts : the same for blocks of users, in their order
    """
    per_user: Columns = {}
    single: dict[str, float] = {}
    scored = lists["n_relevant"] > 0
    in_order = _in_order(plan.metrics)
    for k in plan.cutoffs:
        parts_of_k = [part.cut(k) for part in parts]
        for name, metric in in_order.items():
            column = names.column_name(name, k)
            if metrics.is_of_totals(metric):
                value = metrics.call(metric, _sums(metric, per_user, lists, k))
            elif metrics.is_of_lists(metric):
                value = metrics.call(metric, lists.cut(k))
            else:
                value = _of_each(metric, parts_of_k)
            if value is None:
                continue
            if np.ndim(value) == 0:
                single[column] = float(value)
            elif metrics.needs_relevant(metric):
                per_user[column] = np.where(scored, value, np.nan)
            else:
                per_user[column] = value
    return per_user, single


def _at_size(items: IntArray, fallback: BoolArray, blocks: Blocks, plan: ScorePlan) -> Columns:
    """Return the metrics of lists that are as long as the user has relevant items.

    items : (n_users, length) of whole lists
    """
    chosen = metrics.select(plan.metrics)
    at_size = {name: metric for name, metric in chosen.items() if metrics.is_at_size(metric)}
    if not at_size:
        return {}
    parts, per_user = [], {}
    for rows, block in blocks:
        beyond = np.arange(items.shape[1]) >= block.n_relevant[:, None]
        parts.append(block.of_lists(np.where(beyond, -1, items[rows]), fallback[rows]))
    scored = np.concatenate([part["n_relevant"] for part in parts]) > 0
    for name, metric in at_size.items():
        value = _of_each(metric, parts)
        if value is not None:
            per_user[name] = np.where(scored, value, np.nan)
    return per_user


def _of_each(metric: metrics.Metric, parts: list[Facts]) -> FloatArray | None:
    """Return a metric of each user, (n_users,); None where the data lacks what it is of."""
    values = [metrics.call(metric, part) for part in parts]
    return None if any(value is None for value in values) else np.concatenate(values)


def _sums(metric: metrics.Metric, per_user: Columns, lists: Facts, k: int) -> dict[str, Any]:
    """Return what a metric of totals adds up: other metrics, or what is known of users."""
    sums = {}
    for argument in metrics.arguments(metric):
        values = per_user.get(names.column_name(argument, k), lists.get(argument))
        sums[argument] = None if values is None else np.nansum(values)
    return sums


def _in_order(wanted: list[str]) -> dict[str, metrics.Metric]:
    """Return the metrics of lists with those that they add up, metrics of totals last."""
    every = metrics.known()
    chosen = metrics.select(wanted)
    arguments = [name for metric in chosen.values() for name in metrics.arguments(metric)]
    added_up = [name for name in arguments if name in every]
    of_lists = {}
    for name in (*chosen, *added_up):
        if metrics.has_cutoff(every[name]):
            of_lists[name] = every[name]
    totals_last = sorted(of_lists, key=lambda name: metrics.is_of_totals(of_lists[name]))
    return {name: of_lists[name] for name in totals_last}


def mean(values: FloatArray) -> float:
    """Return the mean of the users who have a value; NaN where nobody has."""
    return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")


def matrix(run: pa.Table, users: IntArray, length: int) -> tuple[IntArray, BoolArray]:
    """Return lists as item codes, (n_users, length), and which are fallbacks, (n_users,).

    A list that is shorter ends in -1.
    """
    places = np.searchsorted(users, tables.column(run, "user"))
    ranks = tables.column(run, "rank")
    items = np.full((len(users), length), -1, dtype=np.int32)
    items[places, ranks - 1] = tables.column(run, "item")
    fallback = np.zeros(len(users), dtype=bool)
    fallback[places] = tables.column(run, "fallback")
    return items, fallback


def over_seeds(per_seed: list[dict[Name, FloatArray]]) -> dict[Name, FloatArray]:
    """Return the means over seeds.

    Rounded, so that equal values of any number of seeds have an equal mean: ties stay ties.
    """
    means = {}
    for name in per_seed[0]:
        values = [of_seed[name] for of_seed in per_seed]
        means[name] = np.mean(values, axis=0).round(12)
    return means
