"""Judge every cell of a benchmark: what its lists and predictions are worth, fold by fold."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import metrics
from benchmarks.contract import schemas, tables
from benchmarks.contract.arrays import IntArray
from benchmarks.contract.documents import ScorePlan
from benchmarks.results import cells, memberships, per_user, rating_errors
from benchmarks.results.folds import Fold
from benchmarks.results.over_folds import OverFolds
from benchmarks.results.per_user import Columns, Judged, Rows
from benchmarks.results.seeds import FOLD
from benchmarks.results.swaps import Runs

Labels = dict[str, str]


@dataclass
class Scored:
    """What is written of a benchmark, cell by cell.

    lists : of each view and baseline those of all folds and seeds, whose rows are the users of all
    folds
    """

    cells: dict[str, Any] = field(default_factory=dict)
    per_user: list[pa.Table] = field(default_factory=list)
    item_recall: list[pa.Table] = field(default_factory=list)
    totals: Rows = field(default_factory=list)
    exposures: Rows = field(default_factory=list)
    lists: dict[str, dict[str, Runs]] = field(default_factory=dict)


def judge(
    baseline: str, folder: Path, every_fold: list[Fold], plan: ScorePlan, scored: Scored
) -> bool:
    """Add what one cell's lists and predictions are worth; tell whether it has predictions.

    folder : of the cell; what was submitted says there for which views it has lists
    """
    lists = cells.lists(folder, plan.longest)
    state = scored.cells[baseline]
    ranked = state.get("views", list(plan.views))
    if "views" not in state:
        state["fallback_share"] = {view: _fallback_share(lists, view) for view in ranked}
    seeds = lists["seed"].unique().to_pylist()
    seeds = seeds or [0]
    predictions = cells.predictions(folder)
    over_folds = {view: OverFolds() for view in ranked}
    everybody = memberships.served(every_fold)
    for view in ranked:
        scored.lists[view][baseline] = []
    for fold in every_fold:
        rated = rating_errors.of_predictions(predictions, fold, plan.metrics)
        errors, errors_of_seeds, totals = rated
        for view, evidence in fold.by_view.items():
            labels = {"view": view, "baseline": baseline, "fold": fold.name}
            if view in ranked:
                run = _of_place(lists, view, fold.name)
                of_seeds = _of_seeds(run, everybody, seeds, plan.list_length)
                scored.lists[view][baseline].append(of_seeds)
                judged = per_user.of_lists(run, seeds, evidence, fold.item_groups, plan)
                _add(scored, labels, fold.users, judged, errors)
                if len(every_fold) > 1 and len(seeds) > 1:
                    both = {
                        seed: columns | errors_of_seeds.get(seed, {})
                        for seed, columns in judged.of_seeds.items()
                    }
                    over_folds[view].add(fold.name, fold.users, both)
            elif predictions is not None:  # ratings alone are worth the same under every view
                scored.per_user.append(_with_labels(labels, {"user": fold.users, **errors}))
            scored.totals += _labelled(labels, totals)
    wanted = metrics.columns(plan.metrics, plan.cutoffs)
    for view, of_view in over_folds.items():
        labels = {"view": view, "baseline": baseline, "fold": FOLD}
        scored.totals += _labelled(labels, of_view.totals(wanted))
    return predictions is not None


def _of_place(lists: pa.Table, view: str, fold: str) -> pa.Table:
    """Return the lists of one view and fold."""
    of_view = tables.having(lists, "view", [view])
    return tables.having(of_view, "fold", [fold])


def _fallback_share(lists: pa.Table, view: str) -> float:
    """Return the share of one view's lists in the order of popularity, of all folds and seeds."""
    of_view = tables.having(lists, "view", [view])
    first_places = of_view.filter(pc.field("rank") == 1)
    return cells.share(tables.column(first_places, "fallback"))


def _of_seeds(run: pa.Table, users: IntArray, seeds: list[int], k: int) -> list[IntArray]:
    """Return the lists of each seed, (n_users, k); users whom the fold does not serve have none."""
    lists = []
    for seed in seeds:
        of_seed = pc.field("seed") == seed
        in_list = pc.field("rank") <= k
        items, _ = per_user.matrix(run.filter(of_seed & in_list), users, k)
        lists.append(items)
    return lists


def _add(scored: Scored, labels: Labels, users: IntArray, judged: Judged, errors: Columns) -> None:
    """Add what the lists of one fold are worth under one view, and the errors of its users."""
    columns = {"user": users, **judged.per_user, **errors}
    scored.per_user.append(_with_labels(labels, columns))
    scored.item_recall += _item_recall(labels, users, judged)
    scored.totals += _labelled(labels, judged.totals)
    scored.exposures += _labelled(labels, judged.exposures)


def _labelled(labels: Labels, unlabelled: Rows) -> Rows:
    """Return rows with the same labels before each."""
    return [{**labels, **row} for row in unlabelled]


def _repeated(labels: dict[str, Any], times: int) -> dict[str, list[Any]]:
    """Return labels as columns, the same in each row."""
    return {name: [label] * times for name, label in labels.items()}


def _with_labels(labels: Labels, columns: dict[str, Any]) -> pa.Table:
    """Return a table of labels and of the columns that there are."""
    n_users = len(columns["user"])
    table = _repeated(labels, n_users)
    for name, values in columns.items():
        if values is not None:
            table[name] = values
    return pa.table(table)


def _item_recall(labels: Labels, users: IntArray, judged: Judged) -> list[pa.Table]:
    """Return the users' recall on groups of items, a table for each group."""
    parts = []
    for column, values in judged.item_recall.items():
        every_label = {**labels, **column._asdict()}
        same = _repeated(every_label, len(users))
        table = pa.table({**same, "user": users, "value": values})
        ordered = table.select(schemas.ITEM_RECALL.names)
        parts.append(ordered.cast(schemas.ITEM_RECALL))
    return parts
