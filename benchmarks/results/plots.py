"""What `dvc metrics` and `dvc plots` show: the headline metric of each cell, and its curve."""

from typing import Any

from benchmarks.contract import names

Rows = list[dict[str, Any]]


def of_everybody(results: Rows, main_views: dict[str, str]) -> Rows:
    """Return the rows of results.csv about everybody, under the view a benchmark is reported by.

    main_views : of each reported benchmark
    """
    chosen = []
    for row in results:
        about_all = row["subject"] == "all" and not row["fold"]
        if about_all and row["view"] == main_views[row["benchmark"]]:
            chosen.append(row)
    return chosen


def summary(everybody: Rows, headline: str) -> dict[str, Any]:
    """Return the first headline metric and RMSE of every cell, for `dvc metrics`."""
    numbers: dict[str, Any] = {}
    for row in everybody:
        column = names.column_name(row["metric"], row["k"])
        if column in (headline, "rmse"):
            of_metric = numbers.setdefault(row["benchmark"], {}).setdefault(column, {})
            of_metric[row["baseline"]] = round(float(row["value"]), 6)
    return numbers


def leaderboard(everybody: Rows, headline: str) -> Rows:
    """Return the headline metric of each cell, best first."""
    column = names.column(headline)
    board = [row for row in everybody if (row["metric"], row["k"]) == column]
    wanted = ("benchmark", "baseline", "value", "ci_low", "ci_high")
    ordered = sorted(board, key=lambda row: (row["benchmark"], -row["value"], row["baseline"]))
    return [{name: row.get(name) for name in wanted} for row in ordered]


def curves(everybody: Rows, headline: str) -> Rows:
    """Return the headline metric of each cell at every cut-off."""
    metric = names.column(headline).metric
    points = [row for row in everybody if row["metric"] == metric and row["k"] is not None]
    wanted = ("benchmark", "baseline", "k", "value")
    return [{name: row[name] for name in wanted} for row in points]
