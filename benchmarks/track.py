"""Stage `track`: show in MLflow what DVC recorded. A view: delete it and it is rebuilt; logging twice adds nothing.

One experiment per benchmark; in it one run per cell and one run `report`. A run that no longer says what reports/
says is replaced, a run of a cell that is gone is deleted.
"""

import argparse
import json
import logging
import os
import re
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.csvs import read_csv
from benchmarks.shared import params, paths
from benchmarks.shared.errors import run_stage
from benchmarks.shared.files import read_json, text_digest, write_json

LOCAL = "sqlite:///mlflow.db"
MARKER = Path("mlflow.logged.json")  # what was logged last and where, to skip MLflow's slow import
_KIND = {"mlflow.experimentKind": "custom_model_development"}  # the UI opens on its table of runs
_WORDS = {"benchmark", "baseline", "new_item_by"}  # columns of measured.csv that are no numbers
_CELL, _DIGEST = "levelground.cell", "levelground.digest"


@dataclass(frozen=True)
class Record:
    """What one run shall show."""

    name: str
    failed: bool = False
    parameters: dict[str, str] = field(default_factory=dict)
    metrics: list[tuple[str, float, int]] = field(default_factory=list)  # key, value, step
    tags: dict[str, str] = field(default_factory=dict)
    artifact: Path | None = None

    def digest(self) -> str:
        """Return a code that changes when anything of the run changes."""
        content = self.artifact.read_text(encoding="utf-8") if self.artifact else ""
        return text_digest([self.name, self.failed, self.parameters, self.metrics, self.tags, content])


def track(verify: bool) -> None:
    """Log what is missing; with `verify` look into MLflow even if nothing seems to have changed."""
    settings = params.load()
    wanted = {benchmark: _records(benchmark, settings) for benchmark in settings.benchmarks}
    uri = os.environ.get("MLFLOW_TRACKING_URI", LOCAL)
    state = {"uri": uri, "digest": text_digest([[r.digest() for r in wanted[name]] for name in wanted])}
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


def _records(benchmark: str, settings: params.Params) -> list[Record]:
    """Return the runs of a benchmark."""
    results = [row for row in read_csv(paths.REPORTS / "results.csv") if row["benchmark"] == benchmark]
    measured = [row for row in read_csv(paths.REPORTS / "measured.csv") if row["benchmark"] == benchmark]
    cells = [row for row in read_csv(paths.REPORTS / "cells.csv") if row["benchmark"] == benchmark]
    common = _common_tags(benchmark, settings)
    split = {f"split.{name}": str(value) for name, value in settings.benchmarks[benchmark].split.model_dump().items()}
    runs = []
    for cell in cells:
        baseline = cell["baseline"]
        own = {name: str(value) for name, value in json.loads(cell["parameters"] or "{}").items()}
        costs = next((row for row in measured if row["baseline"] == baseline), {})
        runs.append(
            Record(
                name=baseline,
                failed=cell["status"] == "failed",
                parameters={"baseline": baseline, **own, **split},
                metrics=_metrics([row for row in results if row["baseline"] == baseline], costs),
                tags={**common, "status": cell["status"], "reason": cell["reason"], "seeds": cell["seeds"]},
            )
        )
    return [*runs, Record(name="report", tags=common, artifact=paths.REPORTS / "index.html")]


def _common_tags(benchmark: str, settings: params.Params) -> dict[str, str]:
    path = paths.scores(benchmark) / "fingerprints.json"
    fingerprint = read_json(path)["all"]["protocol"] if path.exists() else ""
    dataset = read_json(paths.prepared(settings.benchmarks[benchmark].dataset) / "dataset.json")
    return {"fingerprint": fingerprint, "dataset": dataset["name"], "dataset_sha256": dataset["content_sha256"]}


def _metrics(rows: list[dict[str, str]], costs: dict[str, str]) -> list[tuple[str, float, int]]:
    """Return each number as `ndcg_at_10`, and as a point of the curve `ndcg` over k; slices as `cold/ndcg_at_10`."""
    found = []
    for row in rows:
        name, _, cutoff = row["metric"].partition("@")
        prefix = "" if row["slice"] == "all" else f"{_allowed(row['slice'])}/"
        value = float(row["value"])
        found.append((f"{prefix}{name}_at_{cutoff}" if cutoff else f"{prefix}{name}", value, 0))
        if cutoff and not prefix:
            found.append((name, value, int(cutoff)))
    measured = {name: text for name, text in costs.items() if text and name not in _WORDS}
    return found + [(name, float(text), 0) for name, text in measured.items()]


def _allowed(name: str) -> str:
    """Return a slice's name in the characters that MLflow takes.

    >>> _allowed("history=101+"), _allowed("item_age=1-4 years")
    ('history 101 and more', 'item_age 1-4 years')
    """
    return re.sub(r"[^\w./ -]", " ", name.replace("+", " and more"))


def _log(wanted: dict[str, list[Record]], uri: str) -> int:
    """Bring MLflow to what is wanted; return how many runs were logged."""
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "10")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    from mlflow.tracking import MlflowClient  # takes seconds to import: only where it is used

    client = MlflowClient(tracking_uri=uri)
    commit = _git_commit()
    added = 0
    for benchmark, records in wanted.items():
        experiment = client.get_experiment_by_name(benchmark)
        identity = experiment.experiment_id if experiment else client.create_experiment(benchmark, tags=_KIND)
        added += _log_experiment(client, identity, benchmark, records, commit)
    return added


def _log_experiment(client: Any, experiment: str, benchmark: str, records: list[Record], commit: str) -> int:
    existing: dict[str, list[Any]] = {}
    for run in client.search_runs([experiment], max_results=10_000):
        existing.setdefault(run.data.tags.get(_CELL, ""), []).append(run)
    existing.pop("", None)  # runs that people logged themselves
    added = 0
    for record in records:
        old = existing.pop(f"{benchmark}/{record.name}", [])
        digest = record.digest()
        if len(old) == 1 and old[0].data.tags.get(_DIGEST) == digest:
            continue
        for run in old:
            client.delete_run(run.info.run_id)
        _log_run(client, experiment, benchmark, record, digest, commit)
        added += 1
    for run in (run for gone in existing.values() for run in gone):
        client.delete_run(run.info.run_id)
    return added


def _log_run(client: Any, experiment: str, benchmark: str, record: Record, digest: str, commit: str) -> None:
    """Log one run; its digest comes last, so that a run cut short is replaced next time."""
    from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag

    tags = {_CELL: f"{benchmark}/{record.name}", "mlflow.source.git.commit": commit, **record.tags}
    run = client.create_run(
        experiment, run_name=record.name, tags={name: value for name, value in tags.items() if value}
    )
    identity, now = run.info.run_id, int(time.time() * 1000)
    client.log_batch(
        identity,
        metrics=[Metric(key, value, now, step) for key, value, step in record.metrics],
        params=[Param(name, value) for name, value in record.parameters.items()],
    )
    data = Dataset(
        name=record.tags["dataset"],
        digest=record.tags["dataset_sha256"][:36],
        source_type="local",
        source=paths.prepared(record.tags["dataset"]).as_posix(),
    )
    client.log_inputs(identity, [DatasetInput(data, [InputTag("mlflow.data.context", "evaluation")])])
    if record.artifact:
        client.log_artifact(identity, str(record.artifact))
    client.log_batch(identity, tags=[RunTag(_DIGEST, digest)])
    client.set_terminated(identity, "FAILED" if record.failed else "FINISHED")


def _git_commit() -> str:
    result = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True)
    return result.stdout.strip() if result.returncode == 0 else ""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verify", action="store_true", help="look into MLflow even if nothing seems to have changed")
    run_stage(track, parser.parse_args().verify)
