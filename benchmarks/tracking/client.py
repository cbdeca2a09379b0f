"""Bring MLflow to what it shall show, by its public calls; logging twice adds nothing.

A run that no longer says what reports/ says is replaced, a run of a cell that is gone is deleted:
for good, with its files, so that rendering again and again does not fill the disk.
"""

import logging
import subprocess
import tempfile
import time
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pyarrow.parquet as pq
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, Run, RunTag, ViewType
from mlflow.entities import Experiment as MlflowExperiment
from mlflow.tracking import MlflowClient

from benchmarks.contract import paths
from benchmarks.contract.errors import UserError
from benchmarks.tracking import mlflow_private
from benchmarks.tracking.place import ARTIFACTS, DATABASE, LOCAL
from benchmarks.tracking.record import Experiment, Record

_CELL, _DIGEST = "levelground.cell", "levelground.digest"
_PARENT, _COMMIT, _NOTE = "mlflow.parentRunId", "mlflow.source.git.commit", "mlflow.note.content"
_AT_ONCE = 900  # metrics; MLflow takes no more than a thousand
_PAGE = 10_000  # runs of a search
_HOUR = 3_600_000  # ms


def log(wanted: list[Experiment], uri: str) -> int:
    """Bring MLflow to what is wanted; return how many runs were logged."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    if uri == LOCAL:
        mlflow_private.relocate(DATABASE, ARTIFACTS)
    if uri.startswith("sqlite:"):
        mlflow_private.do_not_wait_for_the_disk()
    client = MlflowClient(tracking_uri=uri)
    commit, added, report = _git_commit(), 0, ""
    for experiment in wanted:
        logged = _open(client, experiment, report)
        if uri == LOCAL:
            _refuse_files_elsewhere(logged)
        report = report or logged.experiment_id  # the report's experiment comes first
        added += _Book(client, logged, _runs_of(client, logged)).write(experiment, commit)
    return added


def _open(client: MlflowClient, experiment: Experiment, report: str) -> MlflowExperiment:
    """Return an experiment, made or restored where needed, its tags as they shall be."""
    logged = client.get_experiment_by_name(experiment.name)
    if logged is None:
        logged = client.get_experiment(client.create_experiment(experiment.name))
    elif logged.lifecycle_stage == "deleted":
        client.restore_experiment(logged.experiment_id)
    tags = dict(experiment.tags)
    if report and _NOTE not in logged.tags:  # never over one that people wrote
        tags[_NOTE] = _note(report)
    for name, value in tags.items():
        if logged.tags.get(name) != value:
            client.set_experiment_tag(logged.experiment_id, name, value)
    return logged


def _note(report: str) -> str:
    return (
        f"[The report](#/experiments/{report}/runs) is an experiment of its own. One run per "
        "baseline, the best first; below it the trials of its search (`Load more` shows those of "
        "later ones). `curves/…` are over the length of the list, `slices/…` are groups of users "
        "and items; the artifact users.parquet holds the scores per user."
    )


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
            if _CELL in run.data.tags:  # others were logged by people
                runs.setdefault(run.data.tags[_CELL], []).append(run)
        token = page.token or ""
    return runs


@dataclass
class _Book:
    """The runs of one experiment.

    unclaimed : runs by their cell, from which those are taken that say what they shall
    """

    client: MlflowClient
    logged: MlflowExperiment
    unclaimed: dict[str, list[Run]]
    added: int = 0

    def write(self, experiment: Experiment, commit: str) -> int:
        """Log what is lacking and delete what no longer holds; return how many were logged."""
        for record in experiment.runs:
            cell = f"{experiment.name}/{record.name}"
            parent = self._ensure(record, {_CELL: cell, _COMMIT: commit})
            for child in record.children:
                self._ensure(child, {_CELL: f"{cell}/{child.name}", _PARENT: parent})
        for run in chain(*self.unclaimed.values()):
            if run.info.lifecycle_stage == "active":
                self.client.delete_run(run.info.run_id)
            mlflow_private.delete_for_good(self.client, run)
        return self.added

    def _ensure(self, record: Record, tags: dict[str, str]) -> str:
        """Keep the run of a record, or log one that says what it shall; return its id."""
        digest = record.digest()
        candidates = self.unclaimed.get(tags[_CELL], [])
        for run in candidates:
            active = run.info.lifecycle_stage == "active"
            if active and run.data.tags.get(_DIGEST) == digest:
                candidates.remove(run)
                parent = tags.get(_PARENT)
                if parent and run.data.tags.get(_PARENT) != parent:  # the run above was replaced
                    self.client.set_tag(run.info.run_id, _PARENT, parent)
                return run.info.run_id
        self.added += 1
        return self._log(record, {**tags, **record.tags}, digest)

    def _log(self, record: Record, tags: dict[str, str], digest: str) -> str:
        """Log one run; its digest comes last, so that a run cut short is replaced next time.

        The UI shows the latest start first: the start is set so that this is the leaderboard, and
        the end so that the duration is that of the fit.
        """
        start = (self.logged.creation_time or 0) - round(_HOUR * record.place)
        said = {name: value for name, value in tags.items() if value}
        run = self.client.create_run(self.logged.experiment_id, start, said, record.name)
        identity = run.info.run_id
        self._log_files(identity, record)
        now = int(time.time() * 1000)
        metrics = [Metric(key, value, now, step) for key, value, step in record.metrics]
        for first in range(0, len(metrics), _AT_ONCE):  # in their order, in which the UI shows them
            self.client.log_batch(identity, metrics[first : first + _AT_ONCE])
        parameters = [Param(name, value) for name, value in record.parameters.items()]
        self.client.log_batch(identity, params=parameters, tags=[RunTag(_DIGEST, digest)])
        end = start + round(1000 * record.seconds)
        self.client.set_terminated(identity, "FAILED" if record.failed else "FINISHED", end)
        return identity

    def _log_files(self, identity: str, record: Record) -> None:
        """Log the dataset and the artifacts of a run, if it has any."""
        if "dataset" in record.tags:
            self.client.log_inputs(identity, [_dataset(record.tags)])
        if record.artifact:
            self.client.log_artifact(identity, str(record.artifact))
        if record.users is not None:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "users.parquet"
                pq.write_table(record.users, path)
                self.client.log_artifact(identity, str(path))


def _dataset(tags: dict[str, str]) -> DatasetInput:
    name = tags["dataset"]
    source = paths.prepared(name).as_posix()
    short = tags["dataset_sha256"][:8]  # the whole is a tag; here it would fill the column
    context = InputTag("mlflow.data.context", "evaluation")
    return DatasetInput(Dataset(name, short, "local", source), [context])


def _git_commit() -> str:
    result = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True)
    return result.stdout.strip() if result.returncode == 0 else ""
