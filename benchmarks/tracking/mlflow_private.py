"""The one place that uses what MLflow does not promise to keep; all of it was seen in MLflow 3.17.

| what | for | without |
|---|---|---|
| SQL on `experiments`, `runs` | a copied folder writes into its own files | `client` refuses it |
| SQL on the tables of `WRITTEN` | runs like one that is there; trials away at once | slower |
| an event of SQLAlchemy, on SQLite | many small writes do not wait for the disk | slower |
| `_tracking_client.store`, `_hard_delete_run` | what is replaced goes for good | it stays deleted |

`missing` says what is gone; a test fails on an MLflow where that is anything.
"""

import contextlib
import sqlite3
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from mlflow.entities import Run
from mlflow.tracking import MlflowClient

from benchmarks.contract.removal import remove

_MOVES = (
    "UPDATE experiments SET artifact_location = :here || substr(artifact_location, length(:there)) "
    "WHERE substr(artifact_location, 1, length(:there)) = :there",
    "UPDATE runs SET artifact_uri = :here || substr(artifact_uri, length(:there)) "
    "WHERE substr(artifact_uri, 1, length(:there)) = :there",
)
# What `forget` deletes, and `add_like` writes with what follows.
_OF_RUN = {
    "runs": "run_uuid, name, status, start_time, end_time, artifact_uri",
    "tags": "run_uuid, key, value",
    "params": "run_uuid, key, value",
    "metrics": "run_uuid, key, value, step, timestamp, is_nan",
    "latest_metrics": "run_uuid, key, value, step, timestamp, is_nan",
}
_OF_INPUTS = {"inputs": "input_uuid, destination_type, destination_id", "input_tags": "input_uuid"}
WRITTEN = _OF_RUN | _OF_INPUTS
Metric = tuple[str, float, int]  # name, value, step
Values = tuple[str, dict[str, Any]]  # a table, what a row of it has by column
_INPUTS = "SELECT * FROM inputs WHERE destination_type = 'RUN' AND destination_id = ?"
_LABELS = "SELECT * FROM input_tags WHERE input_uuid = ?"
_SQLITE = "sqlite:///"
_PLACES = "SELECT experiment_id, artifact_location FROM experiments ORDER BY experiment_id"


def relocate(database: Path, artifacts: Path) -> None:
    """Let a database that was moved or copied with its folder point at the files beside it.

    MLflow keeps whole paths: without this a copy would write, and delete, the files of its
    original. Where the tables are not as known nothing is done, and `client` refuses to write.
    """
    if not database.exists():
        return
    here = str(artifacts.resolve())
    connection = contextlib.closing(sqlite3.connect(database))
    with contextlib.suppress(sqlite3.Error), connection as opened, opened:
        for there in _roots(opened.execute(_PLACES).fetchall(), artifacts.name) - {here}:
            for move in _MOVES:
                opened.execute(move, {"here": here, "there": f"{there}/"})


def _roots(places: list[tuple[int, str]], name: str) -> set[str]:
    """Return the folders of this name in which experiments have their folders."""
    roots = {location.removesuffix(f"/{identity}") for identity, location in places}
    return {root for root in roots if root.startswith("/") and Path(root).name == name}


def do_not_wait_for_the_disk() -> None:
    """Let SQLite return before its writes are on the disk: all of it can be logged again."""
    from sqlalchemy import Engine, event

    @event.listens_for(Engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA synchronous = OFF")


@dataclass(frozen=True)
class Row:
    """A finished run.

    run : its id, new; start, end : ms since 1970
    """

    run: str
    name: str
    start: int
    end: int
    status: str
    tags: dict[str, str]
    parameters: dict[str, str]
    metrics: list[Metric]


def file_of(uri: str) -> Path | None:
    """Return the file of a database of SQLite, None of any other place."""
    return Path(uri.removeprefix(_SQLITE)) if uri.startswith(_SQLITE) else None


def add_like(database: Path, model: str, rows: list[Row], has_inputs: bool) -> bool:
    """Log runs that in all that a row does not say are like a run that is there, by its id.

    has_inputs : whether in datasets, too. All of them or, where the tables are not as known, none;
    return whether they were.
    """
    with (
        contextlib.closing(sqlite3.connect(database)) as opened,
        contextlib.suppress(sqlite3.Error),
    ):
        opened.row_factory = sqlite3.Row
        of_model = dict(opened.execute("SELECT * FROM runs WHERE run_uuid = ?", [model]).fetchone())
        inputs = [dict(row) for row in opened.execute(_INPUTS, [model])] if has_inputs else []
        labels = {
            row["input_uuid"]: [dict(tag) for tag in opened.execute(_LABELS, [row["input_uuid"]])]
            for row in inputs
        }
        written = chain(
            (values for row in rows for values in _of_run(row, of_model)),
            (values for row in rows for values in _of_inputs(row.run, inputs, labels)),
        )
        return _insert(opened, written)
    return False


def files_like(files: str, model: str, run: str) -> Path | None:
    """Return the folder for the files of a run like a model; None where they are not on this disk.

    files : where those of the model are, as MLflow says it
    """
    path = files.removeprefix("file://").replace(model, run)
    return Path(path) if path.startswith("/") and run in path else None


def forget(database: Path, runs: list[str]) -> bool:
    """Delete runs that `add_like` made, by their ids; all or none, return whether they were."""
    ids = [(run,) for run in runs]
    with contextlib.closing(sqlite3.connect(database)) as opened:
        try:
            with opened:  # one transaction
                for table in _OF_RUN:
                    opened.executemany(f"DELETE FROM {table} WHERE run_uuid = ?", ids)  # noqa: S608
        except sqlite3.Error:
            return False
    return True


def _of_run(row: Row, like: dict[str, Any]) -> Iterator[Values]:
    """Yield what a new run has in each table."""
    run = row.run
    own = {"run_uuid": run, "name": row.name, "status": row.status}
    times = {"start_time": row.start, "end_time": row.end}
    files = like["artifact_uri"].replace(like["run_uuid"], run)
    yield "runs", like | own | times | {"artifact_uri": files}
    for name, value in row.tags.items():
        yield "tags", {"run_uuid": run, "key": name, "value": value}
    for name, value in row.parameters.items():
        yield "params", {"run_uuid": run, "key": name, "value": value}
    yield from _of_metrics(run, row.metrics)


def _of_inputs(
    run: str, inputs: list[dict[str, Any]], labels: dict[str, list[dict[str, Any]]]
) -> Iterator[Values]:
    """Yield what the same datasets as a model's are in each table."""
    for row in inputs:
        identity = {"input_uuid": uuid.uuid4().hex}
        yield "inputs", row | identity | {"destination_id": run}
        for label in labels[row["input_uuid"]]:
            yield "input_tags", label | identity


def _of_metrics(run: str, metrics: list[Metric]) -> Iterator[Values]:
    """Yield what the metrics of a run are in each table: all, and of each the one to be shown."""
    now = int(time.time() * 1000)
    latest: dict[str, tuple[int, float]] = {}
    for name, value, step in metrics:
        yield "metrics", _metric(run, name, value, step, now)
        latest[name] = max(latest.get(name, (step, value)), (step, value))
    for name, (step, value) in latest.items():
        yield "latest_metrics", _metric(run, name, value, step, now)


def _metric(run: str, name: str, value: float, step: int, now: int) -> dict[str, Any]:
    of_run = {"run_uuid": run, "key": name, "value": value}
    return {**of_run, "step": step, "timestamp": now, "is_nan": False}


def _insert(opened: sqlite3.Connection, rows: Iterable[Values]) -> bool:
    """Insert all rows or, where the tables are not as known, none; return whether they were."""
    opened.execute("PRAGMA synchronous = OFF")  # as `do_not_wait_for_the_disk`
    try:
        with opened:  # one transaction
            for table, values in rows:
                places = ", ".join(f":{name}" for name in values)
                sql = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})"  # noqa: S608
                opened.execute(sql, values)
    except sqlite3.Error:
        return False
    return True


def delete_for_good(client: MlflowClient, run: Run, artifacts: Path) -> None:
    """Delete the rows and files of a run that is marked as deleted, if its store can.

    Only what lies below `artifacts`: a database may name any folder. A server keeps it until its
    own `mlflow gc`, which here would take all deleted experiments along.
    """
    store = getattr(getattr(client, "_tracking_client", None), "store", None)
    delete = getattr(store, "_hard_delete_run", None)
    files = Path(run.info.artifact_uri.removeprefix("file://"))
    if delete is None or not files.resolve().is_relative_to(artifacts.resolve()):
        return
    remove(files)
    with contextlib.suppress(OSError):  # it is not there, or somebody put a file into it
        files.parent.rmdir()
    delete(run.info.run_id)


def missing(uri: str) -> list[str]:
    """Return what a local store of the installed MLflow lacks of all this."""
    client = MlflowClient(tracking_uri=uri)
    store = getattr(getattr(client, "_tracking_client", None), "store", None)
    gone = [] if hasattr(store, "_hard_delete_run") else ["_hard_delete_run"]
    with contextlib.closing(sqlite3.connect(uri.removeprefix("sqlite:///"))) as opened:
        try:
            opened.execute(_PLACES)
            for move in _MOVES:
                opened.execute(move, {"here": "", "there": "none/"})
            for table, columns in WRITTEN.items():
                opened.execute(f"SELECT {columns} FROM {table}")  # noqa: S608  names of ours
        except sqlite3.Error as error:
            gone.append(str(error))
    return gone
