"""Paired tests of two versions of a baseline, over the users whose scores both sides still have."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks import metrics
from benchmarks.contract import names
from benchmarks.contract.arrays import IntArray
from benchmarks.exchange.comparing.figures import Figure, Row
from benchmarks.exchange.comparing.sides import Side
from benchmarks.results import comparisons
from benchmarks.results.averages import Scores
from benchmarks.results.column import Column
from benchmarks.results.family import Family
from benchmarks.stats.levels import SMALLEST_SLICE

_AS_PRINTED = 1e-6  # of a table with six decimals
_NO_MARGIN = 1.0  # of equivalence: no verdict of the report is asked for
_Columns = tuple[Column, Column]


class Test(NamedTuple):
    """The 95 % interval of the second less the first, and the p-value of no difference."""

    ci_low: float | None
    ci_high: float | None
    p_value: float


Answer = Test | str  # or why there is no test


@dataclass(frozen=True)
class Paired:
    """The scores per user of both sides.

    parents : the benchmark whose fits a leaderboard ranks, by its name, where they differ
    """

    before: Side
    after: Side
    parents: dict[str, str]

    def tests(self, family: dict[Figure, tuple[Row, Row]]) -> dict[Figure, Answer]:
        """Return the test of each figure of a family, or why there is none.

        family : figures of one benchmark, view and metric, with their rows of results.csv
        """
        first = next(iter(family))
        if names.column(first.metric).metric not in metrics.known():
            return dict.fromkeys(family, "the metric is not known here")
        sides = (self.before, self.after)
        tables = [self._read(side, first) for side in sides]
        for side, table in zip(sides, tables, strict=True):
            if table is None:
                return dict.fromkeys(family, f"no scores per user of {side.name} are at hand")
        aligned: dict[Figure, _Columns] = {}
        answers: dict[Figure, Answer] = {}
        users = None
        for figure, rows in family.items():
            scores = [_scores(table, figure.baseline) for table in tables if table is not None]
            users = scores[0].users if users is None else users
            columns = _columns(figure.metric, scores, users, rows)
            if isinstance(columns, str):
                answers[figure] = columns
            else:
                aligned[figure] = columns
        return answers | _tested(aligned)

    def _read(self, side: Side, figure: Figure) -> pa.Table | None:
        """Return a side's scores per user under a view; None where it has none that we read."""
        path = side.scores(self.parents.get(figure.benchmark) or figure.benchmark)
        if path is None:
            return None
        try:
            return pq.read_table(path, filters=[("view", "=", figure.view)])
        except (pa.ArrowException, OSError, KeyError):  # damaged, or of an older form
            return None


def _scores(table: pa.Table, baseline: str) -> Scores:
    return Scores.of(table.filter(pc.field("baseline") == baseline))


def _columns(
    metric: str, scores: Iterable[Scores], users: IntArray, rows: tuple[Row, Row]
) -> _Columns | str:
    """Return the metric of all users on both sides, or why they cannot be paired."""
    columns = []
    for of_side, row in zip(scores, rows, strict=True):
        if not np.array_equal(of_side.users, users) or not len(users):
            return "the users are not the same"
        column = of_side.everybody(metric)
        if column is None:
            return "one number for all lists"
        if column.n_users < SMALLEST_SLICE:
            return f"fewer than {SMALLEST_SLICE} users"
        value = column.finish(column.numerator.sum(), column.denominator.sum())
        if abs(value - float(row["value"])) > _AS_PRINTED:
            return "the scores per user at hand are of another run than the table"
        columns.append(column)
    first, second = columns
    return first, second


def _tested(aligned: dict[Figure, _Columns]) -> dict[Figure, Test]:
    """Return the tests of the report's own kind, all on the same resamples."""
    if not aligned:
        return {}
    columns = {}
    for figure, (first, second) in aligned.items():
        columns[f"after {figure.baseline}"] = second
        columns[f"before {figure.baseline}"] = first
    metric = next(iter(aligned)).metric
    family = Family.of(columns, metrics.falls(metric))
    pairs = [(2 * place, 2 * place + 1) for place in range(len(aligned))]
    rows = comparisons.compare(family, _NO_MARGIN, pairs)
    tests = {}
    for figure, row in zip(aligned, rows, strict=True):
        low, high = (_known(row[end]) for end in ("ci_low", "ci_high"))
        tests[figure] = Test(low, high, row["p_value"])
    return tests


def _known(bound: float) -> float | None:
    return None if np.isnan(bound) else float(bound)
