"""What `dvc metrics` and `dvc plots` show: the headline metric of each cell, and its curve."""

from typing import Any

from benchmarks.contract import names

Rows = list[dict[str, Any]]


def of_everybody(results: Rows, main_views: dict[str, str]) -> Rows:
    """Return the rows of results.csv about everybody, under the view a benchmark is reported by.

    main_views : of each reported benchmark
    """
    about_all = [row for row in results if row["subject"] == "all" and not row["fold"]]
    return of_views(about_all, main_views)


def of_views(rows: Rows, main_views: dict[str, str]) -> Rows:
    """Return the rows under the view that their benchmark is reported by."""
    return [row for row in rows if row["view"] == main_views[row["benchmark"]]]


def summary(everybody: Rows, headline: str) -> dict[str, Any]:
    """Return the first headline metric and RMSE of every cell, for `dvc metrics`."""
    numbers: dict[str, Any] = {}
    for row in everybody:
        column = names.column_name(row["metric"], row["k"])
        if column in (headline, "rmse"):
            of_benchmark = numbers.setdefault(row["benchmark"], {})
            of_metric = of_benchmark.setdefault(column, {})
            value = float(row["value"])
            of_metric[row["baseline"]] = round(value, 6)
    return numbers


def leaderboard(everybody: Rows, headline: str) -> Rows:
    """Return the headline metric of each cell, best first."""
    column = names.column(headline)
    board = [row for row in everybody if (row["metric"], row["k"]) == column]
    board.sort(key=_best_first)
    wanted = ("benchmark", "baseline", "value", "ci_low", "ci_high")
    return _columns(board, wanted)


def _best_first(row: dict[str, Any]) -> tuple[str, float, str]:
    return row["benchmark"], -row["value"], row["baseline"]


def _columns(cells: Rows, wanted: tuple[str, ...]) -> Rows:
    """Return some columns of rows; what a row lacks is None."""
    return [{name: cell.get(name) for name in wanted} for cell in cells]


def curves(everybody: Rows, headline: str) -> Rows:
    """Return the headline metric of each cell at every cut-off."""
    metric = names.column(headline).metric
    of_metric = [row for row in everybody if row["metric"] == metric]
    points = [row for row in of_metric if row["k"] is not None]
    wanted = ("benchmark", "baseline", "k", "value")
    return _columns(points, wanted)
