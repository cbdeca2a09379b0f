"""Say what a file of lists holds by the rules of its benchmark, and what it is worth."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc
from threadpoolctl import threadpool_limits

from benchmarks.config import load
from benchmarks.contract import paths
from benchmarks.contract.documents import ScorePlan
from benchmarks.contract.errors import UserError
from benchmarks.contract.leaderboards import Reported
from benchmarks.exchange.ready import Prepare, ready
from benchmarks.exchange.standing import standing
from benchmarks.exchange.submissions import about, convert
from benchmarks.exchange.submissions.asked import Asked
from benchmarks.exchange.submissions.files import Handed, discover
from benchmarks.results import cells, folds
from benchmarks.results.averages import Scores
from benchmarks.results.judging import Scored, judge


def check(file: str, benchmark: str, prepare: Prepare) -> None:
    """Print what was counted in a file, and each headline metric beside the best baseline's.

    benchmark : by default the name of the file's folder
    prepare : runs the stages of a benchmark up to its split, where it is missing
    Raises UserError where the file cannot be scored.
    """
    path = Path(file)
    if not path.is_file():
        raise UserError(f"{path}: no such file.")
    plan = ready(benchmark or _benchmark_of(path), prepare)
    handed = _handed(path, plan)
    with threadpool_limits(limits=1):  # the same digits as in the tables
        for line in _lines(handed, plan):
            print(line)


def folder_of(path: Path) -> str:
    """Return the name of a file's folder, also where the file is a link to another place."""
    return Path(os.path.abspath(path)).parent.name  # noqa: PTH100 -- `resolve` follows the link


def _benchmark_of(path: Path) -> str:
    name = folder_of(path)
    if name not in load.load().benchmarks:
        raise UserError(f"{path}: '{name}' is no benchmark; say which with --benchmark.")
    return name


def _handed(path: Path, plan: ScorePlan) -> Handed:
    """Return the submission that a file belongs to, with what lies beside it."""
    is_handed_in = path.parent.resolve() == paths.submissions(plan.benchmark).resolve()
    for handed in discover(path.parent, plan.baselines, all_is_meant=is_handed_in):
        if path in (*handed.files, *handed.about):
            return handed
    raise UserError(f"{path}: is no submission; name a file of lists, such as mine.csv.")


def _lines(handed: Handed, plan: ScorePlan) -> Iterator[str]:
    """Yield what to print; nothing where the file cannot be scored."""
    title = about.read(handed.about).row(handed.name)["title"]
    asked = Asked.read(plan)
    with TemporaryDirectory() as temporary:
        folder = Path(temporary) / handed.name
        written = convert.write(handed, asked, folder)
        yield f"{title}, on {plan.benchmark}"
        for sentence in written.lines(asked.longest):
            yield f"  {sentence}"
        per_user = _judged(handed.name, folder, plan)
    for reported in plan.reported():
        of_view = per_user.filter(pc.field("view") == reported.view)
        if of_view.num_rows:
            yield _heading(reported, plan)
            for line in standing(Scores.of(of_view), reported, plan):
                yield f"  {line}"


def _judged(name: str, folder: Path, plan: ScorePlan) -> pa.Table:
    """Return the scores per user, as `score` writes them."""
    scored = Scored(lists={view: {} for view in plan.views})
    scored.cells[name] = cells.state(folder)
    judge(name, folder, list(folds.read(plan)), plan, scored)
    return pa.concat_tables(scored.per_user, promote_options="default")


def _heading(reported: Reported, plan: ScorePlan) -> str:
    several = len(plan.views) > 1
    return f"{reported.name}, view {reported.view}" if several else reported.name
