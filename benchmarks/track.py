"""Stage `track`: show in MLflow what DVC recorded. A view: delete it and it is rebuilt; logging twice adds nothing.

One experiment per reported benchmark; in it one run per cell, with the trials of its search as child runs and the
scores per user as an artifact, and one run `report`. A run that no longer says what reports/ says is replaced, a run
of a cell that is gone is deleted.

Metrics are in groups, as the UI shows them: what the leaderboard shows stands first, by plain names such as
`ndcg_at_10`; the others are `more/…`, groups of users and items `slices/…`, curves over the length of the list
`curves/…`, what was measured `cost/…`.
"""

import argparse
import hashlib
import json
import logging
import os
import re
import subprocess
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.csvs import read_csv
from benchmarks.shared import params, paths
from benchmarks.shared.errors import run_stage
from benchmarks.shared.files import file_digest, read_json, text_digest, write_json

LOCAL = "sqlite:///mlflow.db"
MARKER = Path("mlflow.logged.json")  # what was logged last and where, to skip MLflow's slow import
TUNED = Path("tuned")
_KIND = {"mlflow.experimentKind": "custom_model_development"}  # the UI opens on its table of runs
_WORDS = {"benchmark", "baseline", "new_item_by"}  # columns of measured.csv that are no numbers
_TRIAL = ("trial", "value", "chosen")  # columns of a table of trials that are no parameters
_CELL, _DIGEST = "levelground.cell", "levelground.digest"
_PARENT, _COMMIT = "mlflow.parentRunId", "mlflow.source.git.commit"
_AT_ONCE = 900  # metrics; MLflow takes no more than a thousand

Row = dict[str, str]


@dataclass(frozen=True)
class Record:
    """What one run shall show.

    artifact : a file that is logged as it is; users : scores per user, logged as users.parquet
    children : runs below this one
    """

    name: str
    failed: bool = False
    parameters: dict[str, str] = field(default_factory=dict)
    metrics: list[tuple[str, float, int]] = field(default_factory=list)  # key, value, step
    tags: dict[str, str] = field(default_factory=dict)
    artifact: Path | None = None
    users: pa.Table | None = None
    children: list["Record"] = field(default_factory=list)

    def digest(self) -> str:
        """Return a code that changes when anything of the run changes; its children have codes of their own."""
        files = [file_digest(self.artifact, "sha256")] if self.artifact else []
        files += [_content(self.users)] if self.users else []
        return text_digest([self.name, self.failed, self.parameters, self.metrics, self.tags, files])


def track(verify: bool) -> None:
    """Log what is missing; with `verify` look into MLflow even if nothing seems to have changed."""
    settings = params.load()
    wanted = records(settings)
    uri = os.environ.get("MLFLOW_TRACKING_URI", LOCAL)
    state = {"uri": uri, "digest": text_digest({name: _digests(found) for name, found in wanted.items()})}
    known = MARKER.exists() and read_json(MARKER) == state and (uri != LOCAL or Path("mlflow.db").exists())
    if known and not verify:
        print("mlflow: nothing new")
        return
    try:
        added = _log(wanted, uri)
    except Exception as error:  # any failure of a server: the results are safe without it, and can be logged later
        print(f"mlflow: {uri} could not be written ({type(error).__name__}: {error}); `make track` tries again")
        return
    write_json(MARKER, state)
    print(f"mlflow: {added} runs logged to {uri}")


def _digests(found: list[Record]) -> list[Any]:
    return [[record.digest(), _digests(record.children)] for record in found]


def records(settings: params.Params) -> dict[str, list[Record]]:
    """Return the runs of each reported benchmark."""
    tables = {name: defaultdict(list) for name in ("results", "measured", "cells")}
    for name, rows in tables.items():
        for row in read_csv(paths.REPORTS / f"{name}.csv"):
            rows[row["benchmark"]].append(row)
    shown = [view for view in settings.reported() if view.everybody == "all"]
    return {view.name: _of_benchmark(view, settings, tables) for view in shown}


def _of_benchmark(
    shown: params.Reported, settings: params.Params, tables: dict[str, dict[str, list[Row]]]
) -> list[Record]:
    results, measured, cells = (tables[name][shown.name] for name in ("results", "measured", "cells"))
    common = _common_tags(shown, settings)
    costs = {row["baseline"]: row for row in measured}
    split = {
        f"split.{name}": str(value)
        for name, value in settings.benchmarks[shown.benchmark].split.model_dump(exclude_defaults=True).items()
    }
    runs = []
    for cell in cells:
        name = cell["baseline"]
        own = {key: str(value) for key, value in json.loads(cell["parameters"] or "{}").items()}
        rows = [row for row in results if row["baseline"] == name]
        runs.append(
            Record(
                name=name,
                failed=cell["status"] == "failed",
                parameters={"baseline": name, **own, **split},
                metrics=_metrics(rows, costs.get(name, {}), _leading(settings)),
                tags={**common, "status": cell["status"], "reason": cell["reason"], "seeds": cell["seeds"]},
                users=_users(shown, name) if cell["status"] == "ok" else None,
                children=_trials(shown, name),
            )
        )
    return [*runs, Record(name="report", tags=common, artifact=paths.REPORTS / "index.html")]


def _common_tags(shown: params.Reported, settings: params.Params) -> dict[str, str]:
    path = paths.scores(shown.benchmark) / "fingerprints.json"
    fingerprint = read_json(path)[shown.view]["protocol"] if path.exists() else ""
    dataset = read_json(paths.prepared(settings.benchmarks[shown.benchmark].dataset) / "dataset.json")
    return {"fingerprint": fingerprint, "dataset": dataset["name"], "dataset_sha256": dataset["content_sha256"]}


def _leading(settings: params.Params) -> set[str]:
    """Return the metrics of the leaderboard: the headline, coverage and Gini at its cut-off."""
    reach = {f"{name}@{settings.list_length}" for name in ("coverage", "gini")}
    return {*settings.headline, *reach}


def _metrics(rows: list[Row], costs: Row, leading: set[str]) -> list[tuple[str, float, int]]:
    """Return each number under a name that MLflow takes, and the curves over the length of the list."""
    found = []
    for row in rows:
        name, _, cutoff = row["metric"].partition("@")
        flat, value = f"{name}_at_{cutoff}" if cutoff else name, float(row["value"])
        if row["slice"] != "all":
            found.append((f"slices/{_allowed(row['slice'])}/{flat}", value, 0))
            continue
        found.append((flat if row["metric"] in leading else f"more/{flat}", value, 0))
        if cutoff:
            found.append((f"curves/{name}", value, int(cutoff)))
    measured = {name: text for name, text in costs.items() if text and name not in _WORDS}
    return found + [(f"cost/{name}", float(text), 0) for name, text in measured.items()]


def _allowed(name: str) -> str:
    """Return a slice's name in the characters that MLflow takes.

    >>> _allowed("history=101+"), _allowed("item_age=1-4 years"), _allowed("age=../45")
    ('history 101 and more', 'item_age 1-4 years', 'age .. 45')
    """
    return re.sub(r"[^\w. -]", " ", name.replace("+", " and more"))


def _users(shown: params.Reported, baseline: str) -> pa.Table | None:
    """Return a cell's scores per user; columns without any value are left out."""
    path = paths.scores(shown.benchmark) / "users.parquet"
    if not path.exists():
        return None
    mine = pq.read_table(path, filters=(pc.field("baseline") == baseline) & (pc.field("view") == shown.view))
    return mine.select([name for name in mine.column_names if mine[name].null_count < len(mine)])


def _content(table: pa.Table) -> str:
    """Return a code of a table's content."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()


def _trials(shown: params.Reported, baseline: str) -> list[Record]:
    """Return the trials of a cell's search; a view under another name shares those of its benchmark."""
    path = TUNED / shown.benchmark / f"{baseline}.csv"
    if shown.name != shown.benchmark or not path.exists():
        return []
    return [
        Record(
            name=f"trial {row['trial']}",
            parameters={name: text for name, text in row.items() if name not in _TRIAL and text},
            metrics=[("validation/objective", float(row["value"]), 0)],
            tags={"status": "chosen" if row["chosen"] else "trial"},
        )
        for row in read_csv(path)
        if row["value"]
    ]


def _log(wanted: dict[str, list[Record]], uri: str) -> int:
    """Bring MLflow to what is wanted; return how many runs were logged."""
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "10")
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    from mlflow.tracking import MlflowClient  # takes seconds to import: only where it is used

    client = MlflowClient(tracking_uri=uri)
    commit = _git_commit()
    return sum(_log_experiment(client, name, found, commit) for name, found in wanted.items())


def _log_experiment(client: Any, name: str, found: list[Record], commit: str) -> int:
    """Log what an experiment lacks and delete what no longer holds; return how many runs were logged."""
    experiment = client.get_experiment_by_name(name)
    identity = experiment.experiment_id if experiment else client.create_experiment(name, tags=_KIND)
    existing: dict[str, list[Any]] = {}
    for run in _all_runs(client, identity):
        existing.setdefault(run.data.tags.get(_CELL, ""), []).append(run)
    existing.pop("", None)  # runs that people logged themselves
    added = 0
    for record in found:
        parent, new = _ensure(client, identity, f"{name}/{record.name}", record, {_COMMIT: commit}, existing)
        added += new
        for child in record.children:
            cell = f"{name}/{record.name}/{child.name}"
            added += _ensure(client, identity, cell, child, {_PARENT: parent}, existing)[1]
    for run in (run for gone in existing.values() for run in gone):
        client.delete_run(run.info.run_id)
    return added


def _all_runs(client: Any, experiment: str) -> list[Any]:
    page = client.search_runs([experiment], max_results=10_000)
    runs = list(page)
    while page.token:
        page = client.search_runs([experiment], max_results=10_000, page_token=page.token)
        runs += page
    return runs


def _ensure(
    client: Any, experiment: str, cell: str, record: Record, tags: dict[str, str], existing: dict[str, list[Any]]
) -> tuple[str, bool]:
    """Keep the run of a record, or replace it by one that says what it shall; return its id, and whether it is new.

    existing : runs by their cell, from which the kept one is taken
    """
    old, digest = existing.pop(cell, []), record.digest()
    if len(old) == 1 and old[0].data.tags.get(_DIGEST) == digest:
        run, parent = old[0], tags.get(_PARENT)
        if parent and run.data.tags.get(_PARENT) != parent:  # the run above was replaced
            client.set_tag(run.info.run_id, _PARENT, parent)
        return run.info.run_id, False
    for run in old:
        client.delete_run(run.info.run_id)
    return _log_run(client, experiment, record, {_CELL: cell, **tags, **record.tags}, digest), True


def _log_run(client: Any, experiment: str, record: Record, tags: dict[str, str], digest: str) -> str:
    """Log one run; its digest comes last, so that a run cut short is replaced next time."""
    from mlflow.entities import Metric, Param, RunTag

    tags = {name: value for name, value in tags.items() if value}
    identity = client.create_run(experiment, run_name=record.name, tags=tags).info.run_id
    _log_files(client, identity, record)
    now = int(time.time() * 1000)
    metrics = [Metric(key, value, now, step) for key, value, step in record.metrics]
    given = [Param(name, value) for name, value in record.parameters.items()]
    for start in range(_AT_ONCE, len(metrics), _AT_ONCE):
        client.log_batch(identity, metrics=metrics[start : start + _AT_ONCE])
    client.log_batch(identity, metrics=metrics[:_AT_ONCE], params=given, tags=[RunTag(_DIGEST, digest)])
    client.set_terminated(identity, "FAILED" if record.failed else "FINISHED")
    return identity


def _log_files(client: Any, identity: str, record: Record) -> None:
    """Log the dataset and the artifacts of a run, if it has any."""
    from mlflow.entities import Dataset, DatasetInput, InputTag

    if "dataset" in record.tags:
        data = Dataset(
            name=record.tags["dataset"],
            digest=record.tags["dataset_sha256"][:36],
            source_type="local",
            source=paths.prepared(record.tags["dataset"]).as_posix(),
        )
        client.log_inputs(identity, [DatasetInput(data, [InputTag("mlflow.data.context", "evaluation")])])
    if record.artifact:
        client.log_artifact(identity, str(record.artifact))
    if record.users is not None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "users.parquet"
            pq.write_table(record.users, path)
            client.log_artifact(identity, str(path))


def _git_commit() -> str:
    result = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True)
    return result.stdout.strip() if result.returncode == 0 else ""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verify", action="store_true", help="look into MLflow even if nothing seems to have changed")
    run_stage(track, parser.parse_args().verify)
