"""What the app takes from the report: the score of each baseline."""

from benchmarks.contract import paths
from benchmarks.contract.csv import read_csv
from benchmarks.contract.documents import Reported


def scores(reported: Reported, metric: str) -> dict[str, float]:
    """Return a metric of each baseline for everybody; nothing where there is no report."""
    path = paths.REPORTS / "results.csv"
    rows = read_csv(path) if path.exists() else []
    name, _, cutoff = metric.partition("@")
    wanted = {
        "benchmark": reported.name,
        "view": reported.view,
        "fold": "",
        "subject": "all",
        "metric": name,
        "k": cutoff,
    }
    chosen = [row for row in rows if wanted.items() <= row.items() and row["value"]]
    return {row["baseline"]: float(row["value"]) for row in chosen}
