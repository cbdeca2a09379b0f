"""Stage `tables`: join what was collected of each benchmark into the tables of reports/."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.contract import csv, names, package, paths, reading, rows_of_tables
from benchmarks.contract.documents import Study
from benchmarks.contract.fields import Table
from benchmarks.contract.files import read_json, write_json
from benchmarks.contract.reports import (
    ACROSS,
    COMPARISONS,
    MEASURED,
    OF_BENCHMARK,
    RESULTS,
    SEEDS,
)
from benchmarks.contract.reports_beside import BASELINES, BY_TESTS, DESCRIBING, METRICS, PLOTS
from benchmarks.results import (
    agreement,
    describing,
    frontier,
    luck,
    plots,
    resolution,
    standings,
    strength,
    submitted,
)
from benchmarks.results.leading_views import leading_views, view_of
from benchmarks.splits import kind
from benchmarks.splits.wording import Names, names_of

Rows = list[dict[str, Any]]


def tables() -> None:
    """Write the tables of reports/ that are made of scores, summary.json and plots/."""
    study = Study.read(paths.study())
    contents, lucky = _of_benchmarks(study)
    everybody = _of_everybody(study, contents[RESULTS.name])
    compared = plots.of_views(contents[COMPARISONS.name], view_of(study))
    contents |= _across(study, everybody, compared, lucky)
    for table in (*OF_BENCHMARK, *BY_TESTS, *ACROSS, *DESCRIBING, *PLOTS):
        csv.write_table(paths.tables(), table, contents[table.name])
    summary = plots.summary(everybody, study.headline[0])
    write_json(paths.tables() / "summary.json", summary)


def update(benchmarks: Collection[str]) -> None:
    """Put the rows of some benchmarks in the place of their older ones in reports/.

    What compares benchmarks stays as it is, until `tables` makes it of all of them.
    """
    study = Study.read(paths.study())
    part = study.model_copy(
        update={"benchmarks": {name: study.benchmark(name) for name in benchmarks}}
    )
    contents, _ = _of_benchmarks(part)
    order, renewed = _places(study), _places(part)
    others = set(order) - set(renewed)
    every = (*OF_BENCHMARK, *BY_TESTS, *DESCRIBING, *PLOTS)
    for table in (table for table in every if table not in (METRICS, BASELINES)):
        joined = [*_of(others, table), *contents[table.name]]
        contents[table.name] = sorted(joined, key=lambda row: order[row["benchmark"]])
    of_others = submitted.baselines(contents["submissions"])
    contents[BASELINES.name] = describing.baselines(study) + of_others
    for table in every:
        csv.write_table(paths.REPORTS, table, contents[table.name])
    if (paths.REPORTS / package.FILE).exists():
        package.write_package(paths.REPORTS)  # which has their checksums


def _places(study: Study) -> dict[str, int]:
    """Return the place of each benchmark in tables, by its own name and those of its views."""
    places: dict[str, int] = {}
    for place, view in enumerate(study.reported()):
        places.setdefault(view.name, place)
        places.setdefault(view.benchmark, place)
    return places


def _of(benchmarks: Collection[str], table: Table) -> Rows:
    """Return the rows of a table in reports/ that are of some benchmarks; none without one."""
    if not (paths.REPORTS / f"{table.name}.csv").exists():
        return []
    every = reading.read(paths.REPORTS, table)
    return [row for row in every if row["benchmark"] in benchmarks]


def _of_benchmarks(study: Study) -> tuple[dict[str, Rows], luck.Lucky]:
    """Return the rows of the tables that speak of single benchmarks, or describe; and the luck."""
    contents = {table.name: _joined(table, study) for table in OF_BENCHMARK}
    results = contents[RESULTS.name]
    everybody = _of_everybody(study, results)
    contents |= _describing(study, results)
    lucky = luck.of_leaderboards(study, contents[SEEDS.name])
    contents |= _by_tests(study, contents, lucky)
    headline = study.headline[0]
    contents["plots/leaderboard"] = plots.leaderboard(everybody, headline)
    contents["plots/curves"] = plots.curves(everybody, headline)
    return contents, lucky


def _by_tests(study: Study, contents: Mapping[str, Rows], lucky: luck.Lucky) -> dict[str, Rows]:
    """Return where baselines stand by the tests, and which are worth their cost.

    contents : the rows of the tables of single benchmarks
    """
    compared, measured = contents[COMPARISONS.name], contents[MEASURED.name]
    first = study.headline[0]
    reference, margin = study.comparison.reference, study.comparison.margin
    steps: Rows = []
    for name, view in view_of(study).items():
        column = names.column(first)
        family = [
            row
            for row in compared
            if (row["benchmark"], row["view"], row["metric"], row["k"]) == (name, view, *column)
        ]
        costs = [row for row in measured if row["benchmark"] == name]
        climbed = frontier.frontier(family, costs, first, lucky(name, view, first))
        steps += [{"benchmark": name, **row} for row in climbed]
    return {
        "standings": standings.standings(compared, reference, margin, lucky),
        "resolution": resolution.resolution(compared, study.baselines, lucky),
        "frontier": steps,
    }


def _of_everybody(study: Study, results: Rows) -> Rows:
    """Return the rows of results.csv about everybody, under the view a benchmark is reported by."""
    return plots.of_everybody(results, view_of(study))


def _across(study: Study, everybody: Rows, compared: Rows, lucky: luck.Lucky) -> dict[str, Rows]:
    """Return the rows of the tables that compare benchmarks.

    compared : rows of comparisons.csv under the views that benchmarks are reported by
    """
    dataset_of = {}
    for view in leading_views(study):
        benchmark = study.benchmark(view.benchmark)
        dataset_of[view.name] = benchmark.dataset
    own = [row for row in everybody if row["baseline"] in study.baselines]
    ranks, agreed = agreement.across(own, dataset_of, study.headline)
    strengths = {name: strength.across(own, compared, name, lucky) for name in study.headline}
    for row in ranks:
        metric = names.column_name(row["metric"], row["k"])
        row |= strengths[metric].get(row["baseline"], {})
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
    return {
        "metrics": describing.metrics_rows(study),
        "baselines": _baselines(study),
        "benchmarks": describing.benchmarks(
            study, results, audits, datasets, _sentences(study, datasets)
        ),
        "slices": describing.slices(study, groups),
        "submissions": _submissions(study),
    }


def _submissions(study: Study) -> Rows:
    """Return what was submitted to any benchmark."""
    return [row for name in study.benchmarks for row in submitted.rows(name)]


def _baselines(study: Study) -> Rows:
    """Return what is known of our baselines, and of what others handed in."""
    return describing.baselines(study) + submitted.baselines(_submissions(study))


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
