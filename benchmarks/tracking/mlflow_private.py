"""The one place that uses what MLflow does not promise to keep; all of it was seen in MLflow 3.17.

| what | for | without |
|---|---|---|
| SQL on `experiments`, `runs` | a copied folder writes into its own files | `client` refuses it |
| an event of SQLAlchemy, on SQLite | thousands of small writes do not wait for the disk | slower |
| `_tracking_client.store`, `_hard_delete_run` | what is replaced goes for good | it stays deleted |

`missing` says what is gone; a test fails on an MLflow where that is anything.
"""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

from mlflow.entities import Run
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository
from mlflow.tracking import MlflowClient

_MOVES = (
    "UPDATE experiments SET artifact_location = :here || substr(artifact_location, length(:there)) "
    "WHERE substr(artifact_location, 1, length(:there)) = :there",
    "UPDATE runs SET artifact_uri = :here || substr(artifact_uri, length(:there)) "
    "WHERE substr(artifact_uri, 1, length(:there)) = :there",
)
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


def delete_for_good(client: MlflowClient, run: Run) -> None:
    """Delete the rows and files of a run that is marked as deleted, if its store can.

    A server keeps it until its own `mlflow gc`, which here would take all deleted experiments
    along.
    """
    store = getattr(getattr(client, "_tracking_client", None), "store", None)
    delete = getattr(store, "_hard_delete_run", None)
    if delete is None:
        return
    get_artifact_repository(run.info.artifact_uri).delete_artifacts()
    with contextlib.suppress(OSError):  # it is not there, or somebody put a file into it
        Path(run.info.artifact_uri).parent.rmdir()
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
        except sqlite3.Error as error:
            gone.append(str(error))
    return gone
