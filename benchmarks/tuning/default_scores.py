"""What default parameters are worth on the test part, beside those that a search chose.

They are declared before any search and no trial's choice; nothing but the report reads this.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.contract import paths
from benchmarks.contract.csv import as_csv, read_csv
from benchmarks.contract.documents import CellPlan, ScorePlan
from benchmarks.contract.files import text_digest, write_text
from benchmarks.contract.leaderboards import Reported
from benchmarks.contract.settings import Groups
from benchmarks.contract.trials import as_json
from benchmarks.protocol import training
from benchmarks.protocol.model import load
from benchmarks.protocol.queries import Folder
from benchmarks.protocol.run import run
from benchmarks.results import cells, folds
from benchmarks.results.averages import Scores
from benchmarks.results.judging import Scored, judge

_METRICS, _CUTOFF = ["rmse", "ndcg"], 10  # of which the objective is one


def score_defaults(place: Reported, objective: str, plan: CellPlan, scoring: ScorePlan) -> None:
    """Run a cell with the parameters of its plan, and write its objective on the test part.

    objective : `ndcg@10` or `rmse`; plan : of the view alone, with default parameters
    """
    name, path = f"{place.name} {plan.baseline}", paths.default_scores(place.name, plan.baseline)
    parameters, code = as_json(plan.parameters), text_digest([plan.code, plan.seeds])
    kept = read_csv(path) if path.exists() else []
    if [(row["parameters"], row["code"]) for row in kept] == [(parameters, code)]:
        print(f"{name}: default parameters were scored before")
        return
    with TemporaryDirectory() as temporary:
        _run(plan, Path(temporary))
        state = cells.state(Path(temporary))
        if state["status"] != "ok":
            print(f"{name}: {state['status']}, {state['reason']}")
            return
        value = _value(Path(temporary), objective, plan, scoring)
    row = {"objective": objective, "value": value, "parameters": parameters, "code": code}
    write_text(path, as_csv(list(row), [row]))
    print(f"{name}: {objective} {value:.4f} with default parameters on the test part")


def _run(plan: CellPlan, folder: Path) -> None:
    """Write a cell's files to `folder`."""
    source = training.read(paths.train(plan.benchmark))
    questions = Folder(paths.ask(plan.benchmark))
    run(plan, load(plan.baseline, plan.defined_in), source, questions, folder)


def _value(folder: Path, objective: str, plan: CellPlan, scoring: ScorePlan) -> float:
    """Return the objective over the users of a cell, as `score` and `collect` do."""
    alone = scoring.model_copy(
        update={
            "views": plan.views,
            "metrics": _METRICS,
            "cutoffs": [_CUTOFF],
            "headline": [objective],
            "groups": Groups(),
        }
    )
    scored = Scored(lists={view: {} for view in plan.views})
    scored.cells[plan.baseline] = cells.state(folder)
    judge(plan.baseline, folder, list(folds.read(alone)), alone, scored)
    per_user = pa.concat_tables(scored.per_user, promote_options="default")
    (view,) = plan.views
    column = Scores.of(per_user.filter(pc.field("view") == view)).everybody(objective)
    if column is None:
        raise ValueError(f"{plan.benchmark} {plan.baseline}: nobody is judged by {objective}")
    return column.value
