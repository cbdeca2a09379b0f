"""datapackage.json says of every table what the contract says, and reports/ agrees with it."""

import csv as plain_csv
import hashlib
import json
import shutil
from pathlib import Path

import pytest

from benchmarks.contract import package
from benchmarks.contract.csv import check, read_csv, typed
from benchmarks.speed.table import SPEED

REPORTS = Path(__file__).parents[2] / "reports"
TABLES = {table.name: table for table in package.TABLES}
THERE = [name for name in TABLES if (REPORTS / f"{name}.csv").exists()]


def test_every_table_of_reports_is_declared():
    files = {
        path.relative_to(REPORTS).with_suffix("").as_posix() for path in REPORTS.rglob("*.csv")
    }
    of_study = {name.removeprefix("extra/") for name in files}
    beside = {"online", SPEED.name}  # online.csv goes with its stage; no stage writes speed.csv
    assert of_study - beside <= set(TABLES)


@pytest.mark.parametrize("name", THERE)
def test_a_committed_table_has_the_columns_types_and_keys_that_are_declared(name):
    table = TABLES[name]
    with (REPORTS / f"{name}.csv").open(newline="") as stream:
        assert tuple(next(plain_csv.reader(stream))) == table.columns
    check(table, typed(table, read_csv(REPORTS / f"{name}.csv"), name))


@pytest.mark.parametrize("name", TABLES)
def test_a_key_names_columns_and_every_column_has_a_sentence(name):
    table = TABLES[name]
    assert set(table.key) < set(table.columns)
    assert len(set(table.columns)) == len(table.columns)
    assert all(field.sentence for field in table.fields)


def test_the_package_has_type_unit_key_version_and_fingerprint_of_each_table(tmp_path):
    shutil.copy(REPORTS / "results.csv", tmp_path)
    shutil.copy(REPORTS / "ranks.csv", tmp_path)
    package.write_package(tmp_path)
    described = json.loads((tmp_path / "datapackage.json").read_text())
    assert described["profile"] == "tabular-data-package"
    results, ranks = described["resources"]
    assert (results["path"], ranks["path"]) == ("results.csv", "ranks.csv")
    digest = hashlib.sha256((tmp_path / "results.csv").read_bytes()).hexdigest()
    assert (results["version"], results["hash"]) == ("2.1", f"sha256:{digest}")
    assert results["schema"]["primaryKey"] == list(TABLES["results"].key)
    fields = {field["name"]: field for field in results["schema"]["fields"]}
    assert list(fields) == list(TABLES["results"].columns)
    assert (fields["n_users"]["type"], fields["n_users"]["unit"]) == ("integer", "users")
    assert (fields["value"]["type"], fields["value"]["dtype"]) == ("number", "float64")


def test_names_of_resources_are_those_that_the_standard_allows():
    names = [package.resource(REPORTS, TABLES[name])["name"] for name in THERE]
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-._") for name in names)
    assert len(set(names)) == len(names)


WORDS = [
    *(("cells", name) for name in ("status", "origin", "tier")),
    *(("comparisons", "verdict"), ("group_comparisons", "verdict")),
    *(("measured", "new_item_by"), ("frontier", "cost"), ("metrics", "direction")),
    *(
        ("slices", "subject"),
        ("slices", "kind"),
        ("benchmarks", "mask"),
        ("benchmarks", "candidates"),
    ),
    *(("replication", "verdict"), ("peers", "verdict"), ("judgements", "taste")),
]


@pytest.mark.parametrize(("table", "column"), WORDS)
def test_the_sentence_of_a_column_has_each_of_its_words(table, column):
    (sentence,) = (field.sentence for field in TABLES[table].fields if field.name == column)
    words = {row[column] for row in read_csv(REPORTS / f"{table}.csv")} - {""}
    assert [word for word in words if word not in sentence] == []
