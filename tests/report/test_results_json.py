"""results.json holds what the tables say, and keeps to the schema beside it."""

import json
import shutil
from pathlib import Path

import jsonschema
import pandas
import pytest

from benchmarks.config import load
from benchmarks.config.study import resolved
from benchmarks.contract.package import write_package
from benchmarks.report import results_json

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the committed report, which an extra study stands beside."""
    folder = tmp_path_factory.mktemp("report") / "reports"
    tables = shutil.ignore_patterns("figures", "*.html", "*.md", "extra")
    shutil.copytree(ROOT / "reports", folder, ignore=tables)
    (folder / "extra").mkdir()
    for name in ("results", "cells", "fingerprints", "benchmarks", "baselines"):
        table = pandas.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
        if "benchmark" in table:
            table = table[table["benchmark"] == "ml-100k"].assign(benchmark="further")
        if name == "cells":
            table = table.assign(tier="extra")
        table.to_csv(folder / f"extra/{name}.csv", index=False)
    write_package(folder)
    study = resolved(load.load(ROOT / "params.yaml"))
    results_json.write(study, folder)
    return folder


def read(folder: Path, name: str) -> dict:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def test_it_keeps_to_its_schema_and_the_schema_refuses_others(report: Path) -> None:
    schema = read(report, results_json.SCHEMA)
    document = read(report, results_json.FILE)
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    assert list(validator.iter_errors(document)) == []
    document["results"][0]["tier"] = "elsewhere"
    del document["metrics"]["ndcg"]["direction"]
    assert len(list(validator.iter_errors(document))) == 2


def test_every_headline_number_of_everybody_is_in_it(report: Path) -> None:
    table = pandas.read_csv(report / "results.csv", keep_default_na=False)
    everybody = table[(table["subject"] == "all") & (table["fold"] == "")]
    ndcg = everybody[(everybody["metric"] == "ndcg") & (everybody["k"].astype(str) == "10")]
    expected = {(r.benchmark, r.view, r.baseline): r.value for r in ndcg.itertuples()}
    results = read(report, results_json.FILE)["results"]
    got = {
        (entry["benchmark"], entry["view"], entry["baseline"]): entry["value"]
        for entry in results
        if (entry["metric"], entry["k"], entry["tier"]) == ("ndcg", 10, "run here")
    }
    assert got == expected


def test_each_number_says_where_its_parameters_came_from(report: Path) -> None:
    cells = pandas.read_csv(report / "cells.csv", keep_default_na=False)
    origin = {(row.benchmark, row.baseline): row.origin for row in cells.itertuples()}
    for entry in read(report, results_json.FILE)["results"]:
        if entry["tier"] == "run here":
            assert entry["parameters"] == origin[entry["benchmark"], entry["baseline"]]


def test_each_number_says_where_it_was_computed(report: Path) -> None:
    results = read(report, results_json.FILE)["results"]
    tiers = {entry["tier"] for entry in results}
    assert tiers == {"run here", "extra", "published"}
    extra = [entry for entry in results if entry["tier"] == "extra"]
    assert {entry["benchmark"] for entry in extra} == {"further"}
    assert all(entry["fingerprint"] for entry in results if entry["tier"] != "published")
    assert all(entry["source"] for entry in results if entry["tier"] == "published")


def test_the_package_lists_the_tables_of_both_studies(report: Path) -> None:
    package = read(report, "datapackage.json")
    listed = {resource["path"]: resource["version"] for resource in package["resources"]}
    assert listed["results.csv"] == listed["extra/results.csv"]
    assert read(report, results_json.FILE)["tables"] == listed
