"""What the app takes from the report: the score of each baseline."""

from benchmarks.contract import names, paths, reading, reports
from benchmarks.contract.leaderboards import Reported
from benchmarks.contract.older import Views


def scores(reported: Reported, metric: str) -> dict[str, float]:
    """Return a metric of each baseline for everybody; nothing where there is no report."""
    path = paths.REPORTS / "results.csv"
    views = Views({reported.name: reported.view})
    rows = reading.read(paths.REPORTS, reports.RESULTS, views) if path.exists() else []
    column = names.column(metric)
    wanted = {
        "benchmark": reported.name,
        "view": reported.view,
        "fold": "",
        "subject": "all",
        "metric": column.metric,
        "k": column.k,
    }
    chosen = [row for row in rows if wanted.items() <= row.items()]
    return {row["baseline"]: row["value"] for row in chosen if row["value"] is not None}
