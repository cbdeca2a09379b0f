"""Older reports can still be read, newer ones are refused by a sentence."""

import json

import pytest

from benchmarks.contract import older, reading, reports
from benchmarks.contract.csv import as_csv
from benchmarks.contract.errors import UserError
from benchmarks.contract.older import Views

VALUES = {"value": "0.500000", "ci_low": "0.400000", "ci_high": "", "n_users": "120"}
PLACES = {
    "all": ("all", "", "all", "", ""),
    "cold": ("cold", "", "all", "", ""),
    "known=5": ("all", "known=5", "all", "", ""),
    "warm": ("all", "", "users", "warmth", "warm"),
    "gender=F": ("all", "", "users", "gender", "F"),
    "age=56+": ("all", "", "users", "age", "56+"),
    "item_age=1-4 years": ("all", "", "items", "item_age", "1-4 years"),
}


def write(folder, name, rows):
    (folder / f"{name}.csv").write_text(as_csv(older.VERSION_1[name].split(), rows))


@pytest.fixture
def old(tmp_path):
    """Return a report of version 1, whose benchmark `b` has a view `cold` and `new` has none."""
    rows = [
        {"benchmark": "b", "baseline": "ease", "slice": part, "metric": metric, **VALUES}
        for part in PLACES
        for metric in ("ndcg@10", "rmse")
    ]
    write(tmp_path, "results", rows)
    codes = [("b", "all"), ("b", "cold")]
    row = {"metric": "ndcg@10", "fingerprint": "0123456789ab"}
    write(tmp_path, "fingerprints", [{"benchmark": b, "slice": s, **row} for b, s in codes])
    return tmp_path


def test_results_of_version_1_say_who_they_are_about(old):
    rows = reading.read(old, reports.RESULTS)
    places = {tuple(row[name] for name in reports.RESULTS.columns[1:6]) for row in rows}
    assert places == set(PLACES.values())
    assert {(row["metric"], row["k"]) for row in rows} == {("ndcg", 10), ("rmse", None)}
    first = {"value": 0.5, "ci_low": 0.4, "ci_high": None, "n_users": 120}
    assert rows[0].items() >= first.items()


def test_cold_users_and_a_view_called_cold_are_told_apart_by_the_fingerprints(old):
    row = {"metric": "ndcg@10", "fingerprint": "0123456789ab"}
    write(old, "fingerprints", [{"benchmark": "b", "slice": "all", **row}])
    rows = reading.read(old, reports.RESULTS)
    cold = {(row["view"], row["subject"]) for row in rows if row["group"] == "cold"}
    assert cold == {("all", "users")}


def test_the_view_that_a_benchmark_is_reported_by_can_be_told(old):
    rows = reading.read(old, reports.RESULTS, Views({"b": "second"}))
    assert {row["view"] for row in rows} == {"second", "cold"}


def test_version_1_comes_back_as_it_was(old):
    views = Views({}, {"b": frozenset({"cold"})})
    rows = reading.read_version_1(old, reports.RESULTS, views)
    text = as_csv(older.VERSION_1["results"].split(), rows)
    assert sorted(text.splitlines()) == sorted((old / "results.csv").read_text().splitlines())


def test_two_numbers_that_version_1_had_one_name_for_are_refused():
    views = Views({}, {"b": frozenset({"cold"})})
    labels = {"benchmark": "b", "baseline": "ease", "metric": "ndcg", "k": "10", **VALUES}
    names = ("view", "fold", "subject", "attribute", "group")
    places = (("cold", "", "all", "", ""), ("all", "", "users", "warmth", "cold"))
    rows = [{**labels, **dict(zip(names, place, strict=True))} for place in places]
    with pytest.raises(UserError, match="one name for two numbers: b ease cold ndcg@10"):
        older.table_of_version_1(reports.RESULTS, rows, views)


def test_a_table_of_a_newer_major_version_is_refused_and_of_a_newer_minor_read(old):
    resource = {"path": "results.csv", "version": "3.0"}
    (old / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    with pytest.raises(UserError, match=r"results\.csv has version 3\.0; this code reads up to 2"):
        reading.read(old, reports.RESULTS)
    resource["version"] = "2.7"
    (old / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    assert reading.read(old, reports.RESULTS)


def test_columns_that_no_version_has_are_refused(old):
    (old / "ranks.csv").write_text("metric,baseline\nndcg@10,ease\n")
    with pytest.raises(UserError, match=r"ranks\.csv: missing column k, average_rank, benchmarks"):
        reading.read(old, reports.RANKS)


def test_a_table_that_is_missing_is_named(old):
    with pytest.raises(UserError, match=r"seeds\.csv: missing; `make repro` writes it"):
        reading.read(old, reports.SEEDS)


@pytest.mark.parametrize("table", [reports.COMPARISONS, reports.GROUP_COMPARISONS])
def test_pairs_from_before_relative_differences_had_intervals_have_none(tmp_path, table):
    pair = {"benchmark": "b", "view": "all", "metric": "ndcg", "k": 10, "baseline": "als"}
    pair |= {"other": "ease", "difference": 0.1, "relative": 0.5, "p_value": 0.01, "p_holm": 0.02}
    ends = ("relative_low", "relative_high")
    columns = [name for name in table.columns if name not in ends]
    blank = {field.name: "" if field.dtype == "str" else 1 for field in table.fields}
    (tmp_path / f"{table.name}.csv").write_text(as_csv(columns, [blank | pair]))
    (row,) = reading.read(tmp_path, table)
    assert (row["relative"], *(row[end] for end in ends)) == (0.5, None, None)
