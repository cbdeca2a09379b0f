"""reports/results.json: the headline numbers with what they mean, in one file for programs.

Made from the tables that datapackage.json lists, so that nothing is in it that they lack; the JSON
schema beside it is made from the classes below.
"""

from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from benchmarks.contract import names, paths, reading, reports, reports_beside
from benchmarks.contract.documents import Study
from benchmarks.contract.fields import Table
from benchmarks.contract.files import read_json, write_json
from benchmarks.contract.package import FILE as PACKAGE
from benchmarks.contract.settings import Block

FILE, SCHEMA = "results.json", "results.schema.json"
VERSION = "1.0"
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
Tier = Literal["run here", "extra", "submitted", "published"]
Rows = list[dict[str, Any]]


class MetricEntry(Block):
    """What a metric is; its definition is pinned by the identifier."""

    label: str
    family: str
    direction: Literal["higher", "lower", "neither"]
    unit: str = Field(description="of its numbers; empty for one without")
    identifier: str
    source: str


class BenchmarkEntry(Block):
    """What a benchmark asks."""

    title: str
    dataset: str
    sentence: str = Field(description="what the split holds out")
    relevance: str
    mask: str = Field(description="what is left out of lists: seen or none")
    unit_of_users: str


class BaselineEntry(Block):
    """What a baseline or a submission is."""

    label: str
    family: str
    source: str


class Result(Block):
    """A headline number, for everybody.

    A published one is of the protocol of its source, and comparable with nothing else here.
    """

    tier: Tier = Field(description="where it was computed")
    benchmark: str = Field(description="a key of `benchmarks`; of a published one its dataset")
    view: str
    baseline: str
    metric: str = Field(description="a key of `metrics`; of a published one as its source has it")
    k: int | None = Field(description="length of the lists")
    value: float
    ci_low: float | None = Field(description="lower bound of the 95 % interval")
    ci_high: float | None
    n_users: int | None
    parameters: Literal["tuned", "default", "mixed", ""] = Field(
        description="where the values in force came from; empty where nobody here knows"
    )
    fingerprint: str = Field(description="equal codes, comparable numbers; empty if published")
    source: str = Field(description="where a published number stands; else empty")


class Results(Block):
    """The headline numbers of a report.

    tables : the version of each table that the numbers were taken from, as datapackage.json says
    """

    schema_file: str = Field(alias="$schema")
    version: str
    tables: dict[str, str]
    metrics: dict[str, MetricEntry]
    benchmarks: dict[str, BenchmarkEntry]
    baselines: dict[str, BaselineEntry]
    results: list[Result]


def write(study: Study, folder: Path = paths.REPORTS) -> None:
    """Write results.json and its schema beside the tables of a report."""
    of_default = _of_report(folder, study)
    of_extra = _of_report(folder / paths.EXTRA, study)
    content = {
        "$schema": SCHEMA,
        "version": VERSION,
        "tables": _versions(folder),
        "metrics": _described(folder, reports_beside.METRICS, "metric", MetricEntry),
        "benchmarks": _benchmarks(folder) | _benchmarks(folder / paths.EXTRA),
        "baselines": _baselines(folder / paths.EXTRA) | _baselines(folder),
        "results": [*of_default, *of_extra, *_published(folder)],
    }
    document = Results.model_validate(content)
    schema = {"$schema": _DRAFT, **Results.model_json_schema()}
    write_json(folder / SCHEMA, schema)
    write_json(folder / FILE, document.model_dump(mode="json", by_alias=True))


def _versions(folder: Path) -> dict[str, str]:
    """Return the versions of the tables of a report by their paths."""
    resources = read_json(folder / PACKAGE)["resources"]
    return {resource["path"]: resource["version"] for resource in resources}


def _rows(folder: Path, table: Table) -> Rows:
    """Return the rows of a table; none where there is no such table."""
    there = (folder / f"{table.name}.csv").exists()
    return reading.read(folder, table) if there else []


def _described(folder: Path, table: Table, key: str, kind: type[Block]) -> dict[str, Any]:
    """Return what a describing table says, by its key."""
    fields = kind.model_fields
    described = {}
    for row in _rows(folder, table):
        described[row[key]] = kind(**{name: row[name] for name in fields})
    return described


def _baselines(folder: Path) -> dict[str, Any]:
    return _described(folder, reports_beside.BASELINES, "baseline", BaselineEntry)


def _benchmarks(folder: Path) -> dict[str, Any]:
    """Return what benchmarks.csv says of the view that each benchmark is reported by."""
    fields = BenchmarkEntry.model_fields
    described: dict[str, Any] = {}
    for row in _rows(folder, reports_beside.BENCHMARKS):
        entry = BenchmarkEntry(**{name: row[name] for name in fields})
        described.setdefault(row["benchmark"], entry)
    return described


def _of_report(folder: Path, study: Study) -> list[Result]:
    """Return the headline numbers of everybody, under each view."""
    wanted = {names.column(name) for name in study.headline}
    cells = {_cell(row): row for row in _rows(folder, reports.CELLS)}
    codes = {_figure(row): row["fingerprint"] for row in _rows(folder, reports.FINGERPRINTS)}
    results = []
    for row in _rows(folder, reports.RESULTS):
        is_wanted = names.Column(row["metric"], row["k"]) in wanted
        if is_wanted and row["subject"] == "all" and not row["fold"]:
            given = {name: row[name] for name in Result.model_fields if name in row}
            cell, code = cells[_cell(row)], codes.get(_figure(row), "")
            origin = {"tier": cell["tier"], "parameters": cell["origin"], "source": ""}
            results.append(Result(**origin, **given, fingerprint=code))
    return results


def _cell(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["benchmark"], row["baseline"]


def _figure(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["benchmark"], row["view"], row["metric"], row["k"]


def _published(folder: Path) -> list[Result]:
    """Return the figures that others published and that were recomputed."""
    return [
        Result(
            tier="published",
            benchmark=row["dataset"],
            view="",
            baseline=row["baseline"],
            metric=row["metric"],
            k=None,
            value=row["published"],
            ci_low=None,
            ci_high=None,
            n_users=None,
            parameters="",
            fingerprint="",
            source=row["source"],
        )
        for row in _rows(folder, reports_beside.REPLICATION)
        if row["published"] is not None
    ]
