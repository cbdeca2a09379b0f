"""Typed rows in and out: six decimals, checked types, and one row for each key."""

import numpy as np
import pytest

from benchmarks.contract import csv
from benchmarks.contract.errors import UserError
from benchmarks.contract.fields import Field, Table, count, number, perhaps, text, truth

FIELDS = (
    text("name", "what it is"),
    count("k", "length", optional=True),
    number("value", "how much"),
    perhaps("low", "at least"),
    truth("good", "whether it is"),
    Field("settings", "json", "what it ran with", optional=True),
)
TABLE = Table("things", "1.0", "Things.", FIELDS, ("name", "k"))
ROW = {"name": "a", "k": 5, "value": 0.5, "low": None, "good": True, "settings": '{"x": 1}'}


def written(tmp_path, *rows, table=TABLE):
    csv.write_table(tmp_path, table, rows)
    return (tmp_path / "things.csv").read_text()


def test_numbers_have_six_decimals_and_what_is_undefined_is_empty(tmp_path):
    row = {**ROW, "value": np.float64(1 / 3), "low": np.nan, "k": np.int64(10)}
    lines = written(tmp_path, row, {**ROW, "value": 0}).splitlines()
    assert lines == [
        "name,k,value,low,good,settings",
        'a,5,0.000000,,true,"{""x"": 1}"',
        'a,10,0.333333,,true,"{""x"": 1}"',
    ]


def test_rows_come_back_with_their_types(tmp_path):
    rows = [ROW, {**ROW, "k": None, "good": False, "settings": ""}]
    written(tmp_path, *rows)
    read = csv.typed(TABLE, csv.read_csv(tmp_path / "things.csv"), "things.csv")
    assert read == [rows[1], rows[0]]


def test_rows_stand_in_the_order_of_the_key_whatever_order_they_came_in(tmp_path):
    rows = [{**ROW, "name": name, "k": k} for name in "ba" for k in (10, 5, None)]
    assert written(tmp_path, *rows) == written(tmp_path, *rows[::-1])
    keys = [(row["name"], row["k"]) for row in csv.read_csv(tmp_path / "things.csv")]
    assert keys == [(name, k) for name in "ab" for k in ("", "5", "10")]


def test_a_key_of_truth_values_is_in_order_too(tmp_path):
    keyed = Table("things", "1.0", "Things.", FIELDS, ("name", "good"))
    rows = [{**ROW, "good": True}, {**ROW, "good": False}]
    text = written(tmp_path, *rows, table=keyed)
    assert [line.split(",")[4] for line in text.splitlines()[1:]] == ["false", "true"]


def test_a_table_may_keep_the_order_that_it_is_given(tmp_path):
    kept = Table("things", "1.0", "Things.", FIELDS, ("name", "k"), by_key=False)
    text = written(tmp_path, {**ROW, "name": "b"}, ROW, table=kept)
    assert [line[0] for line in text.splitlines()[1:]] == ["b", "a"]


def test_a_key_that_occurs_twice_stops_the_writer_and_is_named(tmp_path):
    with pytest.raises(UserError, match=r"reports/things\.csv, name=a k=5: stands there twice"):
        written(tmp_path, ROW, {**ROW, "value": 2.0})
    assert not (tmp_path / "things.csv").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": "0.5"}, r"name=a k=5: column value is str \('0.5'\), not float"),
        ({"value": None}, "column value is empty; how much"),
        ({"k": 5.0}, "column k is float"),
        ({"k": True}, "column k is bool"),
        ({"good": 1}, "column good is int"),
        ({"name": 3}, "column name is int"),
        ({"other": 1}, "no column other in this table"),
    ],
)
def test_a_value_of_another_type_stops_the_writer(change, message, tmp_path):
    with pytest.raises(UserError, match=message):
        written(tmp_path, {**ROW, **change})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": "half"}, "things.csv, row 1: column value: 'half' is no float"),
        ({"k": "5.5"}, "column k: '5.5' is no int"),
        ({"good": "yes"}, "column good: 'yes' is no bool"),
    ],
)
def test_text_of_another_type_is_refused_by_the_reader(change, message):
    row = {"name": "a", "k": "5", "value": "0.5", "low": "", "good": "true", "settings": ""}
    with pytest.raises(UserError, match=message):
        csv.typed(TABLE, [{**row, **change}], "things.csv")


def test_a_column_that_is_missing_is_named():
    with pytest.raises(UserError, match="missing column low, good, settings"):
        csv.typed(TABLE, [{"name": "a", "k": "5", "value": "0.5"}], "things.csv")
