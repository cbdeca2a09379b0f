"""Stage `tables`: join what was collected of each benchmark into the tables of reports/."""

from typing import Any

import pyarrow.parquet as pq

from benchmarks.contract import csv, paths, rows_of_tables
from benchmarks.contract.documents import Study
from benchmarks.contract.fields import Table
from benchmarks.contract.files import read_json, write_json
from benchmarks.contract.reports import ACROSS, OF_BENCHMARK, RESULTS
from benchmarks.contract.reports_beside import DESCRIBING, PLOTS
from benchmarks.results import agreement, describing, plots

Rows = list[dict[str, Any]]


def tables() -> None:
    """Write the tables of reports/ that are made of scores, summary.json and plots/."""
    study = Study.read(paths.STUDY)
    rows = {table.name: _joined(table, study) for table in OF_BENCHMARK}
    reported = [view for view in study.reported() if view.everybody == "all"]
    main_views = {view.name: view.view for view in reported}
    dataset_of = {view.name: study.benchmark(view.benchmark).dataset for view in reported}
    everybody = plots.of_everybody(rows["results"], main_views)
    ranks, agreed = agreement.across(everybody, dataset_of, study.headline)
    rows |= {"ranks": ranks, "agreement": agreed}
    rows |= _describing(study, rows[RESULTS.name])
    headline = study.headline[0]
    rows["plots/leaderboard"] = plots.leaderboard(everybody, headline)
    rows["plots/curves"] = plots.curves(everybody, headline)
    for table in (*OF_BENCHMARK, *ACROSS, *DESCRIBING, *PLOTS):
        csv.write_table(paths.REPORTS, table, rows[table.name])
    write_json(paths.REPORTS / "summary.json", plots.summary(everybody, headline))


def _joined(table: Table, study: Study) -> Rows:
    """Return a table's rows of all benchmarks, in the order of params.yaml."""
    rows: Rows = []
    for benchmark in study.benchmarks:
        rows += rows_of_tables.read(paths.collected(benchmark), table)
    return rows


def _describing(study: Study, results: Rows) -> dict[str, Rows]:
    """Return the rows of the tables that say what metrics, baselines, benchmarks and groups are."""
    audits = {name: _json(paths.audit(name)) for name in study.benchmarks}
    datasets = {name: _json(paths.prepared(name) / "dataset.json") for name in study.datasets}
    groups = {}
    for name in study.benchmarks:
        path = paths.scores(name) / "groups.parquet"
        groups[name] = pq.read_table(path).to_pylist() if path.exists() else []
    return {
        "metrics": describing.metrics_rows(study),
        "baselines": describing.baselines(study),
        "benchmarks": describing.benchmarks(study, results, audits, datasets),
        "slices": describing.slices(study, groups),
    }


def _json(path: Any) -> dict[str, Any]:
    return read_json(path) if path.exists() else {}
