"""Stage `track`: show in MLflow what DVC recorded. A view: delete it and it is rebuilt."""

from pathlib import Path

from benchmarks.contract import paths
from benchmarks.contract.documents import Study
from benchmarks.contract.files import read_json, write_json
from benchmarks.contract.judged import exported
from benchmarks.metrics import falls
from benchmarks.splits import kind
from benchmarks.tracking import inputs, place
from benchmarks.tracking.board import Board, Leading
from benchmarks.tracking.records import experiments

MARKER = Path("mlflow.logged.json")  # what was logged last and where, to skip MLflow's slow import
BESIDE = ("coverage", "gini")  # shown beside the headline, at its cut-off


def track(verify: bool) -> None:
    """Log what is missing; with `verify` look into MLflow even if nothing seems to have changed."""
    study = Study.read(paths.study())
    uri = place.uri()
    state = {"uri": uri, "inputs": inputs.digest(study)}
    there = uri != place.LOCAL or place.DATABASE.exists()
    if there and not verify and MARKER.exists() and read_json(MARKER) == state:
        print("mlflow: nothing new")
        return
    from benchmarks.tracking import client  # takes seconds

    wanted = experiments(_boards(study), _leading(study), exported())
    try:
        added = client.log(wanted, uri)
    except Exception as error:  # the results are safe without a server, and can be logged later
        reason = f"{type(error).__name__}: {error}"
        print(f"mlflow: {uri} could not be written ({reason}); `make track` tries again")
        return
    write_json(MARKER, state)
    print(f"mlflow: {added} runs logged to {uri}")


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
