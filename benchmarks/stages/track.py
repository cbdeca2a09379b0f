"""Stage `track`: show in MLflow what DVC recorded. A view: delete it and it is rebuilt; logging twice adds nothing.

`benchmarks/records.py` says what is shown. A run that no longer says what reports/ says is
replaced, a run of a cell that is gone is deleted: for good, with its files, so that rendering again
and again does not fill the disk.
"""

import contextlib
import logging
import os
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.contract import paths
from benchmarks.contract.documents import Study
from benchmarks.contract.files import read_json, text_digest, write_json
from benchmarks.splits.rules import with_rules
from benchmarks.tracking.records import Experiment, Record, experiments

DATABASE = Path("mlflow.db")
LOCAL = f"sqlite:///{DATABASE}"
MARKER = Path("mlflow.logged.json")  # what was logged last and where, to skip MLflow's slow import
_CELL, _DIGEST = "levelground.cell", "levelground.digest"
_PARENT, _COMMIT, _NOTE = "mlflow.parentRunId", "mlflow.source.git.commit", "mlflow.note.content"
_AT_ONCE = 900  # metrics; MLflow takes no more than a thousand
_HOUR = 3_600_000  # ms
_MOVES = (
    "UPDATE experiments SET artifact_location = :here || substr(artifact_location, length(:there)) "
    "WHERE substr(artifact_location, 1, length(:there)) = :there",
    "UPDATE runs SET artifact_uri = :here || substr(artifact_uri, length(:there)) "
    "WHERE substr(artifact_uri, 1, length(:there)) = :there",
)


def track(verify: bool) -> None:
    """Log what is missing; with `verify` look into MLflow even if nothing seems to have changed."""
    wanted = experiments(with_rules(Study.read(paths.STUDY)))
    uri = os.environ.get("MLFLOW_TRACKING_URI", LOCAL)
    state = {"uri": uri, "digest": text_digest([experiment.digest() for experiment in wanted])}
    known = MARKER.exists() and read_json(MARKER) == state and (uri != LOCAL or DATABASE.exists())
    if known and not verify:
        print("mlflow: nothing new")
        return
    try:
        added = _log(wanted, uri)
    except (
        Exception
    ) as error:  # any failure of a server: the results are safe without it, and can be logged later
        print(
            f"mlflow: {uri} could not be written ({type(error).__name__}: {error}); `make track` tries again"
        )
        return
    write_json(MARKER, state)
    print(f"mlflow: {added} runs logged to {uri}")


def _log(wanted: list[Experiment], uri: str) -> int:
    """Bring MLflow to what is wanted; return how many runs were logged."""
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "10")
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    from mlflow.tracking import MlflowClient  # takes seconds to import: only where it is used

    if uri == LOCAL:
        relocate()
    if uri.startswith("sqlite:"):
        _do_not_wait_for_the_disk()
    client = MlflowClient(tracking_uri=uri)
    commit, added, report = _git_commit(), 0, ""
    for experiment in wanted:
        identity, created = _open(client, experiment, report)
        report = report or identity  # the report's experiment comes first
        added += _log_runs(client, (identity, created), experiment, commit)
    return added


def relocate() -> None:
    """Let a database that was moved or copied with its folder point at the files beside it: MLflow keeps whole paths.

    Without this a copy would write, and delete, the files of its original.
    """
    if not DATABASE.exists():
        return
    here = str(Path("mlruns").resolve())
    with contextlib.closing(sqlite3.connect(DATABASE)) as database, database:
        (default,) = database.execute(
            "SELECT artifact_location FROM experiments WHERE experiment_id = 0"
        ).fetchone()
        there = default.removesuffix("/0")
        if there != here:
            for move in _MOVES:
                database.execute(move, {"here": here, "there": f"{there}/"})


def _do_not_wait_for_the_disk() -> None:
    """Let SQLite return before its writes are on the disk: thousands of small ones, of what can be logged again."""
    from sqlalchemy import Engine, event

    @event.listens_for(Engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA synchronous = OFF")


def _open(client: Any, experiment: Experiment, report: str) -> tuple[str, int]:
    """Return an experiment's id and when it was made (ms), after bringing its tags to what they shall be."""
    found = client.get_experiment_by_name(experiment.name)
    identity = found.experiment_id if found else client.create_experiment(experiment.name)
    found = found or client.get_experiment(identity)
    note = (
        {_NOTE: _note(report)} if report and _NOTE not in found.tags else {}
    )  # never over one that people wrote
    for name, value in {**experiment.tags, **note}.items():
        if found.tags.get(name) != value:
            client.set_experiment_tag(identity, name, value)
    return identity, found.creation_time


def _note(report: str) -> str:
    return (
        f"[The report](#/experiments/{report}/runs) is an experiment of its own. One run per baseline, the best first; "
        "below it the trials of its search (`Load more` shows those of later ones). `curves/…` are over the length of "
        "the list, `slices/…` are groups of users and items; the artifact users.parquet holds the scores per user."
    )


def _log_runs(client: Any, place: tuple[str, int], experiment: Experiment, commit: str) -> int:
    """Log what an experiment lacks and delete what no longer holds; return how many runs were logged.

    place : the experiment's id, and when it was made (ms)
    """
    existing: dict[str, list[Any]] = {}
    for run in _all_runs(client, place[0]):
        existing.setdefault(run.data.tags.get(_CELL, ""), []).append(run)
    existing.pop("", None)  # runs that people logged themselves
    added = 0
    for record in experiment.runs:
        cell = f"{experiment.name}/{record.name}"
        parent, new = _ensure(client, place, cell, record, {_COMMIT: commit}, existing)
        added += new
        for child in record.children:
            added += _ensure(
                client, place, f"{cell}/{child.name}", child, {_PARENT: parent}, existing
            )[1]
    for run in (run for gone in existing.values() for run in gone):
        _delete(client, run)
    return added


def _all_runs(client: Any, experiment: str) -> list[Any]:
    """Return the runs of an experiment, deleted ones too."""
    from mlflow.entities import ViewType

    runs: list[Any] = []
    token = None
    while token != "":
        page = client.search_runs(
            [experiment], run_view_type=ViewType.ALL, max_results=10_000, page_token=token
        )
        runs, token = [*runs, *page], page.token or ""
    return runs


def _ensure(
    client: Any,
    place: tuple[str, int],
    cell: str,
    record: Record,
    tags: dict[str, str],
    existing: dict[str, list[Any]],
) -> tuple[str, bool]:
    """Keep the run of a record, or replace it by one that says what it shall; return its id, and whether it is new.

    existing : runs by their cell, from which the kept one is taken
    """
    digest = record.digest()
    for run in existing.get(cell, []):
        if run.info.lifecycle_stage == "active" and run.data.tags.get(_DIGEST) == digest:
            existing[cell].remove(run)
            parent = tags.get(_PARENT)
            if parent and run.data.tags.get(_PARENT) != parent:  # the run above was replaced
                client.set_tag(run.info.run_id, _PARENT, parent)
            return run.info.run_id, False
    return _log_run(client, place, record, {_CELL: cell, **tags, **record.tags}, digest), True


def _log_run(
    client: Any, place: tuple[str, int], record: Record, tags: dict[str, str], digest: str
) -> str:
    """Log one run; its digest comes last, so that a run cut short is replaced next time.

    The UI shows the latest start first: the start is set so that this is the leaderboard, and the
    end so that the duration is that of the fit.
    """
    from mlflow.entities import Metric, Param, RunTag

    experiment, created = place
    start = created - round(_HOUR * record.place)
    tags = {name: value for name, value in tags.items() if value}
    identity = client.create_run(
        experiment, start_time=start, run_name=record.name, tags=tags
    ).info.run_id
    _log_files(client, identity, record)
    now = int(time.time() * 1000)
    metrics = [Metric(key, value, now, step) for key, value, step in record.metrics]
    given = [Param(name, value) for name, value in record.parameters.items()]
    while len(metrics) > _AT_ONCE:  # in their order, in which the UI shows them
        client.log_batch(identity, metrics=metrics[:_AT_ONCE])
        metrics = metrics[_AT_ONCE:]
    client.log_batch(identity, metrics=metrics, params=given, tags=[RunTag(_DIGEST, digest)])
    end = start + round(1000 * record.seconds)
    client.set_terminated(identity, "FAILED" if record.failed else "FINISHED", end_time=end)
    return identity


def _log_files(client: Any, identity: str, record: Record) -> None:
    """Log the dataset and the artifacts of a run, if it has any."""
    from mlflow.entities import Dataset, DatasetInput, InputTag

    if "dataset" in record.tags:
        data = Dataset(
            name=record.tags["dataset"],
            digest=record.tags["dataset_sha256"][
                :8
            ],  # the whole is a tag; here it would fill the column
            source_type="local",
            source=paths.prepared(record.tags["dataset"]).as_posix(),
        )
        client.log_inputs(
            identity, [DatasetInput(data, [InputTag("mlflow.data.context", "evaluation")])]
        )
    if record.artifact:
        client.log_artifact(identity, str(record.artifact))
    if record.users is not None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "users.parquet"
            pq.write_table(record.users, path)
            client.log_artifact(identity, str(path))


def _delete(client: Any, run: Any) -> None:
    """Delete a run for good, rows and files; a server keeps it among its deleted runs until its own `mlflow gc`."""
    from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

    identity = run.info.run_id
    if run.info.lifecycle_stage == "active":
        client.delete_run(identity)
    store = client._tracking_client.store
    if hasattr(
        store, "_hard_delete_run"
    ):  # what `mlflow gc` calls, which would take all deleted experiments along
        get_artifact_repository(run.info.artifact_uri).delete_artifacts()
        with contextlib.suppress(OSError):  # it is not there, or somebody put a file into it
            Path(run.info.artifact_uri).parent.rmdir()
        store._hard_delete_run(identity)


def _git_commit() -> str:
    result = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True)
    return result.stdout.strip() if result.returncode == 0 else ""
