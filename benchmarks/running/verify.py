"""Recompute the tables of reports/ from the downloads on, in a temporary folder, and compare every figure.

Nothing of the checkout is changed. Code and parameters are those of the checkout as it is; figures
are those of the checkout and, where git has others, those of the last commit. The status is 1 if a
figure or a data file differs.
"""

import contextlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from dvc.cli import main as dvc

from benchmarks.config import load
from benchmarks.contract import paths, reading
from benchmarks.contract.csv import parse, read_csv
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.contract.older import CONVERTED, Views
from benchmarks.running import cells
from benchmarks.running import compare as verifying

TABLES = (
    *("results", "cells", "seeds", "fairness", "exposure", "comparisons", "fingerprints"),
    *verifying.OF_ALL_BENCHMARKS,
    *verifying.BESIDE,
)
LOCK = Path("requirements.lock")
SHOWN = 40  # differences that are listed
_OWN_CACHE = "[core]\n    no_scm = true\n    analytics = false\n[cache]\n    dir = cache\n"

Tables = dict[str, list[verifying.Row]]


def verify(benchmark: str, baseline: str, jobs: int, tolerance: float) -> None:
    """Verify everything, or a benchmark or baseline; what differs is printed and ends in a UserError."""
    jobs = max(1, jobs)
    settings = load.load()
    part = verifying.Part.of(settings, benchmark or None, baseline or None)
    stated = _stated()
    provenance = paths.REPORTS / "provenance.json"
    unlike = list(
        verifying.environment(LOCK, read_json(provenance) if provenance.exists() else None)
    )
    checkout = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="levelground-verify-") as temporary:
        clone = Path(temporary)
        _copy(checkout, clone)
        with contextlib.chdir(clone):
            _recompute(part, jobs)
            made = {name: paths.REPORTS / f"{name}.csv" for name in TABLES}
            found = {name: read_csv(path) if path.exists() else [] for name, path in made.items()}
        damaged = list(verifying.data(checkout, clone, part, settings))
    _list("environment", unlike, "as locked, and as the report was made with")
    _list("data", damaged, "as downloaded, whose checksums are right")
    wrong = sum(
        [_compare(where, tables, found, part, tolerance) for where, tables in stated.items()]
    )
    if wrong or damaged:
        what = [
            _count(number, noun)
            for number, noun in ((wrong, "figure"), (len(damaged), "data file"))
            if number
        ]
        raise UserError(f"{' and '.join(what)} not as stated; listed above.")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _stated() -> dict[str, Tables]:
    """Return the tables of the checkout, and those of the last commit where they are others; by where they stand."""
    missing = [name for name in TABLES if not (paths.REPORTS / f"{name}.csv").exists()]
    if missing:
        raise UserError(f"{paths.REPORTS / missing[0]}.csv: missing; there is nothing to verify.")
    views = Views.of(load.load().reported())
    here = {name: read_csv(paths.REPORTS / f"{name}.csv") for name in TABLES}
    found = {"reports": {name: _rows(name, rows, views) for name, rows in here.items()}}
    committed = {
        name: _git("show", f"HEAD:./{paths.REPORTS.as_posix()}/{name}.csv") for name in TABLES
    }
    tables = {name: _rows(name, parse(text), views) for name, text in committed.items() if text}
    if any(rows != found["reports"][name] for name, rows in tables.items()):
        commit = (_git("rev-parse", "--short", "HEAD") or "").strip()
        found[f"commit {commit}"] = tables
    return found


def _rows(name: str, rows: list[verifying.Row], views: Views) -> list[verifying.Row]:
    """Return the rows of a table in the columns of today; a commit may have them in version 1."""
    if name not in CONVERTED:
        return rows
    return reading.of_today(CONVERTED[name], rows, views, f"{name}.csv")


def _git(*arguments: str) -> str | None:
    """Return what git prints, or None where it fails."""
    done = subprocess.run(["git", *arguments], capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else None


def _copy(checkout: Path, clone: Path) -> None:
    """Copy what git tracks or would track, without results; the copy has a DVC cache of its own, which is empty."""
    listed = _git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if listed is None:
        raise UserError(f"{checkout}: not a git checkout; clone the project to verify it.")
    for name in filter(None, listed.split("\0")):
        made = name == "dvc.lock" or name.startswith("reports/")
        if not made and (checkout / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(checkout / name, clone / name)
    (clone / ".dvc/config.local").write_text(_OWN_CACHE, encoding="utf-8")


def _recompute(part: verifying.Part, jobs: int) -> None:
    """Run the pipeline in the current folder, as far as the part needs it, up to the tables."""
    _dvc("repro", "--quiet", *(f"split@{name}" for name in part.benchmarks))
    cells.run(part.cells, jobs)
    _dvc("repro", "--quiet", "--single-item", *(f"score@{name}" for name in part.benchmarks))
    stages = ["collect"]
    if part.whole:
        _dvc("repro", "--quiet", "--single-item", "download_logs")
        stages += verifying.BESIDE.values()
    for stage in stages:
        if subprocess.run([sys.executable, "-m", "benchmarks", stage]).returncode != 0:
            raise UserError("the tables could not be made anew; what was printed is above.")


def _dvc(*arguments: str) -> None:
    sys.stdout.flush()
    if dvc(list(arguments)) != 0:
        raise UserError(f"`dvc {' '.join(arguments)}` failed; what it printed is above.")


def _list(what: str, lines: list[str], else_say: str) -> None:
    print(f"{what}: {else_say if not lines else ''}".rstrip())
    for line in lines:
        print(f"  {line}")


def _compare(
    where: str, stated: Tables, found: Tables, part: verifying.Part, tolerance: float
) -> int:
    """Print how many figures were reproduced, and which were not; return the number of those."""
    but = verifying.OF_ALL_BASELINES if part.baseline else ()
    figures = exact = 0
    differences = []
    for name, rows in stated.items():
        one, other = part.rows(name, rows), part.rows(name, found[name])
        counted, alike, unlike = verifying.compare(name, one, other, but, tolerance)
        print(f"{where}: {name + '.csv':17} {counted - len(unlike):9,} of {counted:9,}")
        figures, exact, differences = figures + counted, exact + alike, differences + unlike
    differences.sort(key=lambda difference: difference.labels.get("subject", "all") != "all")
    for difference in differences[:SHOWN]:
        print(f"  {_worded(difference)}")
    if len(differences) > SHOWN:
        print(f"  … and {len(differences) - SHOWN:,} more")
    if part.baseline:
        print(f"{where}: without what depends on all baselines: {', '.join(but)}")
    how = f"within {tolerance:g}, {exact:,} of them exactly" if tolerance else "exactly"
    print(f"{where}: {figures - len(differences):,} of {figures:,} figures reproduced {how}")
    return len(differences)


def _worded(difference: verifying.Difference) -> str:
    labels = verifying.worded(difference.labels)
    units = (
        ""
        if difference.intervals is None
        else f" ({difference.intervals:+.3f} of the interval's width)"
    )
    stated, found = difference.stated or "nothing", difference.found or "nothing"
    return f"{difference.table}.csv {labels}, {difference.column}: stated {stated}, found {found}{units}"
