"""What a part run ends with: the headline metrics of its cells, with intervals, in the terminal."""

from collections.abc import Iterable
from typing import Any

from benchmarks import metrics
from benchmarks.contract import names, paths, rows_of_tables
from benchmarks.contract.leaderboards import Reported
from benchmarks.contract.reports import RESULTS

Figures = dict[str, dict[str, Any]]  # of a baseline: its row of results.csv for each metric
_GAP = "  "


def table(reported: Reported, baselines: Iterable[str], headline: list[str]) -> list[str]:
    """Return lines: a baseline each, best first by the first headline metric that any has.

    The numbers are those that the report shows, each with its 95 % interval.
    """
    figures = _figures(reported, headline)
    shown = {name: figures.get(name, {}) for name in baselines}
    columns = [name for name in headline if any(name in of_one for of_one in shown.values())]
    if not columns:
        return [f"{reported.name}: no scores"]
    ordered = sorted(shown, key=lambda name: _place(shown[name].get(columns[0]), columns[0]))
    lines = [[name, *_cells(shown[name], columns)] for name in ordered]
    return _aligned([[reported.name, *columns], *lines])


def _figures(reported: Reported, headline: list[str]) -> Figures:
    """Return what `collect` averaged over everybody, under the view of a reported name."""
    wanted = {names.column(name): name for name in headline}
    figures: Figures = {}
    for row in rows_of_tables.read(paths.collected(reported.benchmark), RESULTS):
        column = wanted.get(names.Column(row["metric"], row["k"]))
        here = row["benchmark"] == reported.name and row["view"] == reported.view
        if column and here and row["subject"] == "all" and not row["fold"]:
            figures.setdefault(row["baseline"], {})[column] = row
    return figures


def _place(row: dict[str, Any] | None, metric: str) -> tuple[bool, float]:
    """Return what orders baselines: the better number first, those without one last."""
    if row is None:
        return True, 0.0
    value = float(row["value"])
    return False, value if metrics.falls(metric) else -value


def _cells(of_baseline: dict[str, Any], columns: list[str]) -> list[str]:
    return [_cell(of_baseline.get(column)) for column in columns]


def _cell(row: dict[str, Any] | None) -> str:
    if row is None:
        return "–"
    low, high = row["ci_low"], row["ci_high"]
    interval = "" if low is None or high is None else f" [{low:.4f}, {high:.4f}]"
    return f"{row['value']:.4f}{interval}"


def _aligned(lines: list[list[str]]) -> list[str]:
    """Return lines of words with the columns under each other."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = ([word.ljust(width) for word, width in zip(line, widths)] for line in lines)
    return [_GAP.join(words).rstrip() for words in padded]
