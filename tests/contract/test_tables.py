"""Tables and files: refused by file and column, digested by content, written whole or not."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.contract import files, tables
from benchmarks.contract.errors import UserError
from tests.worlds.helpers import interactions

INTERACTIONS = interactions([(0, 5, 100), (1, 6, 200), (1, 7, 300)])
ITEMS = pa.table(
    {
        "item_id": ["1", "2", "3"],
        "title": ["Heat", None, ""],
        "categories": [["Crime", "Drama"], [], ["Crime"]],
        "features": [["year=1995"], ["genre=Crime", "year=1990"], []],
        "released": pa.array([0, None, -86400], pa.int64()),
        "key": pa.array([1, 2**64 - 1, 3], pa.uint64()),
    },
    tables.ITEMS,
)
MIXED = pa.table(
    {
        "count": pa.array([1, None, 3], pa.int32()),
        "share": pa.array([0.5, 0.25, None], pa.float32()),
        "name": ["one", None, "three"],
        "words": [["a", "b"], [], None],
    }
)


def with_column(table, name, values):
    place = table.column_names.index(name)
    return table.set_column(place, name, pa.array(values, table.schema.field(name).type))


def leftovers(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("schema", [tables.INTERACTIONS, tables.ITEMS])
@pytest.mark.parametrize("place", [0, -1])
def test_a_missing_column_is_an_error_that_names_the_file_and_the_column(schema, place, tmp_path):
    name, path = schema.names[place], tmp_path / "some.parquet"
    table = {tables.INTERACTIONS: INTERACTIONS, tables.ITEMS: ITEMS}[schema].drop_columns(name)
    pq.write_table(table, path)
    with pytest.raises(
        UserError, match=rf"some\.parquet: missing column {name}; has {table.column_names[0]}, "
    ):
        tables.read(path, schema)


def test_all_missing_columns_are_named_at_once():
    with pytest.raises(
        UserError, match=r"^here: missing column user, quantity, value, time; has item, rating\.$"
    ):
        tables.require(INTERACTIONS.select(["item", "rating"]), tables.INTERACTIONS, "here")


WRONG = {
    "words for codes": (INTERACTIONS, "user", pa.array(["u1", "u2", "u3"]), tables.INTERACTIONS),
    "fractions for codes": (INTERACTIONS, "item", pa.array([0.5, 1.0, 2.0]), tables.INTERACTIONS),
    "codes too large": (INTERACTIONS, "item", pa.array([2**31, 1, 2]), tables.INTERACTIONS),
    "a date for seconds": (
        INTERACTIONS,
        "time",
        pa.array(["1997-09-20", "x", "y"]),
        tables.INTERACTIONS,
    ),
    "negative key": (ITEMS, "key", pa.array([-1, 2, 3]), tables.ITEMS),
    "text for a list of words": (
        ITEMS,
        "categories",
        pa.array(["Crime|Drama", "", "Crime"]),
        tables.ITEMS,
    ),
    "lists for text": (ITEMS, "title", pa.array([["Heat"], [], []]), tables.ITEMS),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_column_that_cannot_take_its_type_is_an_error_that_names_the_file_and_the_column(
    case, tmp_path
):
    table, name, values, schema = WRONG[case]
    path = tmp_path / "some.parquet"
    pq.write_table(table.set_column(table.column_names.index(name), name, values), path)
    with pytest.raises(UserError, match=rf"some\.parquet: .*\b{name}\b"):
        tables.read(path, schema)


def test_a_missing_file_is_an_error_that_says_how_to_make_it(tmp_path):
    with pytest.raises(UserError, match=r"none\.parquet: no such file; run `make repro`"):
        tables.read(tmp_path / "none.parquet", tables.INTERACTIONS)


def test_a_damaged_file_is_an_error_that_names_it_and_says_what_to_do(tmp_path):
    path = tmp_path / "rows.parquet"
    rows = pa.table({"fold": ["all"] * 9, "user": range(9)})
    tables.write(path, rows, tables.QUERIES)
    whole = path.read_bytes()
    for damaged in (whole[:-9], whole[:20] + bytes(40) + whole[60:]):
        path.write_bytes(damaged)
        with pytest.raises(UserError, match=r"cannot be read: .*; delete it and run `make repro`"):
            tables.read(path, tables.QUERIES)


def test_columns_are_brought_into_the_order_and_types_of_the_schema_and_others_are_dropped():
    loose = pa.table({"time": [9], "extra": ["x"], "item": [8], "rating": [4.0], "user": [7]})
    bought = {"quantity": [2], "value": [1.5]}
    loose = pa.table({**bought, **{name: loose[name] for name in loose.column_names}})
    checked = tables.require(loose, tables.INTERACTIONS, "here")
    assert checked.schema == tables.INTERACTIONS
    assert checked.to_pylist() == [
        {"user": 7, "item": 8, "rating": 4.0, "quantity": 2.0, "value": 1.5, "time": 9}
    ]


@pytest.mark.parametrize(
    ("table", "schema"), [(INTERACTIONS, tables.INTERACTIONS), (ITEMS, tables.ITEMS)]
)
def test_a_table_is_read_as_it_was_written_nulls_and_empty_lists_included(table, schema, tmp_path):
    path = tmp_path / "new folder" / "some.parquet"
    tables.write(path, table, schema)
    assert tables.read(path, schema).equals(table)


def test_a_table_without_rows_is_read_as_it_was_written(tmp_path):
    tables.write(tmp_path / "none.parquet", INTERACTIONS.slice(0, 0), tables.INTERACTIONS)
    assert tables.read(tmp_path / "none.parquet", tables.INTERACTIONS).num_rows == 0


def test_a_missing_rating_is_nan_in_numpy():
    ratings = tables.column(with_column(INTERACTIONS, "rating", [4.0, None, 5.0]), "rating")
    assert [str(rating) for rating in ratings] == ["4.0", "nan", "5.0"]


CHANGES = {
    "a number": with_column(MIXED, "count", [1, None, 4]),
    "a zero for a missing number": with_column(MIXED, "count", [1, 0, 3]),
    "a zero for a missing fraction": with_column(MIXED, "share", [0.5, 0.25, 0.0]),
    "nan for a missing fraction": with_column(MIXED, "share", [0.5, 0.25, float("nan")]),
    "the last bit of a fraction": with_column(MIXED, "share", [0.5, 0.25 + 2**-25, None]),
    "a letter": with_column(MIXED, "name", ["one", None, "Three"]),
    "a word in a list": with_column(MIXED, "words", [["a", "c"], [], None]),
    "the order within a list": with_column(MIXED, "words", [["b", "a"], [], None]),
    "a word moved to the next list": with_column(MIXED, "words", [["a"], ["b"], None]),
    "an empty list for a missing one": with_column(MIXED, "words", [["a", "b"], [], []]),
    "a missing list for an empty one": with_column(MIXED, "words", [["a", "b"], None, None]),
    "a list of one empty word for an empty list": with_column(
        MIXED, "words", [["a", "b"], [""], None]
    ),
    "a missing word for an empty text": with_column(MIXED, "name", ["one", "", "three"]),
    "a row less": MIXED.slice(0, 2),
    "the order of rows": MIXED.take([1, 0, 2]),
    "a column's name": MIXED.rename_columns(["counts", "share", "name", "words"]),
    "the names of two columns exchanged": MIXED.rename_columns(["share", "count", "name", "words"]),
    "a column less": MIXED.drop_columns("share"),
    "a type": MIXED.set_column(0, "count", MIXED["count"].cast(pa.int64())),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_digest_changes_with(change):
    assert tables.digest(CHANGES[change]) != tables.digest(MIXED)


# Hashing must keep apart where one value ends and the next begins, whatever the values are.
ALIKE = {
    "a separator at the end of one text or the start of the next": (
        pa.table({"name": ["a\x1f", "b"]}),
        pa.table({"name": ["a", "\x1fb"]}),
    ),
    "which of two texts is missing": (
        pa.table({"name": ["", None]}),
        pa.table({"name": [None, ""]}),
    ),
    "an empty and a missing word in a list": (
        pa.table({"words": [["a", ""]]}),
        pa.table({"words": [["a", None]]}),
    ),
    "a second column and text that looks like one": (
        pa.table({"a": ["x"], "b": ["y"]}),
        pa.table({"a": ["xb:string:1y"]}),
    ),
}


@pytest.mark.parametrize("difference", ALIKE)
def test_the_digest_tells_apart(difference):
    one, other = ALIKE[difference]
    assert tables.digest(one) != tables.digest(other)


def in_pieces(table):
    return pa.concat_tables([table.slice(0, 1), table.slice(1, 0), table.slice(1)])


@pytest.mark.parametrize("table", [MIXED, ITEMS, INTERACTIONS])
def test_the_digest_does_not_change_with_chunks_offsets_or_parquet_row_groups(table, tmp_path):
    pq.write_table(
        table, tmp_path / "rows.parquet", row_group_size=1, compression="gzip", use_dictionary=False
    )
    shifted = pa.concat_tables([table.slice(2), table]).combine_chunks().slice(1)
    assert shifted.num_rows == 3
    for same in (in_pieces(table), shifted, tables.read(tmp_path / "rows.parquet", table.schema)):
        assert same.equals(table)
        assert tables.digest(same) == tables.digest(table)


def test_tables_without_rows_have_the_same_digest_if_they_have_the_same_columns():
    none = tables.INTERACTIONS.empty_table()
    assert tables.digest(INTERACTIONS.slice(0, 0)) == tables.digest(none)
    assert tables.digest(none) != tables.digest(none.drop_columns("time"))


class Interrupted(BaseException):
    """What a keyboard or a scheduler does in the middle of a write."""


def write_half(opened, failure, member=""):
    with opened as temporary:
        (temporary / member if member else temporary).write_text("half of the n")
        raise failure


@pytest.mark.parametrize("failure", [Interrupted, OSError])
def test_an_interrupted_write_of_a_file_leaves_the_old_one_and_nothing_else(failure, tmp_path):
    path = tmp_path / "some.txt"
    path.write_text("old")
    with pytest.raises(failure):
        write_half(files.whole_file(path), failure)
    assert path.read_text() == "old"
    assert leftovers(tmp_path) == ["some.txt"]


def test_an_interrupted_first_write_of_a_file_leaves_nothing(tmp_path):
    with pytest.raises(Interrupted):
        write_half(files.whole_file(tmp_path / "some.txt"), Interrupted)
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("failure", [Interrupted, OSError])
def test_an_interrupted_write_of_a_folder_leaves_the_old_one_and_nothing_else(failure, tmp_path):
    path = tmp_path / "some"
    path.mkdir()
    (path / "a").write_text("old")
    with pytest.raises(failure):
        write_half(files.whole_folder(path), failure, "a")
    assert (path / "a").read_text() == "old"
    assert leftovers(tmp_path) == ["some"]
    assert leftovers(path) == ["a"]


def test_a_finished_folder_takes_the_place_of_the_old_one_with_all_its_members(tmp_path):
    path = tmp_path / "some"
    path.mkdir()
    (path / "a").write_text("old")
    with files.whole_folder(path) as temporary:
        (temporary / "b").write_text("new")
        assert leftovers(path) == ["a"]
    assert leftovers(path) == ["b"]
    assert leftovers(tmp_path) == ["some"]


def test_a_finished_file_takes_the_place_of_the_old_one_at_the_end_of_the_block(tmp_path):
    path = tmp_path / "new folder" / "some.txt"
    files.write_text(path, "old")
    with files.whole_file(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old\n"
    assert path.read_text() == "new"
    assert leftovers(path.parent) == ["some.txt"]


def test_a_table_that_cannot_be_written_to_the_end_leaves_the_old_one_whole(tmp_path, monkeypatch):
    path = tmp_path / "some.parquet"
    tables.write(path, INTERACTIONS, tables.INTERACTIONS)

    def fill_the_disk(writer, table):
        raise OSError("no space left on device")  # the file has its first bytes by then

    monkeypatch.setattr(pq.ParquetWriter, "write_table", fill_the_disk)
    with pytest.raises(OSError, match="no space left"):
        tables.write(path, INTERACTIONS.slice(1), tables.INTERACTIONS)
    assert tables.read(path, tables.INTERACTIONS).equals(INTERACTIONS)
    assert leftovers(tmp_path) == ["some.parquet"]


def test_a_table_that_breaks_its_schema_is_not_written(tmp_path):
    path = tmp_path / "some.parquet"
    tables.write(path, INTERACTIONS, tables.INTERACTIONS)
    with pytest.raises(UserError, match=r"some\.parquet: missing column time"):
        tables.write(path, INTERACTIONS.drop_columns("time"), tables.INTERACTIONS)
    assert tables.read(path, tables.INTERACTIONS).equals(INTERACTIONS)


def test_a_number_that_json_does_not_know_leaves_the_old_file_whole(tmp_path):
    path = tmp_path / "some.json"
    files.write_json(path, {"b": 1, "a": [0.5]})
    with pytest.raises(ValueError, match="JSON"):
        files.write_json(path, {"a": float("nan")})
    assert path.read_bytes() == b'{\n  "a": [\n    0.5\n  ],\n  "b": 1\n}\n'
    assert leftovers(tmp_path) == ["some.json"]


def rows_of(n_rows):
    """Return so many rows whose users tell their place."""
    codes = np.arange(n_rows, dtype=np.int32)
    nothing = {name: pa.nulls(n_rows) for name in ("rating", "quantity", "value")}
    return pa.table({"user": codes, "item": codes % 7, **nothing, "time": codes})


@pytest.mark.parametrize("n_rows", [0, 3, 10, 11, 25])
@pytest.mark.parametrize("at_once", [1, 4, 30])
def test_a_table_written_piece_by_piece_is_the_file_of_the_whole(
    n_rows, at_once, tmp_path, monkeypatch
):
    monkeypatch.setattr(tables, "_GROUP", 10)
    whole = rows_of(n_rows).cast(tables.INTERACTIONS)
    pq.write_table(whole, tmp_path / "whole.parquet", row_group_size=10, compression="zstd")
    with tables.writing(tmp_path / "pieces.parquet", tables.INTERACTIONS) as add:
        for begin in range(0, n_rows, at_once):
            add(rows_of(n_rows).slice(begin, at_once))
    written = (tmp_path / "pieces.parquet").read_bytes()
    assert written == (tmp_path / "whole.parquet").read_bytes()
    pieces = list(tables.blocks(tmp_path / "pieces.parquet", tables.INTERACTIONS))
    assert [piece.num_rows for piece in pieces[:-1]] == [10] * (len(pieces) - 1)
    assert pa.concat_tables(pieces).equals(whole)


def test_a_writer_that_is_stopped_leaves_no_file(tmp_path):
    path = tmp_path / "rows.parquet"
    with pytest.raises(ValueError, match="stopped"), tables.writing(path, INTERACTIONS.schema):
        raise ValueError("stopped")
    assert not list(tmp_path.iterdir())


def test_only_the_columns_that_are_asked_for_are_read(tmp_path):
    tables.write(tmp_path / "rows.parquet", rows_of(3), tables.INTERACTIONS)
    read = tables.read(tmp_path / "rows.parquet", tables.INTERACTIONS, ["time", "user"])
    assert read.column_names == ["time", "user"]


def test_the_digest_of_a_file_is_that_of_its_table(tmp_path):
    for name, table in {"rows": INTERACTIONS, "items": ITEMS}.items():
        pq.write_table(table, tmp_path / name, row_group_size=2)
        assert tables.digest_of(tmp_path / name, table.schema) == tables.digest(table)


@pytest.mark.parametrize("n_rows", [0, 3, 10, 25])
def test_a_column_of_nothing_is_as_long_as_asked_for(n_rows, monkeypatch):
    monkeypatch.setattr(tables, "_GROUP", 10)
    assert tables.nothing(n_rows, pa.float64()).to_pylist() == [None] * n_rows
    lists = tables.nothing(n_rows, pa.list_(pa.string()))
    assert lists.to_pylist() == [[]] * n_rows
    assert lists.type == pa.list_(pa.string())


def test_columns_are_read_in_one_piece_whether_anything_is_in_them_or_not(tmp_path):
    table = rows_of(25).cast(tables.INTERACTIONS)
    pq.write_table(table, tmp_path / "rows.parquet", row_group_size=10)
    read = tables.read(tmp_path / "rows.parquet", tables.INTERACTIONS)
    assert read.equals(table)
    assert [read[name].num_chunks for name in ("user", "time", "value")] == [1, 1, 1]
