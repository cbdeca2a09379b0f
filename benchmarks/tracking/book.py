"""Write the runs of one experiment, and delete those that no longer hold."""

import contextlib
import json
import shutil
import tempfile
import time
import uuid
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pyarrow.parquet as pq
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, Run, RunTag
from mlflow.entities import Experiment as MlflowExperiment
from mlflow.tracking import MlflowClient

from benchmarks.contract.errors import UserError
from benchmarks.contract.removal import remove
from benchmarks.tracking import mlflow_private
from benchmarks.tracking.place import ARTIFACTS
from benchmarks.tracking.record import Experiment, Input, Record

CELL = "levelground.cell"  # the tag of a run that says which it is
_DIGEST, _NAME = "levelground.digest", "mlflow.runName"
_PARENT, _COMMIT = "mlflow.parentRunId", "mlflow.source.git.commit"
_AT_ONCE = 900  # metrics; MLflow takes no more than a thousand
_HOUR = 3_600_000  # ms
Tags = dict[str, str]


@dataclass
class Book:
    """The runs of one experiment.

    unclaimed : runs by their cell, from which those are taken that say what they shall
    database : the file in which MLflow keeps them, None where it is not a file
    first, dataset : the last run that was logged by public calls, which others follow, and its data
    """

    client: MlflowClient
    logged: MlflowExperiment
    unclaimed: dict[str, list[Run]]
    database: Path | None
    added: int = 0
    first: Run | None = None
    dataset: Input | None = None

    def write(self, experiment: Experiment, commit: str) -> int:
        """Log what is lacking and delete what no longer holds; return how many were logged."""
        for record in experiment.runs:
            cell = f"{experiment.name}/{record.name}"
            tags = {CELL: cell, _COMMIT: commit}
            parent = self._kept(record, tags) or self._log(record, tags)
            of_children = [
                (child, {CELL: f"{cell}/{child.name}", _PARENT: parent})
                for child in record.children
            ]
            self._log_all([child for child in of_children if not self._kept(*child)], parent)
        self._delete(list(chain(*self.unclaimed.values())))
        return self.added

    def _delete(self, runs: list[Run]) -> None:
        """Delete runs for good; trials at once where MLflow's database is here."""
        trials = [run.info.run_id for run in runs if _PARENT in run.data.tags]
        at_once = self.database is not None and mlflow_private.forget(self.database, trials)
        for run in runs:
            if at_once and _PARENT in run.data.tags:
                continue
            if run.info.lifecycle_stage == "active":
                self.client.delete_run(run.info.run_id)
            mlflow_private.delete_for_good(self.client, run, ARTIFACTS)

    def _kept(self, record: Record, tags: Tags) -> str:
        """Keep the run that says what a record shall; return its id, "" where there is none."""
        candidates = self.unclaimed.get(tags[CELL], [])
        for run in candidates:
            active = run.info.lifecycle_stage == "active"
            if active and run.data.tags.get(_DIGEST) == record.digest():
                candidates.remove(run)
                parent = tags.get(_PARENT)
                if parent and run.data.tags.get(_PARENT) != parent:  # the run above was replaced
                    self.client.set_tag(run.info.run_id, _PARENT, parent)
                return run.info.run_id
        return ""

    def _log_all(self, children: list[tuple[Record, Tags]], parent: str) -> None:
        """Log runs without files at once where MLflow's database is here, else one by one."""
        rows = [self._row(*child) for child in children]
        if self.database and mlflow_private.add_like(self.database, parent, rows, has_inputs=False):
            self.added += len(rows)
            return
        for child in children:
            self._log(*child)

    def _row(self, record: Record, tags: Tags) -> mlflow_private.Row:
        start, end = self._times(record)
        said = {name: value for name, value in {**tags, **record.tags}.items() if value}
        return mlflow_private.Row(
            run=uuid.uuid4().hex,
            name=record.name,
            start=start,
            end=end,
            status=_status(record),
            tags={**said, _NAME: record.name, _DIGEST: record.digest()},
            parameters=record.parameters,
            metrics=record.metrics,
        )

    def _times(self, record: Record) -> tuple[int, int]:
        """Return when a run starts and ends, in ms.

        The UI shows the latest start first: the start is set so that this is the leaderboard, and
        the end so that the duration is that of the fit.
        """
        start = (self.logged.creation_time or 0) - round(_HOUR * record.place)
        return start, start + round(1000 * record.seconds)

    def _log(self, record: Record, tags: Tags) -> str:
        """Log one run; return its id."""
        self.added += 1
        return self._log_like_the_first(record, tags) or self._log_by_calls(record, tags)

    def _log_like_the_first(self, record: Record, tags: Tags) -> str:
        """Log a run as one of the same dataset that was logged by calls; '' if it cannot be."""
        if not (self.database and self.first and self.dataset == record.dataset):
            return ""
        info, row = self.first.info, self._row(record, tags)
        folder = mlflow_private.files_like(info.artifact_uri, info.run_id, row.run)
        if folder is None:
            return ""
        _write_files(record, folder)
        if mlflow_private.add_like(self.database, info.run_id, [row], has_inputs=True):
            return row.run
        with contextlib.suppress(UserError):  # it lies elsewhere, where nothing is deleted
            remove(folder.parent)
        return ""

    def _log_by_calls(self, record: Record, tags: Tags) -> str:
        """Log one run; its digest comes last, so that a run cut short is replaced next time."""
        start, end = self._times(record)
        said = {name: value for name, value in {**tags, **record.tags}.items() if value}
        run = self.client.create_run(self.logged.experiment_id, start, said, record.name)
        identity = run.info.run_id
        if record.dataset:
            self.client.log_inputs(identity, [_logged(record.dataset)])
        with tempfile.TemporaryDirectory() as name:
            if _write_files(record, Path(name)):
                self.client.log_artifacts(identity, name)
        self._log_metrics(identity, record)
        parameters = [Param(name, value) for name, value in record.parameters.items()]
        self.client.log_batch(identity, params=parameters, tags=[RunTag(_DIGEST, record.digest())])
        self.client.set_terminated(identity, _status(record), end)
        self.first, self.dataset = run, record.dataset
        return identity

    def _log_metrics(self, identity: str, record: Record) -> None:
        """Log the metrics of a run in their order, in which the UI shows them."""
        now = int(time.time() * 1000)
        metrics = [Metric(key, value, now, step) for key, value, step in record.metrics]
        for first in range(0, len(metrics), _AT_ONCE):
            self.client.log_batch(identity, metrics[first : first + _AT_ONCE])


def _write_files(record: Record, folder: Path) -> bool:
    """Write the files of a run into a folder; return whether it has any."""
    for place, path in record.files.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / place)
    if record.texts or record.users is not None:
        folder.mkdir(parents=True, exist_ok=True)
    for place, text in record.texts.items():
        (folder / place).write_text(text, encoding="utf-8")
    if record.users is not None:
        pq.write_table(record.users, folder / "users.parquet")
    return bool(record.files or record.texts or record.users is not None)


def _status(record: Record) -> str:
    return "FAILED" if record.failed else "FINISHED"


def _logged(dataset: Input) -> DatasetInput:
    """Return a dataset as MLflow's own library reads it back."""
    short = dataset.digest[:8]  # the whole is a tag; here it would fill the column
    types = [{"name": name, "type": kind} for name, kind in dataset.columns.items()]
    schema = json.dumps({"mlflow_colspec": types}) if types else None
    source, sizes = json.dumps({"uri": dataset.file}), json.dumps(dataset.sizes)
    context = InputTag("mlflow.data.context", "evaluation")
    return DatasetInput(Dataset(dataset.name, short, "local", source, schema, sizes), [context])
