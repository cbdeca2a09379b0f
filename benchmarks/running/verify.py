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
from dataclasses import replace
from pathlib import Path

from benchmarks.config import load
from benchmarks.config.model import Params
from benchmarks.contract import package, paths
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.exchange.comparing import printing, sides
from benchmarks.exchange.comparing.comparison import Comparison, compare, opened
from benchmarks.exchange.comparing.figures import OF_ALL_BASELINES
from benchmarks.exchange.comparing.places import Commit, git
from benchmarks.exchange.comparing.reports import Report, read
from benchmarks.exchange.comparing.sentences import count
from benchmarks.exchange.comparing.sides import Side
from benchmarks.exchange.comparing.told import difference, rows, shortened
from benchmarks.running import cells, order, pipeline
from benchmarks.running import environment as checks
from benchmarks.running.added import Added
from benchmarks.running.dvc_private import Stages
from benchmarks.running.executors import engines
from benchmarks.running.part import BESIDE, Part
from benchmarks.running.publish import MEASURED

NOT_VERIFIED = (*MEASURED, "judgements")  # of a machine, and of people
TABLES = tuple(table.name for table in package.TABLES if table.name not in NOT_VERIFIED)
LOCK = Path("requirements.lock")
MADE = ("submissions", "score")  # of the cells of a benchmark
MOST_LISTED = 40  # differences
_OWN_CACHE = "[core]\n    no_scm = true\n    analytics = false\n[cache]\n    dir = cache\n"


def verify(benchmark: str, baseline: str, jobs: int, tolerance: float) -> None:
    """Verify all, or some benchmarks and baselines; what differs is printed, and a UserError."""
    settings = load.load()
    stated = _stated()
    of_side = {where: read(side, side) for where, side in stated.items()}
    added = {where: Added.of(of_side[where], settings.reported()) for where in stated}
    part = Part.of(settings, benchmark, baseline, added["reports"].homes)
    provenance = paths.REPORTS / "provenance.json"
    made_with = read_json(provenance) if provenance.exists() else None
    unlike = list(checks.environment(LOCK, made_with))
    with tempfile.TemporaryDirectory(prefix="levelground-verify-") as temporary:
        clone = Path(temporary)
        damaged = _remade(clone, part, settings, max(1, jobs))
        _list("environment", unlike, "as locked, and as the report was made with")
        _list("data", damaged, "as downloaded, whose checksums are right")
        remade = replace(sides.of_folder(temporary), name="what was recomputed")
        wrong = 0
        for where, side in stated.items():
            wrong += _compare(where, side, remade, part, added[where], tolerance)
    if wrong or damaged:
        counts = {"figure": wrong, "data file": len(damaged)}
        listed = " and ".join(count(number, noun) for noun, number in counts.items() if number)
        raise UserError(f"{listed} not as stated; listed above.")


def _stated() -> dict[str, Side]:
    """Return the checkout, and the last commit where its tables are others.

    The keys say where they stand.
    """
    for name in TABLES:
        path = paths.REPORTS / f"{name}.csv"
        if not path.exists():
            raise UserError(f"{path}: missing; there is nothing to verify.")
    here = sides.workspace()
    sha = sides.commit("HEAD")
    committed = Side("HEAD", "commit", Commit(sha), here.reports, here.home, sha)
    of_commit = {f"{name}.csv": committed.of_report(f"{name}.csv") for name in TABLES}
    if all(text in (None, here.of_report(name)) for name, text in of_commit.items()):
        return {"reports": here}
    return {"reports": here, f"commit {sha[:7]}": committed}


def _remade(clone: Path, part: Part, settings: Params, jobs: int) -> list[str]:
    """Make the tables anew in a temporary clone; return which data are not what it has."""
    checkout = Path.cwd()
    _copy(checkout, clone)
    with contextlib.chdir(clone):
        _recompute(part, settings.benchmarks, jobs)
    datasets = dict.fromkeys(settings.benchmark(name).dataset for name in part.benchmarks)
    return list(checks.data(checkout, clone, list(datasets), part.benchmarks))


def _copy(checkout: Path, clone: Path) -> None:
    """Copy what git tracks or would track, without results and what was added to submissions/.

    The copy has an empty DVC cache.
    """
    listed = git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if listed is None:
        raise UserError(f"{checkout}: not a git checkout; clone the project to verify it.")
    for name in filter(None, listed.split("\0")):
        made = name == "dvc.lock" or name.startswith("reports/")
        lists = name.startswith("submissions/") and not name.endswith(".gitkeep")
        source = checkout / name
        if not (made or lists) and source.is_file():
            copy = clone / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileNotFoundError):  # it went meanwhile, as a search's do
                shutil.copy(source, copy)
    local_settings = clone / ".dvc/config.local"
    local_settings.write_text(_OWN_CACHE, encoding="utf-8")


def _recompute(part: Part, benchmarks: Iterable[str], jobs: int) -> None:
    """Run the pipeline in the current folder, as far as the part needs it, up to the tables."""
    for name in part.benchmarks:  # nothing was submitted to the copy
        paths.submissions(name).mkdir(parents=True, exist_ok=True)
    with (
        engines.executor(engines.LOCAL, "", jobs) as executor,
        pipeline.pool_of(Stages(), executor) as pool,
    ):
        pipeline.until_split(pool, part.cells)
        wanted = {cells.stage_name(cell) for cell in part.cells}
        wanted |= {f"{stage}@{name}" for stage in MADE for name in part.benchmarks}
        wanted |= order.upstream(pool.needs, BESIDE if part.whole else ())
        pipeline.run_all(pool, wanted)
    for name in benchmarks:  # of one that is not in the part nothing is there, and DVC would mind
        _stage("collect", name)
    _stage("tables")


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


def _compare(
    where: str, stated: Side, remade: Side, part: Part, added: Added, tolerance: float
) -> int:
    """Print how many figures were reproduced, and which were not; return the number of those."""
    but = frozenset(OF_ALL_BASELINES if part.baselines else ())
    both = opened(stated, remade, lambda report: part.within(added.without(_verified(report))))
    comparison = compare(*both, but=but, tolerance=tolerance)
    for name, compared in comparison.tables.items():
        file = f"{name}.csv"
        print(f"{where}: {file:25} {compared.same:9,} of {compared.figures:9,}")
    total = comparison.total
    if total.differences:
        _print(comparison)
    extra = sides.extra() if part.whole else None
    apart = read(extra, extra) if extra else Report({})
    aside = added.told(part.within(_verified(both[0].whole)), apart)
    of_all = f"what depends on all baselines: {', '.join(OF_ALL_BASELINES)}" if but else ""
    for left in filter(None, (of_all, aside)):
        print(f"{where}: left aside: {left}")
    how = f"within {tolerance:g}, {total.exact:,} of them exactly" if tolerance else "exactly"
    print(f"{where}: {total.same:,} of {total.figures:,} figures reproduced {how}")
    return len(total.differences)


def _verified(report: Report) -> Report:
    """Return the tables that are verified; one that is not there is empty."""
    return replace(report, tables={name: report.tables.get(name, []) for name in TABLES})


def _print(comparison: Comparison) -> None:
    """Print the first differences, those of everybody before those of groups, and their tests."""
    differences = comparison.total.differences
    ordered = sorted(differences, key=lambda each: not each.is_of_everybody)
    lines = [difference(each, ("stated", "found")) for each in ordered]
    for line in shortened(lines, MOST_LISTED):
        print(f"  {line}")
    if comparison.changes:
        print("A is what is stated, B what was recomputed:")
        print("\n".join(printing.grid(rows(comparison))))
