"""What MLflow shall show: one experiment per reported benchmark, and one for the report.

In an experiment one run per cell, with the trials of its search as child runs and the scores per
user as an artifact. The names are chosen for the UI, which shows metrics in the order of logging
and takes what stands before a slash for a group: the leaderboard's metrics stand first, by plain
names such as `ndcg_at_10`; what was measured is `measured/…`, the other metrics are `more/…`,
curves over the length of the list `curves/…`, groups of users and items `slices/…`. The UI's charts
are in the order of the alphabet: curves first.
"""

import hashlib
import json
import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.config.benchmarks import Reported
from benchmarks.config.model import Params
from benchmarks.contract import paths
from benchmarks.contract.csv import read_csv
from benchmarks.contract.files import file_digest, read_json, text_digest
from benchmarks.dogfood.judgements import exported
from benchmarks.metrics import falls

TUNED = Path("tuned")
REPORT = "report"  # the experiment of the report, and its only run
# `?viewStateShareKey=leaderboard` in an address opens the table with the columns of `_view`
VIEW = "leaderboard"
_GROUPS = ("", "measured", "more", "curves", "slices")  # in the order of the run's page
_WORDS = {"benchmark", "baseline", "new_item_by"}  # columns of measured.csv that are no numbers
_TRIAL = ("trial", "value", "chosen")  # columns of a table of trials that are no parameters

Row = dict[str, str]


@dataclass(frozen=True)
class Record:
    """What one run shall show.

    artifact : a file that is logged as it is; users : scores per user, logged as users.parquet
    place : the lower, the higher the run stands in the table; seconds : how long the fit took
    children : runs below this one
    """

    name: str
    failed: bool = False
    parameters: dict[str, str] = field(default_factory=dict)
    metrics: list[tuple[str, float, int]] = field(default_factory=list)  # key, value, step
    tags: dict[str, str] = field(default_factory=dict)
    artifact: Path | None = None
    users: pa.Table | None = None
    place: float = 0.0
    seconds: float = 0.0
    children: list["Record"] = field(default_factory=list)

    def digest(self) -> str:
        """Return a code that changes when anything of the run changes; its children have codes of their own."""
        files = [file_digest(self.artifact, "sha256")] if self.artifact else []
        files += [_content(self.users)] if self.users else []
        return text_digest(
            [self.name, self.failed, self.parameters, self.metrics, self.tags, files]
        )


@dataclass(frozen=True)
class Experiment:
    """An experiment: its runs, and tags that the UI reads."""

    name: str
    runs: list[Record]
    tags: dict[str, str]

    def digest(self) -> str:
        """Return a code that changes when anything that is shown changes."""
        return text_digest([self.name, self.tags, _digests(self.runs)])


def _digests(found: list[Record]) -> list[Any]:
    return [[record.digest(), _digests(record.children)] for record in found]


def experiments(settings: Params) -> list[Experiment]:
    """Return the experiments: the report's first, then one per reported benchmark."""
    tables: dict[str, dict[str, list[Row]]] = {
        name: defaultdict(list) for name in ("results", "measured", "cells")
    }
    for name, rows in tables.items():
        for row in read_csv(paths.REPORTS / f"{name}.csv"):
            rows[row["benchmark"]].append(row)
    # older versions of MLflow choose by this tag what an experiment opens with
    common = {"mlflow.experimentKind": "custom_model_development"}
    first = flat(settings.headline[0])
    ours = {
        **common,
        "mlflow.experiment.primaryMetric.name": first,
        f"mlflow.sharedViewState.{VIEW}": _view(settings),
    }
    return [
        Experiment(REPORT, [_report()], common),
        *(
            Experiment(view.name, _runs(view, settings, tables), ours)
            for view in settings.reported()
            if view.everybody == "all"
        ),
    ]


def _report() -> Record:
    """Return the run of the page; it also says how much internal testing there was."""
    tested = exported()
    metrics = [("judgements", float(tested["judgements"]), 0)]
    tags = {"internal testing": tested["sentence"].removeprefix("internal testing: ")}
    return Record(name=REPORT, artifact=paths.REPORTS / "index.html", metrics=metrics, tags=tags)


def _view(settings: Params) -> str:
    """Return a saved view of the table of runs as the UI keeps them: in a tag of the experiment, as JSON in JSON."""
    shown = [*settings.headline, "measured/fit_seconds", *_reach(settings), "validation/objective"]
    metrics = [flat(metric) for metric in shown]
    columns = [f"metrics.`{metric}`" for metric in metrics]
    state = {
        "selectedColumns": columns,
        "columnOrder": ["attributes.`Run Name`", "runDateAndNestInfo", "duration", *columns],
        "columnWidths": dict.fromkeys(columns, 120),
        "runsHiddenMode": "FIRST_20_RUNS",  # of the charts; ten otherwise
    }
    return json.dumps(
        {"name": "Leaderboard", "createdAt": 0, "updatedAt": 0, "state": json.dumps(state)}
    )


def _runs(
    shown: Reported, settings: Params, tables: dict[str, dict[str, list[Row]]]
) -> list[Record]:
    results, measured, cells = (
        tables[name][shown.name] for name in ("results", "measured", "cells")
    )
    common = _common_tags(shown, settings)
    costs = {row["baseline"]: row for row in measured}
    rule = settings.benchmarks[shown.benchmark].split
    given = {"kind": rule.kind, **rule.model_dump(exclude_defaults=True)}
    split = {f"split.{name}": str(value) for name, value in given.items()}
    runs = []
    for cell in cells:
        name = cell["baseline"]
        own = {key: str(value) for key, value in json.loads(cell["parameters"] or "{}").items()}
        rows = [row for row in results if row["baseline"] == name]
        place, cost = _place(rows, settings.headline[0]), costs.get(name, {})
        runs.append(
            Record(
                name=name,
                failed=cell["status"] == "failed",
                parameters={"baseline": name, **own, **split},
                metrics=_metrics(rows, cost, [*settings.headline, *_reach(settings)]),
                tags={
                    **common,
                    "status": cell["status"],
                    "reason": cell["reason"],
                    "seeds": cell["seeds"],
                },
                users=_users(shown, name) if cell["status"] == "ok" else None,
                place=place,
                seconds=float(cost.get("fit_seconds") or 0),
                children=_trials(shown, name, place),
            )
        )
    return runs


def _common_tags(shown: Reported, settings: Params) -> dict[str, str]:
    path = paths.scores(shown.benchmark) / "fingerprints.json"
    fingerprint = read_json(path)[shown.view]["protocol"] if path.exists() else ""
    dataset = read_json(
        paths.prepared(settings.benchmarks[shown.benchmark].dataset) / "dataset.json"
    )
    return {
        "fingerprint": fingerprint,
        "dataset": dataset["name"],
        "dataset_sha256": dataset["content_sha256"],
    }


def _reach(settings: Params) -> list[str]:
    """Return what the leaderboard shows beside the headline: coverage and Gini at its cut-off."""
    return [
        f"{name}@{settings.list_length}"
        for name in ("coverage", "gini")
        if name in settings.metrics
    ]


def _place(rows: list[Row], metric: str) -> float:
    """Return a number between 0 and 1, lower for a better baseline: of its own value, so that it stays as others come.

    >>> row = {"slice": "all", "metric": "ndcg@10", "value": "0.2"}
    >>> _place([row], "ndcg@10") < _place([{**row, "value": "0.1"}], "ndcg@10") < _place([], "ndcg@10")
    True
    """
    for row in rows:
        if row["slice"] == "all" and row["metric"] == metric:
            value = float(row["value"])
            return 0.5 + math.atan(value if falls(metric) else -value) / math.pi
    return 1.0


def _metrics(rows: list[Row], costs: Row, leading: list[str]) -> list[tuple[str, float, int]]:
    """Return each number under a name that MLflow takes, and the curves over the length of the list."""
    found = []
    for row in rows:
        name, _, cutoff = row["metric"].partition("@")
        short, value = flat(row["metric"]), float(row["value"])
        if row["slice"] != "all":
            found.append((f"slices/{_allowed(row['slice'])}/{short}", value, 0))
            continue
        found.append((short if row["metric"] in leading else f"more/{short}", value, 0))
        if cutoff:
            found.append((f"curves/{name}", value, int(cutoff)))
    measured = {name: text for name, text in costs.items() if text and name not in _WORDS}
    found += [(f"measured/{name}", float(text), 0) for name, text in measured.items()]
    first = [flat(metric) for metric in leading]

    def order(metric: tuple[str, float, int]) -> tuple[int, int]:
        group = metric[0].split("/")[0] if "/" in metric[0] else ""
        return _GROUPS.index(group), first.index(metric[0]) if not group else 0

    return sorted(found, key=order)


def flat(metric: str) -> str:
    """Return a metric's name in the characters that MLflow takes.

    >>> flat("ndcg@10")
    'ndcg_at_10'
    """
    return metric.replace("@", "_at_")


def _allowed(name: str) -> str:
    """Return a slice's name in the characters that MLflow takes.

    >>> _allowed("history=101+"), _allowed("item_age=1-4 years"), _allowed("age=../45")
    ('history 101 and more', 'item_age 1-4 years', 'age .. 45')
    """
    return re.sub(r"[^\w. -]", " ", name.replace("+", " and more"))


def _users(shown: Reported, baseline: str) -> pa.Table | None:
    """Return a cell's scores per user; columns without any value are left out."""
    path = paths.scores(shown.benchmark) / "users.parquet"
    if not path.exists():
        return None
    mine = pq.read_table(
        path, filters=(pc.field("baseline") == baseline) & (pc.field("view") == shown.view)
    )
    return mine.select([name for name in mine.column_names if mine[name].null_count < len(mine)])


def _content(table: pa.Table) -> str:
    """Return a code of a table's content."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()


def _trials(shown: Reported, baseline: str, place: float) -> list[Record]:
    """Return the trials of a cell's search; a view under another name shares those of its benchmark.

    place : of the cell; its trials stand below all cells, for the UI loads a hundred runs at a time
    """
    path = TUNED / shown.benchmark / f"{baseline}.csv"
    if shown.name != shown.benchmark or not path.exists():
        return []
    return [
        Record(
            name=f"trial {row['trial']}",
            parameters={name: text for name, text in row.items() if name not in _TRIAL and text},
            metrics=[("validation/objective", float(row["value"]), 0)],
            tags={"status": "chosen" if row["chosen"] else "trial"},
            place=1 + place + 1e-6 * number,
        )
        for number, row in enumerate(read_csv(path))
        if row["value"]
    ]
