"""Bring MLflow to what it shall show, by its public calls; logging twice adds nothing.

A run that no longer says what reports/ says is replaced, a run of a cell that is gone is deleted:
for good, with its files, so that rendering again and again does not fill the disk.
"""

import logging
import subprocess
from pathlib import Path

from mlflow.entities import Experiment as MlflowExperiment
from mlflow.entities import Run, ViewType
from mlflow.tracking import MlflowClient

from benchmarks.contract.errors import UserError
from benchmarks.contract.files import text_digest
from benchmarks.tracking import mlflow_private, notes
from benchmarks.tracking.book import CELL, Book
from benchmarks.tracking.health import refuse_damaged
from benchmarks.tracking.notes import NOTE
from benchmarks.tracking.place import ARTIFACTS, DATABASE, LOCAL
from benchmarks.tracking.record import Experiment

# a code of the note that we wrote last: another one is people's; the UI hides tags of this kind
_OURS, _FORMERLY = "mlflow.levelground.note", "levelground.note"
_PAGE = 10_000  # runs of a search


def log(wanted: list[Experiment], uri: str) -> int:
    """Bring MLflow to what is wanted; return how many runs were logged."""
    for of_tables in ("alembic", "mlflow.store.db.utils"):
        logging.getLogger(of_tables).setLevel(logging.WARNING)
    if uri == LOCAL:
        refuse_damaged(DATABASE, ARTIFACTS)
        mlflow_private.relocate(DATABASE, ARTIFACTS)
    if uri.startswith("sqlite:"):
        mlflow_private.do_not_wait_for_the_disk()
    client = MlflowClient(tracking_uri=uri)
    commit, added, report = _git_commit(), 0, ""
    for experiment in wanted:
        logged = _open(client, experiment, _note(experiment, report))
        if uri == LOCAL:
            _refuse_files_elsewhere(logged)
        report = report or logged.experiment_id  # the report's experiment comes first
        book = Book(client, logged, _runs_of(client, logged), mlflow_private.file_of(uri))
        added += book.write(experiment, commit)
    return added


def _open(client: MlflowClient, experiment: Experiment, note: str) -> MlflowExperiment:
    """Return an experiment, made or restored where needed, its tags as they shall be."""
    logged = client.get_experiment_by_name(experiment.name)
    if logged is None:
        logged = client.get_experiment(client.create_experiment(experiment.name))
    elif logged.lifecycle_stage == "deleted":
        client.restore_experiment(logged.experiment_id)
    tags = dict(experiment.tags)
    there, codes = logged.tags.get(NOTE), [logged.tags.get(name) for name in (_OURS, _FORMERLY)]
    if there is None or text_digest(there) in codes:
        tags |= {NOTE: note, _OURS: text_digest(note)}
    for name, value in tags.items():
        if logged.tags.get(name) != value:
            client.set_experiment_tag(logged.experiment_id, name, value)
    if _FORMERLY in logged.tags:
        client.delete_experiment_tag(logged.experiment_id, _FORMERLY)
    return logged


def _note(experiment: Experiment, report: str) -> str:
    """Return what an experiment says of itself; the report's, which comes first, has no id yet."""
    return notes.of_experiment(experiment.benchmark, report) if report else notes.of_report()


def _refuse_files_elsewhere(logged: MlflowExperiment) -> None:
    """Stop before files of another folder are written or deleted; see `mlflow_private.relocate`."""
    folder = Path(logged.artifact_location.removeprefix("file://")).resolve()
    if not folder.is_relative_to(ARTIFACTS.resolve()):
        rebuild = f"delete {DATABASE} here, and `make track` makes it anew"
        raise UserError(f"{DATABASE}: its files lie in {folder.parent}; {rebuild}.")


def _runs_of(client: MlflowClient, logged: MlflowExperiment) -> dict[str, list[Run]]:
    """Return our runs of an experiment by their cell, deleted ones too."""
    runs: dict[str, list[Run]] = {}
    token: str | None = None
    while token != "":
        page = client.search_runs([logged.experiment_id], "", ViewType.ALL, _PAGE, None, token)
        for run in page:
            if CELL in run.data.tags:  # others were logged by people
                runs.setdefault(run.data.tags[CELL], []).append(run)
        token = page.token or ""
    return runs


def _git_commit() -> str:
    result = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True)
    return result.stdout.strip() if result.returncode == 0 else ""
