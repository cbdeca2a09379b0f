"""Put the tables of the extra study where the report reads them: reports/extra/.

They are copied and are no output of a stage, so that nothing that a fresh clone runs depends on
cells that it does not run.
"""

import platform
import shutil
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.contract import kernels, machine, paths
from benchmarks.contract.files import whole_file, write_json
from benchmarks.contract.removal import remove
from benchmarks.exchange.comparing.places import git

FOLDER = paths.REPORTS / paths.EXTRA
MEASURED = ("measured", "frontier")  # tables of what work cost on a machine, or made of that


def publish() -> bool:
    """Copy the tables; tell whether any was another one than before.

    Beside them provenance.json says when and where they were made. It is away while tables are
    copied: where it is missing, a run was ended in between, and the next copies all again.
    """
    made, provenance = sorted(paths.tables().glob("*.csv")), FOLDER / "provenance.json"
    if provenance.exists() and all(_same(path, FOLDER / path.name) for path in made):
        return False
    remove(provenance)
    for path in made:
        with whole_file(FOLDER / path.name) as temporary:
            shutil.copy(path, temporary)
    write_json(provenance, _provenance())
    return True


def _same(new: Path, old: Path) -> bool:
    """Tell whether two tables are alike; what was measured is never the reason to copy."""
    return old.exists() and (new.stem in MEASURED or new.read_bytes() == old.read_bytes())


def _provenance() -> dict[str, object]:
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": (git("rev-parse", "--short", "HEAD") or "").strip(),
        "python": platform.python_version(),
        "kernels": kernels.in_force(),
        "cpu": machine.processor(),
    }
