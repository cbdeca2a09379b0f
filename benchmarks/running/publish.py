"""Put the tables of the extra study where the report reads them: reports/extra/.

They are copied and are no output of a stage, so that nothing that a fresh clone runs depends on
cells that it does not run.
"""

import platform
import shutil
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.contract import kernels, machine, paths
from benchmarks.contract.files import write_json
from benchmarks.exchange.comparing.places import git

FOLDER = paths.REPORTS / paths.EXTRA


def publish() -> bool:
    """Copy the tables; tell whether any was another one than before.

    Beside them provenance.json says when and where they were made.
    """
    made = sorted(paths.tables().glob("*.csv"))
    if all(_same(path, FOLDER / path.name) for path in made):
        return False
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in made:
        shutil.copy(path, FOLDER / path.name)
    write_json(FOLDER / "provenance.json", _provenance())
    return True


def _same(new: Path, old: Path) -> bool:
    """Tell whether two tables are alike; what was measured is never the reason to copy."""
    measured = new.stem == "measured"
    return old.exists() and (measured or new.read_bytes() == old.read_bytes())


def _provenance() -> dict[str, object]:
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": (git("rev-parse", "--short", "HEAD") or "").strip(),
        "python": platform.python_version(),
        "kernels": kernels.in_force(),
        "cpu": machine.processor(),
    }
