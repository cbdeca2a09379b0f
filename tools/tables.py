"""Write docs/tables.md, the list of the tables of reports/, from what the contract says of them.

python -m tools.tables
"""

from pathlib import Path

from benchmarks.contract.fields import Table
from benchmarks.contract.files import write_text
from benchmarks.contract.package import TABLES

PAGE = Path(__file__).parents[1] / "docs/tables.md"
HEAD = """
# The tables of reports/

Written by `python -m tools.tables` from `benchmarks/contract/`. Every column, with type, unit and
sentence, is in `reports/datapackage.json` (Frictionless), with the sha256 of each file.

- CSV in UTF-8, counts as whole numbers, other numbers with six decimals; an empty cell is "not
  defined"; no comment lines: `pandas.read_csv` reads them.
- A key stands in a table once; a stage that would write it twice stops.
- A metric's name and its `k` are apart: `ndcg` and 10. `metrics.csv` has label, direction, unit and
  definition.
- `subject` is `all`, `users` (a group of users, by `attribute` and `group`) or `items`. A group
  below 20 users is left out.
- Versions: the major part changes when a column or a meaning goes, the minor when one comes. `make
  verify` reads older reports and refuses newer ones. `python -m tools.v1` gives version 1, one
  column `slice`, until the next minor release.
- What was measured (seconds, MiB) is in `measured.csv`, and in `frontier.csv`, which is made of
  it; these two differ from run to run, and nothing else does.

| table | version | one row for each | what it holds |
|---|---|---|---|
"""


def row(table: Table) -> str:
    """Return a table's line."""
    key = ", ".join(table.key)
    return f"| `{table.name}.csv` | {table.version} | {key} | {table.sentence} |"


def page() -> str:
    """Return the whole page."""
    return HEAD.lstrip() + "\n".join(row(table) for table in TABLES) + "\n"


if __name__ == "__main__":
    write_text(PAGE, page())
