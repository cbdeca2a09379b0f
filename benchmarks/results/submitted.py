"""What was submitted to a benchmark: names, and rows of submissions.csv."""

from typing import Any

from benchmarks.contract import paths
from benchmarks.contract.files import read_json
from benchmarks.contract.reports_beside import SUBMISSIONS

Rows = list[dict[str, Any]]
FILE = "submissions.json"  # in the folder of a benchmark's submissions that became cells


def names(benchmark: str) -> list[str]:
    """Return the names of a benchmark's submissions, those that cannot be scored included."""
    return [row["baseline"] for row in rows(benchmark)]


def rows(benchmark: str) -> Rows:
    """Return a benchmark's rows of submissions.csv; none where nothing was submitted."""
    path = paths.submitted(benchmark) / FILE
    if not path.exists():
        return []
    every = read_json(path)
    return [{column: row.get(column) for column in SUBMISSIONS.columns} for row in every]


def baselines(submissions: Rows) -> Rows:
    """Return the rows of baselines.csv of what was submitted, one for each name.

    submissions : rows of submissions.csv
    """
    by_name: dict[str, dict[str, Any]] = {}
    for row in submissions:
        by_name.setdefault(row["baseline"], _described(row))
    return list(by_name.values())


def _described(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "baseline": row["baseline"],
        "label": row["title"],
        "family": "submitted",
        "personalised": None,  # nobody here knows
        "tunable": False,
        "source": row["url"],
    }
