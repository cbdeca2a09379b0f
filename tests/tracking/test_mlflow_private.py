"""What is written into MLflow's tables at once is what its public calls write."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from mlflow.tracking import MlflowClient

from benchmarks.tracking import mlflow_private
from benchmarks.tracking.book import Book
from benchmarks.tracking.record import Experiment, Input, Record

pytestmark = pytest.mark.filterwarnings("ignore:.*noload:sqlalchemy.exc.SADeprecationWarning")

TABLES = ("runs", "tags", "params", "metrics", "latest_metrics")
INPUTS = """
SELECT runs.name, datasets.name, digest, dataset_schema, input_tags.name, value, step
FROM inputs JOIN runs ON destination_id = run_uuid AND destination_type = 'RUN'
JOIN datasets ON source_id = dataset_uuid JOIN input_tags USING (input_uuid)
"""
CURVE = [("curves/ndcg", 0.2, 5), ("curves/ndcg", 0.3, 10), ("curves/ndcg", 0.1, 1)]
TRIALS = [
    Record(f"trial {number}", parameters={"a": f"{number}"}, metrics=[("validation/x", 0.5, 0)])
    for number in range(3)
]
DATA = Input("tiny", 12 * "a", "data/interactions.parquet", {"user": "long"}, {"users": 3})
RUN = Record(
    "ease",
    metrics=[("ndcg_at_10", 0.25, 0), *CURVE],
    tags={"status": "ok"},
    texts={"paired.csv": "other\n"},
    dataset=DATA,
    children=TRIALS,
)
LIKE_IT = Record(
    "svd",
    failed=True,
    parameters={"factors": "8"},
    metrics=[("ndcg_at_10", 0.125, 0)],
    texts={"paired.csv": "none\n"},
    dataset=DATA,
    place=0.5,
    seconds=2.0,
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What may be deleted lies in the folder of work."""
    monkeypatch.chdir(tmp_path)


def logged(folder: Path) -> dict[str, Any]:
    """Log two runs, one with trials; return what MLflow has of them, by the names of runs."""
    folder.mkdir()
    uri = f"sqlite:///{folder / 'mlflow.db'}"
    client = MlflowClient(tracking_uri=uri)
    experiment = client.get_experiment(client.create_experiment("tiny", str(folder / "files")))
    of_tiny = Experiment("tiny", [RUN, LIKE_IT], {})
    assert Book(client, experiment, {}, mlflow_private.file_of(uri)).write(of_tiny, "abc") == 5
    with sqlite3.connect(folder / "mlflow.db") as database:
        names = dict(database.execute("SELECT run_uuid, name FROM runs"))
        start = experiment.creation_time
        tables = {table: rows(database, table, names, start) for table in TABLES}
        inputs = sorted(database.execute(INPUTS))
    files = (path for path in (folder / "files").rglob("*") if path.is_file())
    texts = sorted((names[path.parts[-3]], path.name, path.read_text()) for path in files)
    return {**tables, "inputs": inputs, "files": texts}


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
    monkeypatch.setattr(mlflow_private, "add_like", lambda *_, **__: False)
    assert logged(tmp_path / "b") == at_once
    assert [len(of_table) for of_table in at_once.values()] == [5, 21, 4, 8, 6, 2, 2]


def test_trials_are_forgotten_at_once_without_a_trace(tmp_path) -> None:
    before = logged(tmp_path / "a")
    client = MlflowClient(tracking_uri=f"sqlite:///{tmp_path / 'a/mlflow.db'}")
    (experiment,) = client.search_experiments(filter_string="name = 'tiny'")
    runs = client.search_runs([experiment.experiment_id])
    trials = [run.info.run_id for run in runs if "mlflow.parentRunId" in run.data.tags]
    assert mlflow_private.forget(tmp_path / "a/mlflow.db", trials)
    with sqlite3.connect(tmp_path / "a/mlflow.db") as database:
        left = [database.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in TABLES]  # noqa: S608
    counts = [len(before[t]) for t in TABLES]
    of_trials = [sum(row[0].startswith("trial") for row in before[t]) for t in TABLES]
    assert left == [every - gone for every, gone in zip(counts, of_trials, strict=True)]
    assert min(of_trials) == 3


def test_where_a_table_is_another_nothing_is_written(tmp_path) -> None:
    with sqlite3.connect(tmp_path / "mlflow.db") as database:
        database.execute("CREATE TABLE metrics (run_uuid, key, value, step, timestamp, is_nan)")
        database.execute("CREATE TABLE runs (run_uuid, artifact_uri)")
        database.execute("INSERT INTO runs VALUES ('one', 'files/one/artifacts')")
    path = tmp_path / "mlflow.db"
    row = mlflow_private.Row("two", "trial 0", 0, 1, "FINISHED", {}, {}, CURVE)
    assert not mlflow_private.add_like(path, "one", [row], has_inputs=False)
    assert not mlflow_private.forget(path, ["one"])
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM metrics").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM runs").fetchone() == (1,)
