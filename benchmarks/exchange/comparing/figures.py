"""The engine of every comparison: rows of two reports paired by key, figure by figure.

Pure functions on rows of text, as CSV has them; `compare` and `verify` both end here.
"""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from benchmarks.contract import names, package
from benchmarks.contract.errors import UserError

KEYS = {table.name: table.key for table in package.TABLES}  # what names a row; all else is figures
OF_ALL_BASELINES = (
    "p_holm",
    "p_flip_holm",
    "verdict",
)  # Holm's adjustment depends on all that is compared
_ROUNDING = 1e-12  # of the difference of two numbers as written

Row = dict[str, str]
Tables = dict[str, list[Row]]  # by the table's name


class Figure(NamedTuple):
    """What names a number of everybody, and not of a group or a fold alone.

    metric : with its cut-off, such as `ndcg@10`
    """

    benchmark: str
    view: str
    baseline: str
    metric: str


@dataclass(frozen=True)
class Difference:
    """A figure that two reports do not share; "" where one has none.

    labels : the key of its row
    intervals : the difference over the width of the interval in the first report
    """

    table: str
    labels: Row
    column: str
    before: str
    after: str
    intervals: float | None

    @property
    def figure(self) -> "Figure | None":
        """The number of everybody that it is of; None for another table, column or a group."""
        if self.table != "results" or self.column != "value":
            return None
        return next(iter(of_everybody([self.labels])), None)

    @property
    def is_of_everybody(self) -> bool:
        """Whether the figure is not about a group alone."""
        return self.labels.get("subject", "all") == "all"


@dataclass(frozen=True)
class Compared:
    """How many figures two reports have in a table, how many are equal to the digit, what differs.

    figures : those that at least one of them has; differences : none within the tolerance
    """

    figures: int = 0
    exact: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def same(self) -> int:
        """How many figures count as the same."""
        return self.figures - len(self.differences)


def total(tables: dict[str, Compared]) -> Compared:
    """Return all tables as one."""
    counts = list(tables.values())
    differences = [each for compared in counts for each in compared.differences]
    figures = sum(compared.figures for compared in counts)
    return Compared(figures, sum(compared.exact for compared in counts), differences)


def compare(
    table: str,
    before: list[Row],
    after: list[Row],
    but: Container[str] = (),
    tolerance: float = 0.0,
) -> Compared:
    """Compare a table of two reports.

    but : columns that are not compared
    tolerance : the largest absolute difference of two numbers; 0 asks for the same text, which is
    six decimals

    What one side has and the other lacks is a difference; what neither has is no figure. Raises
    UserError where two rows have one key.
    """
    key = KEYS[table]
    columns = dict.fromkeys([*(before or [{}])[0], *(after or [{}])[0]])
    compared = [name for name in columns if name not in key and name not in but]
    figures, exact = 0, 0
    differences: list[Difference] = []
    for first, second in _pairs(table, before, after):
        for column in compared:
            old, new = first.get(column, ""), second.get(column, "")
            figures += bool(old or new)
            exact += bool(old) and old == new
            if old != new and not _near(old, new, tolerance):
                labels = {name: (first or second).get(name, "") for name in key}
                widths = _intervals(first, old, new)
                differences.append(Difference(table, labels, column, old, new, widths))
    ordered = sorted(differences, key=lambda each: list(each.labels.values()))
    return Compared(figures, exact, ordered)


def _pairs(table: str, before: list[Row], after: list[Row]) -> Iterator[tuple[Row, Row]]:
    """Yield rows of the same key; an empty one for what one side lacks."""
    old, new = by_key(table, before), by_key(table, after)
    for key in dict.fromkeys([*old, *new]):
        yield old.get(key, {}), new.get(key, {})


def by_key(table: str, rows: Iterable[Row]) -> dict[tuple[str, ...], Row]:
    """Return rows by their keys; two rows of one key are a UserError."""
    keyed: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(row.get(name, "") for name in KEYS[table])
        if key in keyed:
            raise UserError(f"{table}.csv: two rows are called {' '.join(filter(None, key))}.")
        keyed[key] = row
    return keyed


def worded(labels: Row) -> str:
    """Return what names a row in words, metric and cut-off in one.

    >>> worded({"benchmark": "tiny", "fold": "", "metric": "ndcg", "k": "10"})
    'tiny ndcg@10'
    """
    words = dict(labels)
    cutoff = words.pop("k", "")
    if words.get("metric") and cutoff:
        words["metric"] = names.column_name(words["metric"], int(cutoff))
    return " ".join(word for word in words.values() if word)


def number(text: str) -> float | None:
    """Return a figure as a number; None where it is none.

    >>> number("-0.500000"), number("better"), number("")
    (-0.5, None, None)
    """
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def of_everybody(results: Iterable[Row]) -> dict[Figure, Row]:
    """Return the rows of results.csv that are about everybody, over all folds."""
    rows = {}
    for row in results:
        if row["subject"] == "all" and not row["fold"]:
            metric = worded({"metric": row["metric"], "k": row["k"]})
            rows[Figure(row["benchmark"], row["view"], row["baseline"], metric)] = row
    return rows


def _near(before: str, after: str, tolerance: float) -> bool:
    first, second = number(before), number(after)
    if first is None or second is None or tolerance <= 0:
        return False
    return abs(first - second) <= tolerance + _ROUNDING


def _intervals(row: Row, before: str, after: str) -> float | None:
    first, second = number(before), number(after)
    low, high = number(row.get("ci_low", "")), number(row.get("ci_high", ""))
    if first is None or second is None or low is None or high is None or low == high:
        return None
    return (second - first) / (high - low)
