"""reports/peers.csv: ours and theirs, row by row, adjusted as one family of tests."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import metrics
from benchmarks.contract import csv, names, paths
from benchmarks.contract.reports_beside import PEERS
from benchmarks.results import comparisons
from benchmarks.stats.holm import holm

Row = dict[str, Any]
_OF_METHOD = ("benchmark", "view", "baseline")


def read(folder: Path = paths.REPORTS) -> list[Row]:
    """Return the rows of peers.csv with their types; none where there is no such file."""
    path = folder / f"{PEERS.name}.csv"
    if not path.exists():
        return []
    return csv.typed(PEERS, csv.read_csv(path), str(path))


def write(rows: Sequence[Row], margin: float, folder: Path = paths.REPORTS) -> None:
    """Write peers.csv, its verdicts worked out anew.

    margin : of practical equivalence, as a share of the mean of the two numbers
    """
    csv.write_table(folder, PEERS, adjusted(rows, margin))


def renewed(rows: Sequence[Row], measured: Row) -> list[Row]:
    """Return the rows with a new one in the place of that of the same implementation."""
    others = [row for row in rows if _key(row) != _key(measured)]
    return [*others, measured]


def adjusted(rows: Sequence[Row], margin: float) -> list[Row]:
    """Return the rows with `best`, `p_holm` and `verdict`.

    The family of tests has one for each method and benchmark: ours against the best of the others.
    A lower implementation is no member, since being better than it says nothing of ours
    """
    best = _best(rows)
    in_family = [row for row in rows if _key(row) in best]
    p_holm = holm([row["p_value"] for row in in_family])
    of_key = {_key(row): float(p) for row, p in zip(in_family, p_holm, strict=True)}
    return [_judged(row, of_key.get(_key(row)), margin) for row in rows]


def _best(rows: Sequence[Row]) -> set[tuple[Any, ...]]:
    """Return the keys of the implementations that no other of their method is better than."""
    by_method: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        by_method.setdefault(tuple(row[name] for name in _OF_METHOD), []).append(row)
    return {_key(max(of_method, key=_worth)) for of_method in by_method.values()}


def _judged(row: Row, p: float | None, margin: float) -> Row:
    if p is None:
        return {**row, "best": False, "p_holm": None, "verdict": ""}
    size = (abs(row["value"]) + abs(row["other_value"])) / 2
    gain = row["difference"]
    low, high = (math.nan if row[end] is None else row[end] for end in ("ci_low", "ci_high"))
    gain = -gain if _falls(row) else gain
    verdict = comparisons.verdict(gain, (low, high), margin * size, p)
    return {**row, "best": True, "p_holm": p, "verdict": verdict}


def _worth(row: Row) -> float:
    """Return what the other implementation reaches, higher is better."""
    value: float = row["other_value"]
    return -value if _falls(row) else value


def _falls(row: Row) -> bool:
    return metrics.falls(names.column_name(row["metric"], row["k"]))


def _key(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in PEERS.key)
