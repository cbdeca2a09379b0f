"""Compare figures with what was stated; pure functions on rows of tables."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benchmarks.contract import names, package
from benchmarks.contract.errors import UserError

KEYS = {table.name: table.key for table in package.TABLES}  # what names a row; all else is figures
OF_ALL_BASELINES = ("p_holm", "verdict")  # Holm's adjustment depends on all that is compared
_ROUNDING = 1e-12  # of the difference of two numbers as written

Row = dict[str, str]


@dataclass(frozen=True)
class Difference:
    """A figure that was not reproduced.

    intervals : the difference over the width of the interval as stated
    """

    table: str
    labels: dict[str, str]
    column: str
    stated: str
    found: str
    intervals: float | None


def compare(
    table: str,
    stated: list[Row],
    found: list[Row],
    but: Iterable[str] = (),
    tolerance: float = 0.0,
) -> tuple[int, int, list[Difference]]:
    """Return how many figures a table states, how many are exact, and which are not reproduced.

    but : columns that are not compared
    tolerance : the largest absolute difference of two numbers; 0 asks for the same text, which is
    six decimals

    What one side has and the other lacks is a difference; what neither has is no figure. Raises
    UserError where two rows have one key.
    """
    key = KEYS[table]
    figures, exact = 0, 0
    differences: list[Difference] = []
    columns = dict.fromkeys([*(stated or [{}])[0], *(found or [{}])[0]])
    for before_row, after_row in _pairs(table, stated, found):
        for column in columns:
            before, after = before_row.get(column, ""), after_row.get(column, "")
            if column in (*key, *but) or not (before or after):
                continue
            figures += 1
            exact += before == after
            if before != after and not _near(before, after, tolerance):
                labels = {name: (before_row or after_row).get(name, "") for name in key}
                widths = _intervals(before_row, before, after)
                differences.append(Difference(table, labels, column, before, after, widths))
    return figures, exact, sorted(differences, key=lambda each: list(each.labels.values()))


def _pairs(table: str, stated: list[Row], found: list[Row]) -> Iterator[tuple[Row, Row]]:
    """Yield rows of the same key; an empty one for what one side lacks."""
    before, after = _by_key(table, stated), _by_key(table, found)
    for key in dict.fromkeys([*before, *after]):
        yield before.get(key, {}), after.get(key, {})


def _by_key(table: str, rows: list[Row]) -> dict[tuple[str, ...], Row]:
    by_key: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(row.get(name, "") for name in KEYS[table])
        if key in by_key:
            raise UserError(f"{table}.csv: two rows are called {' '.join(filter(None, key))}.")
        by_key[key] = row
    return by_key


def worded(labels: dict[str, str]) -> str:
    """Return what names a row in words, metric and cut-off in one.

    >>> worded({"benchmark": "tiny", "fold": "", "metric": "ndcg", "k": "10"})
    'tiny ndcg@10'
    """
    words = dict(labels)
    cutoff = words.pop("k", "")
    if words.get("metric") and cutoff:
        words["metric"] = names.column_name(words["metric"], int(cutoff))
    return " ".join(word for word in words.values() if word)


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def _near(before: str, after: str, tolerance: float) -> bool:
    first, second = _number(before), _number(after)
    if first is None or second is None or tolerance <= 0:
        return False
    return abs(first - second) <= tolerance + _ROUNDING


def _intervals(row: Row, before: str, after: str) -> float | None:
    first, second = _number(before), _number(after)
    low, high = _number(row.get("ci_low", "")), _number(row.get("ci_high", ""))
    if first is None or second is None or low is None or high is None or low == high:
        return None
    return (second - first) / (high - low)
