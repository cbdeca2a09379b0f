"""Stage `tables`: join what was collected of each benchmark into the tables of reports/."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.contract import csv, paths, rows_of_tables
from benchmarks.contract.documents import Reported, Study
from benchmarks.contract.fields import Table
from benchmarks.contract.files import read_json, write_json
from benchmarks.contract.reports import ACROSS, OF_BENCHMARK, RESULTS
from benchmarks.contract.reports_beside import DESCRIBING, PLOTS
from benchmarks.results import agreement, describing, plots, submitted
from benchmarks.splits import kind
from benchmarks.splits.wording import Names, names_of

Rows = list[dict[str, Any]]


def tables() -> None:
    """Write the tables of reports/ that are made of scores, summary.json and plots/."""
    study = Study.read(paths.STUDY)
    contents = {table.name: _joined(table, study) for table in OF_BENCHMARK}
    results = contents[RESULTS.name]
    everybody = _of_everybody(study, results)
    contents |= _across(study, everybody)
    contents |= _describing(study, results)
    headline = study.headline[0]
    contents["plots/leaderboard"] = plots.leaderboard(everybody, headline)
    contents["plots/curves"] = plots.curves(everybody, headline)
    for table in (*OF_BENCHMARK, *ACROSS, *DESCRIBING, *PLOTS):
        csv.write_table(paths.REPORTS, table, contents[table.name])
    summary = plots.summary(everybody, headline)
    write_json(paths.REPORTS / "summary.json", summary)


def _main_views(study: Study) -> list[Reported]:
    """Return the views that benchmarks are reported by, one for each name."""
    return [view for view in study.reported() if view.everybody == "all"]


def _of_everybody(study: Study, results: Rows) -> Rows:
    """Return the rows of results.csv about everybody, under the view a benchmark is reported by."""
    main_views = {view.name: view.view for view in _main_views(study)}
    return plots.of_everybody(results, main_views)


def _across(study: Study, everybody: Rows) -> dict[str, Rows]:
    """Return the rows of the tables that compare benchmarks."""
    dataset_of = {}
    for view in _main_views(study):
        benchmark = study.benchmark(view.benchmark)
        dataset_of[view.name] = benchmark.dataset
    own = [row for row in everybody if row["baseline"] in study.baselines]
    ranks, agreed = agreement.across(own, dataset_of, study.headline)
    return {"ranks": ranks, "agreement": agreed}


def _joined(table: Table, study: Study) -> Rows:
    """Return a table's rows of all benchmarks, in the order of params.yaml."""
    joined: Rows = []
    for benchmark in study.benchmarks:
        folder = paths.collected(benchmark)
        joined += rows_of_tables.read(folder, table)
    return joined


def _describing(study: Study, results: Rows) -> dict[str, Rows]:
    """Return the rows of the tables that say what metrics, baselines, benchmarks and groups are."""
    audits = {}
    groups = {}
    for name in study.benchmarks:
        audits[name] = _json(paths.audit(name))
        groups[name] = _groups(name)
    datasets = {}
    for name in study.datasets:
        path = paths.prepared(name) / "dataset.json"
        datasets[name] = _json(path)
    submissions = [row for name in study.benchmarks for row in submitted.rows(name)]
    return {
        "metrics": describing.metrics_rows(study),
        "baselines": describing.baselines(study) + submitted.baselines(submissions),
        "benchmarks": describing.benchmarks(
            study, results, audits, datasets, _sentences(study, datasets)
        ),
        "slices": describing.slices(study, groups),
        "submissions": submissions,
    }


def _sentences(study: Study, datasets: Mapping[str, dict[str, Any]]) -> dict[str, str]:
    """Return what the split of each benchmark does, in words."""
    sentences = {}
    for name, block in study.benchmarks.items():
        facts = datasets[block.dataset]
        called = names_of(facts) if facts else Names()
        sentences[name] = " ".join(kind.read(block.split).sentences(called))
    return sentences


def _groups(benchmark: str) -> Rows:
    """Return the groups of a benchmark, none where nothing was scored."""
    path = paths.scores(benchmark) / "groups.parquet"
    if not path.exists():
        return []
    return pq.read_table(path).to_pylist()


def _json(path: Path) -> dict[str, Any]:
    return read_json(path) if path.exists() else {}
