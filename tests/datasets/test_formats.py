"""The same rows in every format, encoding and packing; what means nothing is told by row."""

import bz2
import gzip
import json
import lzma
import time as clock
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.contract.errors import UserError
from benchmarks.datasets import formats, text_files
from benchmarks.datasets.card_columns import Time
from benchmarks.datasets.card_tables import Interactions, TableFile
from benchmarks.datasets.rows import interactions

COLUMNS = {"user": "user", "item": "item", "rating": "rating", "time": "time"}
ROWS = [("007", "ä;b", 4.0, 1_700_000_000), ("x", "y", 0.5, 1_700_000_001)]
EXPECTED = [
    {"user_id": user, "item_id": item, "rating": rating, "time": time}
    for user, item, rating, time in ROWS
]
RECBOLE = {"user": "token", "item": "token", "rating": "float", "time": "float"}


def delimited(separator: str, header: bool = True) -> str:
    lines = [separator.join(COLUMNS)] if header else []
    return "\n".join([*lines, *(separator.join(map(str, row)) for row in ROWS), ""])


def rows(folder: Path, content: bytes, **settings: object) -> list[dict]:
    """Return the rows of a file of this content."""
    table = Interactions.model_validate({"format": "csv", "columns": COLUMNS, **settings})
    (folder / table.file).write_bytes(content)
    return interactions(table, folder).to_pylist()


@pytest.mark.parametrize(
    ("content", "settings"),
    [
        (delimited(","), {}),
        (delimited(",").replace("\n", "\r\n"), {}),
        ("\ufeff" + delimited(","), {}),
        (delimited("\t"), {"format": "tsv"}),
        (delimited("|"), {"separator": "|"}),
        (delimited("::"), {"separator": "::"}),
        (delimited("::", header=False), {"separator": "::", "header": False, "names": [*COLUMNS]}),
        (delimited(" ; "), {"separator": " ; "}),
        (delimited("¦"), {"separator": "¦"}),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_text_files_with_any_separator_and_encoding(
    content: str, settings: dict, encoding: str, tmp_path: Path
) -> None:
    data = content.encode(encoding)
    assert rows(tmp_path, data, file="rows.csv", encoding=encoding, **settings) == EXPECTED


def test_a_separator_at_the_end_of_a_piece_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = delimited("::").encode()
    for size in range(1, len(content)):
        monkeypatch.setattr(text_files, "_PIECE", size)
        assert rows(tmp_path, content, file="rows.csv", separator="::") == EXPECTED


def test_latin_1(tmp_path: Path) -> None:
    data = delimited(",").encode("latin-1")
    assert rows(tmp_path, data, file="rows.csv", encoding="latin-1") == EXPECTED


@pytest.mark.parametrize(("end", "pack"), [("gz", gzip), ("xz", lzma), ("bz2", bz2)])
def test_packed_files_are_told_by_their_name_or_by_the_card(
    end: str, pack: object, tmp_path: Path
) -> None:
    packed = pack.compress(delimited(",").encode())
    assert rows(tmp_path, packed, file=f"rows.csv.{end}") == EXPECTED
    assert rows(tmp_path, packed, file="rows.data", compression=end) == EXPECTED
    with pytest.raises(UserError, match=r"rows\.csv\.\w+: .*delete"):
        rows(tmp_path, packed[:-9], file=f"rows.csv.{end}")


def test_lines_of_json_keep_identifiers_as_they_are(tmp_path: Path) -> None:
    lines = [json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in ROWS]
    assert rows(tmp_path, "\n".join(lines).encode(), file="r.jsonl", format="jsonl") == EXPECTED
    dated = lines[0].replace('"007"', '"2020-01-01"')
    found = rows(tmp_path, dated.encode(), file="r.jsonl", format="jsonl")
    assert found[0]["user_id"] == "2020-01-01"


def test_whole_numbers_of_json_are_one_name_however_they_are_written(tmp_path: Path) -> None:
    text = '{"user": 12.0, "item": "12.0"}\n{"user": 12, "item": 1.5}\n'
    columns = {"user": "user", "item": "item"}
    found = rows(tmp_path, text.encode(), file="r.jsonl", format="jsonl", columns=columns)
    assert [(row["user_id"], row["item_id"]) for row in found] == [("12", "12.0"), ("12", "1.5")]


def test_numbers_in_lists_of_json_are_one_word_however_they_are_written(tmp_path: Path) -> None:
    text = '{"item": "a", "kinds": [12.0, 7, null, "x"]}\n{"item": "b", "kinds": [12, 1.5]}\n'
    (tmp_path / "i.jsonl").write_text(text)
    table = TableFile(file="i.jsonl", format="jsonl")
    found = formats.read_table(tmp_path, table, ["item", "kinds"])["kinds"].to_pylist()
    assert found == [["12", "7", "x"], ["12", "1.5"]]
    (tmp_path / "i.jsonl").write_text('{"item": "a", "kinds": [{"name": "x"}]}\n')
    with pytest.raises(UserError, match="'kinds' is an object and not a value"):
        formats.read_table(tmp_path, table, ["item", "kinds"])


def test_parquet_with_its_own_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "user": pa.array([12.0, 7.0]),
            "item": pa.array(["a", "b"]).dictionary_encode(),
            "rating": pa.array([4, 1], pa.int8()),
            "time": pa.array([datetime(2024, 1, 1), datetime(1969, 12, 31, 23, 59, 59, 500_000)]),
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")
    content = (tmp_path / "t.parquet").read_bytes()
    assert rows(tmp_path, content, file="t.parquet", format="parquet") == [
        {"user_id": "12", "item_id": "a", "rating": 4.0, "time": 1_704_067_200},
        {"user_id": "7", "item_id": "b", "rating": 1.0, "time": -1},
    ]


def test_atomic_files_of_recbole(tmp_path: Path) -> None:
    head = "\t".join(f"{name}:{kind}" for name, kind in RECBOLE.items())
    text = delimited("\t", header=False)
    assert rows(tmp_path, f"{head}\n{text}".encode(), file="r.inter", format="recbole") == EXPECTED


@pytest.mark.parametrize(
    ("time", "spec", "seconds"),
    [
        ("1700000000", "time", 1_700_000_000),
        ("1.7e9", {"unit": "s"}, 1_700_000_000),
        ("1700000000999", {"unit": "ms"}, 1_700_000_000),
        ("-1", {"unit": "ms"}, -1),
        ("1700000000999999", {"unit": "us"}, 1_700_000_000),
        ("1700000000999999999", {"unit": "ns"}, 1_700_000_000),
        ("19000.5", {"unit": "days"}, 1_641_643_200),
        ("2024-01-01", {"unit": "iso"}, 1_704_067_200),
        ("2024-01-01T00:00:00Z", {"unit": "iso"}, 1_704_067_200),
        ("2024-01-01 01:00:00.5+01:00", {"unit": "iso"}, 1_704_067_200),
        ("1995", {"unit": "year"}, 788_918_400),
        ("Heat (1995)", {"unit": "title_year"}, 788_918_400),
        ("31/12/2023 23:59", {"format": "%d/%m/%Y %H:%M"}, 1_704_067_140),
        ("01-Jan-1995", {"format": "%d-%b-%Y"}, 788_918_400),
        ("2024-01-01 01:00 +0100", {"format": "%Y-%m-%d %H:%M %z"}, 1_704_067_200),
    ],
)
def test_moments_in_every_unit_and_form(
    time: str, spec: object, seconds: int, tmp_path: Path
) -> None:
    rule = {"column": "time", **spec} if isinstance(spec, dict) else spec
    columns = {"user": "user", "item": "item", "time": rule}
    data = f"user;item;time\na;b;{time}\n".encode()
    (row,) = rows(tmp_path, data, file="t.csv", separator=";", columns=columns)
    assert row["time"] == seconds


@pytest.mark.parametrize(
    ("spec", "time", "message"),
    [
        ({"unit": "s"}, "noon", "column time, row 2: 'noon' is no number; say `unit` or `format`"),
        ({"unit": "iso"}, "13/13", "column time, row 2: '13/13' is no such time; say `unit`"),
        ({"format": "%Y"}, "ten", "column time, row 2: 'ten' is no such time"),
        ({"unit": "s"}, "1e300", "column time, row 2: the number is too large"),
        ({"unit": "days"}, "inf", "column time, row 2: the number is too large"),
        ({"format": "%Y %Y"}, "2024 1", "column time, row 1: '2024' is no such time"),
    ],
)
def test_a_time_that_is_none_is_told_by_its_row(
    spec: dict, time: str, message: str, tmp_path: Path
) -> None:
    good = "2024" if "format" in spec else "2024-01-01" if spec["unit"] == "iso" else "1"
    data = f"user,item,time\na,b,{good}\na,c,{time}\n".encode()
    columns = {"user": "user", "item": "item", "time": {"column": "time", **spec}}
    with pytest.raises(UserError, match=message):
        rows(tmp_path, data, file="t.csv", columns=columns)


def test_relative_times_keep_the_order_of_a_users_orders(tmp_path: Path) -> None:
    data = "user,item,n,since\na,x,1,\na,y,1,\na,x,3,0\na,z,2,7\nb,x,5,30\nb,x,6,1.5\n"
    columns = {"user": "user", "item": "item", "time": {"order": "n", "days_since": "since"}}
    found = rows(tmp_path, data.encode(), file="t.csv", columns=columns)
    week = 7 * 86_400
    assert [row["time"] for row in found] == [0, 0, week + 2, week + 1, 0, 129_601]


@pytest.mark.parametrize(
    ("since", "message"),
    [
        ("", "column since, row 2: nothing says how many days after the user's order before this"),
        ("inf", "column since, row 2: days since the last order are 0 or more"),
        ("-1", "column since, row 2: days since the last order are 0 or more"),
    ],
)
def test_days_between_orders_are_not_made_up(since: str, message: str, tmp_path: Path) -> None:
    data = f"user,item,n,since\na,x,1,\na,y,2,{since}\n"
    columns = {"user": "user", "item": "item", "time": {"order": "n", "days_since": "since"}}
    with pytest.raises(UserError, match=message):
        rows(tmp_path, data.encode(), file="t.csv", columns=columns)


@pytest.mark.parametrize("unit", ["s", "days"])
def test_a_moment_that_is_not_known_is_null_and_a_duration_is_none(
    unit: str, tmp_path: Path
) -> None:
    columns = {"user": "user", "item": "item", "time": {"column": "time", "unit": unit}}
    table = {"user": ["a", "b"], "item": ["x", "y"]}
    given = {"file": "t.parquet", "format": "parquet", "columns": columns}
    pq.write_table(pa.table({**table, "time": [0.0, float("nan")]}), tmp_path / "t.parquet")
    found = rows(tmp_path, (tmp_path / "t.parquet").read_bytes(), **given)
    assert [row["time"] for row in found] == [0, None]
    lengths = pa.array([1, 2], pa.duration("s"))
    pq.write_table(pa.table({**table, "time": lengths}), tmp_path / "t.parquet")
    with pytest.raises(UserError, match=r"column time is duration\[s\], no moment|is no number"):
        rows(tmp_path, (tmp_path / "t.parquet").read_bytes(), **given)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "it is empty"),
        ("user,item\n", "missing column rating, time; has user, item"),
        ("user,item,rating,time\na,b,1\n", "has 3 columns and not 4"),
        ("user,user,item,rating,time\na,b,c,1,1\n", "two columns are called 'user'"),
        ("user,item,rating,time\na,b,high,1\n", "column rating, row 1: 'high' is no number"),
        ("user,item,rating,time\na,b,1,1\na,c,inf,1\n", "column rating, row 2: inf is no rating"),
        ("user,item,rating,time\na,b,-1e400,1\n", "column rating, row 1: -inf is no rating"),
        ("user,item,rating,time\na,b,16777217,1\n", r"row 1: 1.67772e\+07 is no rating: it is bey"),
        (
            "user,item,rating,time\na,b,1,1\nuser,item,,\n",
            "column user, row 2: the names of the columns stand here again; take that line out",
        ),
        ("user,item,rating,time\na,b,1,1\na,,1,1\n", "column item, row 2: nothing names a user"),
        ("user,item,rating,time\na,b,1,1\n \t,b,1,1\n", "column user, row 2: nothing names a"),
    ],
)
def test_a_file_that_is_not_as_said_is_one_line(data: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=message) as caught:
        rows(tmp_path, data.encode(), file="t.csv")
    assert "\n" not in str(caught.value)


def test_a_time_beyond_all_numbers_is_one_line(tmp_path: Path) -> None:
    times = pa.array([2**64 - 1], pa.uint64())
    pq.write_table(pa.table({"user": ["a"], "item": ["x"], "time": times}), tmp_path / "t.parquet")
    columns = {"user": "user", "item": "item", "time": "time"}
    data = (tmp_path / "t.parquet").read_bytes()
    with pytest.raises(UserError, match="column time, row 1: '18446744073709551615' is no number"):
        rows(tmp_path, data, file="t.parquet", format="parquet", columns=columns)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2020-01-01 00:00 UTC", 1_577_836_800), ("2020-01-01 00:00 EST", None)],
)
def test_a_zone_has_the_same_name_on_every_machine(
    text: str, expected: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "EST5EDT")
    clock.tzset()
    columns = {"user": "u", "item": "i", "time": {"column": "t", "format": "%Y-%m-%d %H:%M %Z"}}
    try:
        if expected is None:
            with pytest.raises(UserError, match="column t, row 1: '2020-01-01 00:00 EST' is no"):
                rows(tmp_path, f"u,i,t\na,b,{text}\n".encode(), file="t.csv", columns=columns)
        else:
            found = rows(tmp_path, f"u,i,t\na,b,{text}\n".encode(), file="t.csv", columns=columns)
            assert found[0]["time"] == expected
    finally:
        monkeypatch.undo()
        clock.tzset()


def test_a_form_of_times_without_a_year_is_none() -> None:
    with pytest.raises(ValueError, match="a `format` has a year, such as %Y"):
        Time(column="t", format="%d.%m. %H:%M")


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (pa.array([1.5]), "column user, row 1: 1.5 names a user or item; write it as text"),
        (pa.array([{"a": 1}]), "column user is struct<a: int64>, no single values"),
        (pa.array([b"\xff"]), "column user holds bytes, no UTF-8"),
        (pa.array([None], pa.string()), "column user, row 1: nothing names a user or item"),
        (pa.array([["a"]]), r"column user is list<\w+: string>, no single values"),
        (pa.array([2.0**24], pa.float32()), "column user, row 1: 16777216.0 names a user or"),
    ],
)
def test_identifiers_of_strange_types(column: pa.Array, message: str, tmp_path: Path) -> None:
    table = pa.table({"user": column, "item": ["b"], "rating": [1.0], "time": [1]})
    pq.write_table(table, tmp_path / "t.parquet")
    content = (tmp_path / "t.parquet").read_bytes()
    with pytest.raises(UserError, match=message):
        rows(tmp_path, content, file="t.parquet", format="parquet")


def test_a_number_that_names_no_basket_is_told_as_that_of_a_basket(tmp_path: Path) -> None:
    table = pa.table({"user": ["a"], "item": ["b"], "rating": [1.0], "time": [1], "receipt": [1.5]})
    pq.write_table(table, tmp_path / "t.parquet")
    content = (tmp_path / "t.parquet").read_bytes()
    named = {**COLUMNS, "basket": "receipt"}
    with pytest.raises(UserError, match=r"column receipt, row 1: 1.5 names a basket"):
        rows(tmp_path, content, file="t.parquet", format="parquet", columns=named)


def test_no_rows_are_no_error_here(tmp_path: Path) -> None:
    assert rows(tmp_path, b"user,item,rating,time\n", file="t.csv") == []


MANY = [(f"u{row % 7}", f"i{row % 11}", row % 5 + 0.5, 1_600_000_000 + row) for row in range(100)]
MANY_LINES = [",".join(map(str, row)) for row in MANY]


def many(lines: list[str]) -> bytes:
    return "\n".join(["user,item,rating,time", *lines, ""]).encode()


@pytest.mark.parametrize("more", [{}, {"duplicates": "last"}, {"missing": "drop"}])
@pytest.mark.parametrize("size", [64, 300, 10_000])
def test_a_file_read_in_pieces_has_the_rows_of_the_whole(
    more: dict, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [*MANY_LINES, ",i0,1.0,1"] if "missing" in more else MANY_LINES
    whole = rows(tmp_path, many(lines), file="rows.csv", **more)
    monkeypatch.setattr(formats, "_BLOCK_BYTES", size)
    assert rows(tmp_path, many(lines), file="rows.csv", **more) == whole
    last = {(user, item): (rating, time) for user, item, rating, time in MANY}
    assert len(whole) == (len(last) if "duplicates" in more else len(MANY))


def test_parquet_is_read_in_pieces_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = pa.table(dict(zip(COLUMNS, map(list, zip(*MANY, strict=True)), strict=True)))
    pq.write_table(table, tmp_path / "t.parquet", row_group_size=30)
    settings = Interactions.model_validate(
        {"file": "t.parquet", "format": "parquet", "columns": COLUMNS}
    )
    monkeypatch.setattr(formats, "_ROWS", 8)
    read = interactions(settings, tmp_path)
    assert [tuple(row.values()) for row in read.to_pylist()] == MANY


def test_what_is_wrong_in_a_later_piece_is_told_by_its_row_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "_BLOCK_BYTES", 64)
    for wrong, message in (
        ("a,b,high,1", "column rating, row 78: 'high' is no number"),
        ("a,b,1,inf", "column time, row 78: the number is too large"),
    ):
        lines = [*MANY_LINES[:77], wrong, *MANY_LINES[78:]]
        for row in (3, 4, 70, 76):
            lines[row] = ",nobody,1,1"
        for unit in ("s", "days"):
            columns = {**COLUMNS, "time": {"column": "time", "unit": unit}}
            more = {"columns": columns, "missing": "drop"}
            with pytest.raises(UserError, match=message):
                rows(tmp_path, many(lines), file="rows.csv", **more)


def test_a_column_of_parquet_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    columns = [*map(list, zip(*MANY, strict=True)), [0] * len(MANY)]
    table = pa.Table.from_arrays([*map(pa.array, columns)], [*COLUMNS, "time"])
    pq.write_table(table, tmp_path / "t.parquet")
    settings = {"file": "t.parquet", "format": "parquet", "columns": COLUMNS}
    with pytest.raises(UserError, match="two columns are called 'time'"):
        interactions(Interactions.model_validate(settings), tmp_path)
