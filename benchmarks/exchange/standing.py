"""Where a list stands: each headline metric with its interval, and against the best baseline."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks import metrics
from benchmarks.contract import names, paths, reading
from benchmarks.contract.documents import ScorePlan
from benchmarks.contract.files import read_json
from benchmarks.contract.leaderboards import Reported
from benchmarks.contract.reports import FINGERPRINTS, RESULTS
from benchmarks.results import comparisons, fingerprint
from benchmarks.results.averages import Scores
from benchmarks.results.column import Column
from benchmarks.results.family import Family
from benchmarks.results.intervals import numbers
from benchmarks.stats.levels import SMALLEST_SLICE

_ABSENT = "no baseline's number is at hand: `make repro` makes them"
_OURS = "this file"  # cannot be the name of a baseline's column beside it


@dataclass(frozen=True)
class _Best:
    """The best baseline by a metric; `row` is its row of results.csv."""

    name: str
    row: dict[str, Any]


def standing(scores: Scores, reported: Reported, plan: ScorePlan) -> Iterator[str]:
    """Yield a line for each headline metric that the scores of a view have."""
    codes = _codes(reported, plan)
    theirs = _per_user(reported, plan, codes)
    committed = _committed(reported, plan, codes)
    for metric in plan.headline:
        column = scores.everybody(metric)
        if column is None:
            continue
        if column.n_users < SMALLEST_SLICE:
            yield f"{metric:14} fewer than {SMALLEST_SLICE} users are judged: no number"
            continue
        ((_, number),) = numbers([column])
        verdict = _paired(column, theirs, metric, plan) or _apart(number, committed, metric)
        bounds = _bounds(number)
        yield f"{metric:14} {number['value']:.4f} {bounds}  {verdict or _ABSENT}"


def _codes(reported: Reported, plan: ScorePlan) -> dict[str, str]:
    """Return the fingerprints of the view's metrics, as they are now."""
    info = read_json(paths.train(plan.benchmark) / "info.json")
    return fingerprint.of_view(info, plan, reported.view)


def _per_user(reported: Reported, plan: ScorePlan, codes: dict[str, str]) -> dict[str, Scores]:
    """Return the scores per user of each baseline; none where they mean something else."""
    folder = paths.scores(plan.benchmark)
    known = folder / "fingerprints.json"
    if not (folder / "per_user.parquet").exists() or read_json(known).get(reported.view) != codes:
        return {}
    table = pq.read_table(folder / "per_user.parquet", filters=[("view", "=", reported.view)])
    return {
        name: Scores.of(table.filter(pc.field("baseline") == name))
        for name in table["baseline"].unique().to_pylist()
        if name in plan.baselines
    }


def _paired(column: Column, theirs: dict[str, Scores], metric: str, plan: ScorePlan) -> str | None:
    """Compare with the best baseline on the same users; None where there is none at hand."""
    columns = {name: scores.everybody(metric) for name, scores in theirs.items()}
    judged = {name: other for name, other in columns.items() if other is not None}
    alike = {
        name: other
        for name, other in judged.items()
        if other.numerator.shape == column.numerator.shape
    }
    if not alike:
        return None
    sign = 1 if metrics.falls(metric) else -1
    best = min(alike, key=lambda name: sign * _value(alike[name]))
    family = Family.of({_OURS: column, **alike}, metrics.falls(metric))
    with_ours = [(0, place) for place in range(1, len(family.names))]
    rows = comparisons.compare(family, plan.comparison.margin, with_ours)
    row = next(row for row in rows if row["other"] == best)
    bounds = f"[{row['ci_low']:+.4f}, {row['ci_high']:+.4f}]"
    bounds = "[no interval]" if np.isnan(row["ci_low"]) else bounds
    return (
        f"{_verdict(row['verdict'])} {best}, the best baseline ({row['other_value']:.4f}): "
        f"{row['difference']:+.4f} {bounds}, p = {row['p_holm']:.5f}; paired over "
        f"{row['n_users']:,} users, adjusted by Holm for the tests with {len(alike)} baselines"
    )


def _value(column: Column) -> float:
    return float(column.finish(column.numerator.sum(), column.denominator.sum()))


def _bounds(number: dict[str, Any]) -> str:
    """Return a number's interval, or what stands in its place.

    >>> _bounds({"ci_low": None, "at_least": 0.0, "at_most": 0.02})
    '[0.0000 to 0.0200, few users unlike the others]'
    """
    if number["ci_low"] is not None:
        return f"[{number['ci_low']:.4f}, {number['ci_high']:.4f}]"
    if number["at_most"] is None:
        return "[no interval]"
    return f"[{number['at_least']:.4f} to {number['at_most']:.4f}, few users unlike the others]"


def _verdict(word: str) -> str:
    """Return a verdict with the word that joins it to the other's name.

    >>> _verdict("better"), _verdict("practically equal"), _verdict("undecided")
    ('better than', 'practically equal to', 'undecided against')
    """
    joins = {"better": "than", "worse": "than", "practically equal": "to"}
    return f"{word} {joins.get(word, 'against')}"


def _committed(reported: Reported, plan: ScorePlan, codes: dict[str, str]) -> dict[str, _Best]:
    """Return the best baseline of each headline metric that reports/ has by the same rules."""
    folder = _reports()
    if not (folder / "results.csv").exists():
        return {}
    there = _committed_codes(folder, reported)
    best: dict[str, _Best] = {}
    for row in reading.read(folder, RESULTS):
        metric = names.column_name(row["metric"], row["k"])
        is_ours = row["baseline"] in plan.baselines and metric in plan.headline
        if not is_ours or not _is_about_all(row, reported):
            continue
        is_better = metric not in best or _beats(row["value"], best[metric].row["value"], metric)
        if is_better and there.get(metric) == codes[metric]:
            best[metric] = _Best(row["baseline"], row)
    return best


def _reports() -> Path:
    """Return the folder of the study's committed tables."""
    return paths.REPORTS / paths.EXTRA if paths.is_extra() else paths.REPORTS


def _committed_codes(folder: Path, reported: Reported) -> dict[str, str]:
    """Return the fingerprints of a view's metrics in a report."""
    codes = {}
    for row in reading.read(folder, FINGERPRINTS):
        if (row["benchmark"], row["view"]) == (reported.name, reported.view):
            codes[names.column_name(row["metric"], row["k"])] = row["fingerprint"]
    return codes


def _is_about_all(row: dict[str, Any], reported: Reported) -> bool:
    """Tell whether a row of results.csv is about everybody under a view."""
    of_view = (row["benchmark"], row["view"]) == (reported.name, reported.view)
    return of_view and row["subject"] == "all" and not row["fold"]


def _beats(value: float, other: float, metric: str) -> bool:
    return value < other if metrics.falls(metric) else value > other


def _apart(number: dict[str, Any], committed: dict[str, _Best], metric: str) -> str | None:
    """Compare two intervals; None where reports/ has none by the same rules."""
    if metric not in committed:
        return None
    best = committed[metric]
    low, high = best.row["ci_low"], best.row["ci_high"]
    if low is None or high is None:
        of_best = f"{best.name}, the best baseline, has {best.row['value']:.4f} without an interval"
        return f"not tested: {of_best}, and scores per user are not at hand"
    value = f"{best.row['value']:.4f} [{low:.4f}, {high:.4f}]"
    own_low, own_high = number["ci_low"], number["ci_high"]
    if own_low is None:
        return f"not told apart from {best.name}, the best baseline ({value}): no interval"
    apart = own_low > high or own_high < low
    if apart:
        ahead = _beats(number["value"], best.row["value"], metric)
        word = "better than" if ahead else "worse than"
    else:
        word = "not told apart from"
    return (
        f"{word} {best.name}, the best baseline ({value}), by the two intervals alone: "
        "scores per user are not at hand"
    )
