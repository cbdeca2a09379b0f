"""What the stages before say of a benchmark's baselines: lists, which of them hit, scores, and users' histories."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks import metrics
from benchmarks.config.model import Params
from benchmarks.contract import paths, tables
from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.contract.errors import UserError
from benchmarks.protocol.hits import Pairs
from benchmarks.protocol.training import FINAL
from benchmarks.results import per_user as scoring

_FIRST = "all"  # the view that lists and pairs are of
_TOP = 5  # ranks among which the closest pair is looked for


@dataclass(frozen=True)
class Results:
    """The results of one benchmark; of a benchmark with folds, those of the first.

    users : (n_users,) codes, ascending, of those with something relevant held out
    items, hits : of each baseline the lists of each seed, (n_seeds, n_users, length), and which
    items are relevant
    rows, slices : scores per user, of all views, and slices of users, as `score` writes them
    values : of each metric each baseline's value, the mean over seeds
    history : (n_users,) what is known of users from before the test, by name
    pairs : of baselines, that a test would compare; the second is the better by the first headline
    metric
    headline : the metrics shown first, the first of which ranks
    """

    name: str
    users: IntArray
    items: dict[str, IntArray]
    hits: dict[str, BoolArray]
    rows: pa.Table
    slices: pa.Table
    values: dict[str, dict[str, float]]
    history: dict[str, FloatArray]
    pairs: list[tuple[str, str]]
    headline: list[str]

    @property
    def source(self) -> str:
        """Name of the benchmark and the view, as the rows have it."""
        return f"{self.name}/{_FIRST}"

    def of_users(self, baseline: str, metric: str) -> FloatArray | None:
        """Return a metric's value of each user, (n_users,), the mean over seeds; None where the data lacks it."""
        if metric not in self.rows.column_names:
            return None
        own = self.rows.filter((pc.field("baseline") == baseline) & (pc.field("view") == _FIRST))
        found = np.full(len(self.users), np.nan)
        inside = np.isin(own["user"].to_numpy(), self.users)
        found[np.searchsorted(self.users, own["user"].to_numpy()[inside])] = own[metric].to_numpy()[
            inside
        ]
        return found if np.isfinite(found).all() else None


def read(name: str, settings: Params) -> Results | None:
    """Read the results of a benchmark; None where no baseline was scored on it."""
    folder, headline = paths.scores(name), settings.headline[0]
    if not (folder / "cells.json").exists():
        raise UserError(f"{folder}: no scores of {name}; run `make repro` to make them.")
    if not (folder / "totals.parquet").exists():  # every cell failed or is not applicable
        return None
    rows, totals, slices = (
        pq.read_table(folder / f"{part}.parquet") for part in ("users", "totals", "slices")
    )
    fold = rows["fold"][0].as_py()
    rows, totals = (table.filter(pc.field("fold") == fold) for table in (rows, totals))
    first = rows.filter(pc.field("view") == _FIRST)
    judged = first.filter(pc.field("baseline") == first["baseline"][0])
    users = np.sort(
        judged["user"].to_numpy()[np.isfinite(judged[f"ndcg@{settings.list_length}"].to_numpy())]
    )
    values = _values(totals)
    items = {
        baseline: _lists(name, baseline, fold, users, settings) for baseline in values[headline]
    }
    relevant = _relevant(name, fold, users)
    return Results(
        name=name,
        users=users,
        items=items,
        hits={baseline: _found(lists, users, relevant) for baseline, lists in items.items()},
        rows=rows,
        slices=slices,
        values=values,
        history=_history(name, fold, users),
        pairs=pairs(values[headline], metrics.falls(headline), settings.comparison.reference),
        headline=settings.headline,
    )


def pairs(values: dict[str, float], falls: bool, reference: str | None) -> list[tuple[str, str]]:
    """Return the pairs worth a test: the reference and the runner-up against the leader, and the closest of the top."""
    ranked = sorted(values, key=lambda name: ((values[name] if falls else -values[name]), name))
    found = [(reference, ranked[0])] if reference in values and reference != ranked[0] else []
    neighbours = list(zip(ranked[1:_TOP], ranked[: _TOP - 1], strict=False))
    gaps = {pair: abs(values[pair[0]] - values[pair[1]]) for pair in neighbours}
    apart = [pair for pair in neighbours if gaps[pair] > 0]
    found += neighbours[:1] + sorted(apart, key=gaps.__getitem__)[:1]
    return list(dict.fromkeys(found))


def _values(totals: pa.Table) -> dict[str, dict[str, float]]:
    everybody = totals.filter(pc.field("view") == _FIRST)
    means = everybody.group_by(["metric", "baseline"], use_threads=False).aggregate(
        [("value", "mean")]
    )
    found: dict[str, dict[str, float]] = {}
    for row in means.to_pylist():
        found.setdefault(row["metric"], {})[row["baseline"]] = row["value_mean"]
    return found


def _lists(name: str, baseline: str, fold: str, users: IntArray, settings: Params) -> IntArray:
    table = tables.read(paths.cell(name, baseline) / "lists.parquet", tables.LISTS)
    run = (
        (pc.field("fold") == fold)
        & (pc.field("view") == _FIRST)
        & (pc.field("rank") <= settings.list_length)
    )
    kept = table.filter(run & pc.field("user").isin(pa.array(users)))
    seeds = kept["seed"].unique().to_pylist()
    of_seeds = [kept.filter(pc.field("seed") == seed) for seed in seeds]
    return np.stack(
        [scoring.matrix(of_seed, users, settings.list_length)[0] for of_seed in of_seeds]
    )


def _relevant(name: str, fold: str, users: IntArray) -> pa.Table:
    test = tables.read(paths.test(name) / "interactions.parquet", tables.SPLIT)
    return test.filter(
        (pc.field("fold") == fold) & pc.field("relevant") & pc.field("user").isin(pa.array(users))
    )


def _found(lists: IntArray, users: IntArray, relevant: pa.Table) -> BoolArray:
    """Return which items of the lists are relevant; what a view masks is in no list."""
    size = 1 + max(int(lists.max()), int(tables.column(relevant, "item").max()))
    pairs = Pairs.of(tables.column(relevant, "user"), tables.column(relevant, "item"), size)
    return np.stack([pairs.hits(users, of_seed) for of_seed in lists])


def _history(name: str, fold: str, users: IntArray) -> dict[str, FloatArray]:
    """Return how active each user was before the test and, where the data has purchases, what was paid; logarithms."""
    rows = tables.read(paths.train(name) / "interactions.parquet", tables.SPLIT)
    rows = rows.filter((pc.field("fold") == fold) & pc.field("part").isin(list(FINAL)))
    user = tables.column(rows, "user")
    size = 1 + max(int(users.max()), int(user.max(initial=0)))
    found = {"activity": np.log1p(np.bincount(user, minlength=size)[users])}
    if rows["value"].null_count < rows.num_rows:
        found["spending"] = np.log1p(np.bincount(user, tables.column(rows, "value"), size)[users])
    return found
