"""Stage `replication`: join the tables of published figures, ours beside them."""

from collections import Counter

from benchmarks.contract import paths
from benchmarks.contract.csv import as_csv
from benchmarks.contract.files import read_json, write_json, write_text
from benchmarks.replication import TABLES

COLUMNS = ("source", "dataset", "baseline", "metric", "published", "ours", "tolerance", "verdict")
BESIDE = ("source", "name", "protocol", "notes")  # what stands around the rows of a table


def replication() -> None:
    """Write reports/replication.csv, and replication.json with what stands around it."""
    tables = [read_json(paths.replicated(table)) for table in TABLES]
    rows = [row for table in tables for row in table["rows"]]
    sources = [{name: table[name] for name in BESIDE} for table in tables]
    write_text(paths.REPORTS / "replication.csv", as_csv(COLUMNS, rows))
    write_json(paths.REPORTS / "replication.json", {"sources": sources})
    counts = Counter(row["verdict"] for row in rows)
    print(", ".join(f"{count} {word}" for word, count in counts.items()))
