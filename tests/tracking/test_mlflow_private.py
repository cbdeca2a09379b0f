"""What is written into MLflow's tables at once is what its public calls write."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from mlflow.tracking import MlflowClient

from benchmarks.tracking import mlflow_private
from benchmarks.tracking.book import Book
from benchmarks.tracking.record import Experiment, Record

pytestmark = pytest.mark.filterwarnings("ignore:.*noload:sqlalchemy.exc.SADeprecationWarning")

CURVE = [("curves/ndcg", 0.2, 5), ("curves/ndcg", 0.3, 10), ("curves/ndcg", 0.1, 1)]
TRIALS = [
    Record(f"trial {number}", parameters={"a": f"{number}"}, metrics=[("validation/x", 0.5, 0)])
    for number in range(3)
]
RUN = Record(
    "ease", metrics=[("ndcg_at_10", 0.25, 0), *CURVE], tags={"status": "ok"}, children=TRIALS
)


def logged(folder: Path) -> dict[str, Any]:
    """Log a run with its trials; return what the database has of them, by the names of runs."""
    folder.mkdir()
    uri = f"sqlite:///{folder / 'mlflow.db'}"
    client = MlflowClient(tracking_uri=uri)
    experiment = client.get_experiment(client.create_experiment("tiny", str(folder / "files")))
    of_tiny = Experiment("tiny", [RUN], {})
    assert Book(client, experiment, {}, mlflow_private.file_of(uri)).write(of_tiny, "abc") == 4
    with sqlite3.connect(folder / "mlflow.db") as database:
        names = dict(database.execute("SELECT run_uuid, name FROM runs"))
        start = experiment.creation_time
        return {table: rows(database, table, names, start) for table in mlflow_private.WRITTEN}


def rows(database: sqlite3.Connection, table: str, names: dict[str, str], start: int) -> list[Any]:
    """Return the rows of a table in order of their run; ids as names, times since the start."""
    cursor = database.execute(f"SELECT * FROM {table} ORDER BY rowid")  # noqa: S608
    columns = [column for column, *_ in cursor.description]
    made = []
    for values in cursor:
        row = dict(zip(columns, values, strict=True))
        run = names[row["run_uuid"]]
        files = str(row.get("artifact_uri")).replace(row["run_uuid"], "").rpartition("files")[2]
        times = [row[name] - start for name in ("start_time", "end_time") if name in row]
        kept = {name: row[name] for name in row if not name.endswith(("time", "stamp", "_uri"))}
        kept["value"] = names.get(row.get("value"), row.get("value"))  # the run above
        made.append((run, files, times, {**kept, "run_uuid": run}))
    return sorted(made, key=lambda row: row[0])


def test_rows_written_at_once_are_those_of_public_calls(tmp_path, monkeypatch) -> None:
    at_once = logged(tmp_path / "a")
    monkeypatch.setattr(mlflow_private, "add_like", lambda *_: False)
    monkeypatch.setattr(mlflow_private, "add_metrics", lambda *_: False)
    assert logged(tmp_path / "b") == at_once
    assert [len(of_table) for of_table in at_once.values()] == [4, 17, 3, 7, 5]


def test_where_a_table_is_another_nothing_is_written(tmp_path) -> None:
    with sqlite3.connect(tmp_path / "mlflow.db") as database:
        database.execute("CREATE TABLE metrics (run_uuid, key, value, step, timestamp, is_nan)")
        database.execute("CREATE TABLE runs (run_uuid, artifact_uri)")
        database.execute("INSERT INTO runs VALUES ('one', 'files/one/artifacts')")
    path = tmp_path / "mlflow.db"
    row = mlflow_private.Row("trial 0", 0, 1, "FINISHED", {}, {}, [])
    assert not mlflow_private.add_like(path, "one", [row])
    assert not mlflow_private.add_metrics(path, "one", CURVE)
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM metrics").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM runs").fetchone() == (1,)
