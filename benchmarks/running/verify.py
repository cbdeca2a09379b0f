"""Recompute the tables of reports/ from the downloads on, in a temporary folder, and compare.

Nothing of the checkout is changed. Code and parameters are those of the checkout as it is; figures
are those of the checkout and, where git has others, those of the last commit. The status is 1 if a
figure or a data file differs.
"""

import contextlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from benchmarks.config import load
from benchmarks.config.model import Params
from benchmarks.contract import package, paths, reading
from benchmarks.contract.csv import parse, read_csv
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.contract.older import CONVERTED, Views
from benchmarks.running import cells, dvc
from benchmarks.running import environment as checks
from benchmarks.running.compare import OF_ALL_BASELINES, Difference, Row, compare, worded
from benchmarks.running.part import BESIDE, Part
from benchmarks.running.pipeline import SETTINGS

NOT_VERIFIED = ("measured", "judgements")  # of a machine, and of people
TABLES = tuple(table.name for table in package.TABLES if table.name not in NOT_VERIFIED)
LOCK = Path("requirements.lock")
MOST_LISTED = 40  # differences
_OWN_CACHE = "[core]\n    no_scm = true\n    analytics = false\n[cache]\n    dir = cache\n"

Tables = dict[str, list[Row]]


def verify(benchmark: str, baseline: str, jobs: int, tolerance: float) -> None:
    """Verify all, or a benchmark or baseline; what differs is printed and ends in a UserError."""
    settings = load.load()
    part = Part.of(settings, benchmark or None, baseline or None)
    stated = _stated(Views.of(settings.reported()))
    provenance = paths.REPORTS / "provenance.json"
    made_with = read_json(provenance) if provenance.exists() else None
    unlike = list(checks.environment(LOCK, made_with))
    recomputed, damaged = _recomputed(part, settings, max(1, jobs))
    _list("environment", unlike, "as locked, and as the report was made with")
    _list("data", damaged, "as downloaded, whose checksums are right")
    wrong = 0
    for where, tables in stated.items():
        wrong += _compare(where, tables, recomputed, part, tolerance)
    if wrong or damaged:
        counts = {"figure": wrong, "data file": len(damaged)}
        what = [_count(number, noun) for noun, number in counts.items() if number]
        listed = " and ".join(what)
        raise UserError(f"{listed} not as stated; listed above.")


def _count(number: int, noun: str) -> str:
    plural = "" if number == 1 else "s"
    return f"{number:,} {noun}{plural}"


def _stated(views: Views) -> dict[str, Tables]:
    """Return the tables of the checkout, and of the last commit where they are others.

    The keys say where they stand.

    views : what tables of version 1 do not say of themselves
    """
    for path in _files().values():
        if not path.exists():
            raise UserError(f"{path}: missing; there is nothing to verify.")
    here: Tables = {}
    committed: Tables = {}
    for name, path in _files().items():
        here[name] = _of_today(name, read_csv(path), views)
        text = _git("show", f"HEAD:./{path.as_posix()}")
        if text:
            committed[name] = _of_today(name, parse(text), views)
    if all(of_commit == here[name] for name, of_commit in committed.items()):
        return {"reports": here}
    commit = _git("rev-parse", "--short", "HEAD") or ""
    return {"reports": here, f"commit {commit.strip()}": committed}


def _files() -> dict[str, Path]:
    """Return where each table stands in a checkout."""
    return {name: paths.REPORTS / f"{name}.csv" for name in TABLES}


def _of_today(name: str, rows: list[Row], views: Views) -> list[Row]:
    """Return the rows of a table in the columns of today; a commit may have them in version 1."""
    if name not in CONVERTED:
        return rows
    return reading.of_today(CONVERTED[name], rows, views, f"{name}.csv")


def _git(*arguments: str) -> str | None:
    """Return what git prints, or None where it fails."""
    done = subprocess.run(["git", *arguments], capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else None


def _recomputed(part: Part, settings: Params, jobs: int) -> tuple[Tables, list[str]]:
    """Return the tables made anew in a temporary clone, and which data are not what it has."""
    checkout = Path.cwd()
    datasets = {settings.benchmark(name).dataset: None for name in part.benchmarks}  # in order
    with tempfile.TemporaryDirectory(prefix="levelground-verify-") as temporary:
        clone = Path(temporary)
        _copy(checkout, clone)
        with contextlib.chdir(clone):
            _recompute(part, settings.benchmarks, jobs)
            tables = {}
            for name, path in _files().items():
                tables[name] = read_csv(path) if path.exists() else []
        damaged = checks.data(checkout, clone, list(datasets), part.benchmarks)
        return tables, list(damaged)


def _copy(checkout: Path, clone: Path) -> None:
    """Copy what git tracks or would track, without results; the copy has an empty DVC cache."""
    listed = _git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if listed is None:
        raise UserError(f"{checkout}: not a git checkout; clone the project to verify it.")
    for name in filter(None, listed.split("\0")):
        made = name == "dvc.lock" or name.startswith("reports/")
        source = checkout / name
        if not made and source.is_file():
            copy = clone / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, copy)
    local_settings = clone / ".dvc/config.local"
    local_settings.write_text(_OWN_CACHE, encoding="utf-8")


def _recompute(part: Part, benchmarks: Iterable[str], jobs: int) -> None:
    """Run the pipeline in the current folder, as far as the part needs it, up to the tables."""
    splits = [f"split@{name}" for name in part.benchmarks]
    dvc.repro(*SETTINGS, *splits)
    cells.run(part.cells, jobs)
    scores = [f"score@{name}" for name in part.benchmarks]
    dvc.repro(*scores, alone=True)
    for name in benchmarks:  # of one that is not in the part nothing is there, and DVC would mind
        _stage("collect", name)
    _stage("tables")
    if part.whole:
        dvc.repro("download_logs", "online_plans", *BESIDE, alone=True)


def _stage(*words: str) -> None:
    """Run a stage without DVC."""
    command = [sys.executable, "-m", "benchmarks", *words]
    if subprocess.run(command).returncode != 0:
        raise UserError("the tables could not be made anew; what was printed is above.")


def _list(what: str, lines: list[str], else_say: str) -> None:
    said = f"{what}:" if lines else f"{what}: {else_say}"
    print(said)
    for line in lines:
        print(f"  {line}")


def _compare(where: str, stated: Tables, recomputed: Tables, part: Part, tolerance: float) -> int:
    """Print how many figures were reproduced, and which were not; return the number of those."""
    but = OF_ALL_BASELINES if part.baseline else ()
    figures = exact = 0
    differences: list[Difference] = []
    for name, of_table in stated.items():
        before = part.rows(name, of_table)
        after = part.rows(name, recomputed[name])
        counted, alike, unlike = compare(name, before, after, but, tolerance)
        same = counted - len(unlike)
        file = f"{name}.csv"
        print(f"{where}: {file:25} {same:9,} of {counted:9,}")
        figures += counted
        exact += alike
        differences += unlike
    _print(differences)
    if part.baseline:
        print(f"{where}: without what depends on all baselines: {', '.join(but)}")
    how = f"within {tolerance:g}, {exact:,} of them exactly" if tolerance else "exactly"
    reproduced = figures - len(differences)
    print(f"{where}: {reproduced:,} of {figures:,} figures reproduced {how}")
    return len(differences)


def _print(differences: list[Difference]) -> None:
    """Print the first differences, those of everybody before those of groups."""
    ordered = sorted(differences, key=lambda each: each.labels.get("subject", "all") != "all")
    for difference in ordered[:MOST_LISTED]:
        print(f"  {_worded(difference)}")
    if len(ordered) > MOST_LISTED:
        print(f"  … and {len(ordered) - MOST_LISTED:,} more")


def _worded(difference: Difference) -> str:
    stated = difference.stated or "nothing"
    recomputed = difference.found or "nothing"
    labels = worded(difference.labels)
    sentence = f"{difference.table}.csv {labels}, {difference.column}"
    sentence += f": stated {stated}, found {recomputed}"
    if difference.intervals is not None:
        sentence += f" ({difference.intervals:+.3f} of the interval's width)"
    return sentence
