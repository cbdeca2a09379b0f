"""Stage `track`: show in MLflow what DVC recorded. A view: delete it and it is rebuilt."""

from pathlib import Path

from benchmarks.contract import paths
from benchmarks.contract.documents import Study
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json, write_json
from benchmarks.contract.judged import exported
from benchmarks.contract.secrets import redacted
from benchmarks.metrics import falls
from benchmarks.splits import kind
from benchmarks.tracking import inputs, place
from benchmarks.tracking.board import Board, Leading
from benchmarks.tracking.health import ANEW, is_empty, reason
from benchmarks.tracking.records import experiments

MARKER = Path("mlflow.logged.json")  # what was logged last and where, to skip MLflow's slow import
BESIDE = ("coverage", "gini")  # shown beside the headline, at its cut-off


def track(verify: bool, trials: bool | None = None) -> None:
    """Log what is missing; with `verify` look into MLflow even if nothing seems to have changed.

    trials : whether those of searches are runs too; as the last time where it is not said
    Raises UserError where that fails; but a server that is down stops no pipeline (without
    `verify`), as the results are safe without it and can be logged later.
    """
    study = Study.read(paths.study())
    uri = place.uri()
    last = read_json(MARKER) if MARKER.exists() else {}
    with_trials = last.get("trials", False) if trials is None else trials
    state = {"uri": redacted(uri), "inputs": inputs.digest(study), "trials": with_trials}
    there = uri != place.LOCAL or not is_empty(place.DATABASE)
    if there and not verify and last == state:
        print("mlflow: nothing new")
        return
    from benchmarks.tracking import client  # takes seconds

    wanted = experiments(_boards(study), _leading(study), exported(), with_trials)
    try:
        added = client.log(wanted, uri)
    except UserError:
        raise
    except Exception as error:
        advice = (
            f"if it says so again, {ANEW}" if uri == place.LOCAL else "`make track` tries again"
        )
        why = f"could not be written ({reason(error)}); {advice}"
        if verify or uri == place.LOCAL:
            raise UserError(f"mlflow: {uri} {why}.") from error
        print(redacted(f"mlflow: {uri} {why}"))
        return
    write_json(MARKER, state)
    print(redacted(f"mlflow: {added} runs logged to {uri}"))


def _boards(study: Study) -> list[Board]:
    """Return the leaderboards: the views that have a name of their own."""
    boards = []
    for view in study.reported():
        if view.everybody == "all":
            benchmark = study.benchmark(view.benchmark)
            rule = kind.read(benchmark.split)
            split = {"kind": rule.kind, **rule.model_dump(exclude_defaults=True)}
            board = Board(view.name, view.benchmark, view.view, benchmark.dataset, split)
            boards.append(board)
    return boards


def _leading(study: Study) -> Leading:
    """Return the metrics of the leaderboards."""
    beside = [name for name in BESIDE if name in study.metrics]
    reach = [f"{name}@{study.list_length}" for name in beside]
    return Leading(study.headline, reach, falls(study.headline[0]))
