"""What lists are worth per user: our cells' and other people's, judged by the same functions."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from threadpoolctl import threadpool_limits

from benchmarks import metrics
from benchmarks.contract import names, paths
from benchmarks.contract.documents import ScorePlan
from benchmarks.contract.errors import UserError
from benchmarks.exchange.submissions import convert
from benchmarks.exchange.submissions.asked import Asked
from benchmarks.exchange.submissions.files import Handed
from benchmarks.results import cells, comparisons, folds
from benchmarks.results.averages import Scores
from benchmarks.results.column import Column
from benchmarks.results.family import Family
from benchmarks.results.folds import Fold
from benchmarks.results.judging import Scored, judge

METRIC = "ndcg@10"  # what every search is judged by, ours and theirs
_OTHER = "other"  # cannot be the name of a baseline's column beside it


@dataclass(frozen=True)
class Judge:
    """The judge of one benchmark.

    plan : with the one metric that is compared; asked : whom to serve by which rules
    """

    plan: ScorePlan
    asked: Asked
    every_fold: list[Fold]

    @staticmethod
    def of(plan: ScorePlan) -> "Judge":
        """Read what lists of a benchmark are judged by."""
        metric, cutoff = names.column(METRIC)
        narrow = {"metrics": [metric], "cutoffs": [cutoff], "headline": [METRIC]}
        narrowed = plan.model_copy(update=narrow)
        return Judge(narrowed, Asked.read(plan), list(folds.read(narrowed)))

    def ours(self, baseline: str) -> dict[str, Column]:
        """Return the column of each view of a baseline's cell; none where it has no lists.

        The cell's own folder is read, so the benchmark need not be scored.
        """
        folder = paths.cell(self.plan.benchmark, baseline)
        return self._columns(baseline, folder) if cells.state(folder)["status"] == "ok" else {}

    def theirs(self, lists: Path) -> dict[str, Column]:
        """Return the column of each view that a file of lists has, read as a submission is."""
        handed = Handed(lists.stem, lists=[lists])
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / handed.name
            convert.write(handed, self.asked, folder)
            return self._columns(handed.name, folder)

    def _columns(self, name: str, folder: Path) -> dict[str, Column]:
        scored = Scored(lists={view: {} for view in self.plan.views})
        scored.cells[name] = cells.state(folder)
        with threadpool_limits(limits=1):  # the same digits as in the tables
            judge(name, folder, self.every_fold, self.plan, scored)
        per_user = pa.concat_tables(scored.per_user, promote_options="default")
        columns = {}
        for view in per_user["view"].unique().to_pylist():
            rows = per_user.filter(pc.field("view") == view)
            column = Scores.of(rows).everybody(METRIC)
            if column is not None:
                columns[view] = column
        return columns


def paired(baseline: str, ours: Column, theirs: Column, margin: float) -> dict[str, Any]:
    """Return the columns of a row of peers.csv that a paired test of the two gives.

    margin : of practical equivalence; adjusting for other tests is left to `table`
    Raises UserError where the two are judged by different users.
    """
    if ours.numerator.shape != theirs.numerator.shape:
        raise UserError(f"{baseline}: its lists are of other users; run the benchmark again.")
    family = Family.of({baseline: ours, _OTHER: theirs}, metrics.falls(METRIC))
    with threadpool_limits(limits=1):
        (row,) = comparisons.compare(family, margin)
    kept = ("value", "other_value", "difference", "ci_low", "ci_high", "p_value", "n_users")
    return {**names.column(METRIC)._asdict(), **{name: row[name] for name in kept}}
