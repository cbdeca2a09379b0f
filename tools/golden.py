"""Renew tests/golden/ after the report in git: `python -m tools.golden`.

They hold the tables of version 1 that `tools.v1` and `tools.online_v1` derive from reports/, so
that a change of their code is seen. A renewed report changes them too: renew both in one commit.
"""

import csv
import hashlib
import io
from pathlib import Path

from benchmarks.contract.errors import run_stage
from benchmarks.contract.files import write_text
from benchmarks.contract.older import CONVERTED
from tools import online_v1
from tools.v1 import version_1

REPORTS = Path("reports")


def golden(reports: Path = REPORTS) -> dict[str, str]:
    """Return the text of each golden file by its name, as derived from the tables of a report."""
    digests = [
        f"{hashlib.sha256(version_1(reports, name).encode()).hexdigest()}  {name}.csv\n"
        for name in CONVERTED
    ]
    online = io.StringIO()
    rows = sorted(online_v1.rows(reports))
    csv.writer(online, lineterminator="\n").writerows([online_v1.Old._fields, *rows])
    return {"tables-v1.sha256": "".join(digests), "online-v1.csv": online.getvalue()}


def main() -> None:
    """Write the golden files."""
    for name, text in golden().items():
        write_text(Path("tests/golden") / name, text)


if __name__ == "__main__":
    run_stage(main)
