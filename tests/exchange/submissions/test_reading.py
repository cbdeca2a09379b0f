"""Files of every format and quality: read as they are meant, or refused in one line."""

import gzip
import json
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.contract import json_lines
from benchmarks.contract.errors import UserError
from benchmarks.exchange.submissions import about, reading
from benchmarks.exchange.submissions.columns import LISTS, RATINGS
from tests.worlds import handed

FUZZ = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
ROWS = pa.table({"user": ["007", "u 1"], "item": ["é", "2"], "rank": [1, 2], "score": [0.5, 0.25]})


def as_rows(table: pa.Table) -> list[tuple]:
    return [tuple(row[name] for name in ("user", "item", "rank")) for row in table.to_pylist()]


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.parquet", "a.jsonl", "a.CSV", "a.csv.gz"])
def test_every_format_reads_alike(name: str, tmp_path: Path) -> None:
    path = handed.write(tmp_path / name.lower(), ROWS).rename(tmp_path / name)
    assert as_rows(reading.read(path, LISTS)) == [("007", "é", 1.0), ("u 1", "2", 2.0)]


@pytest.mark.parametrize("suffix", [".parquet.gz", ".tsv.gz", ".jsonl.gz", ".run", ".run.gz"])
def test_each_is_also_read_gzipped_and_a_run_file_has_no_header(
    suffix: str, tmp_path: Path
) -> None:
    table = pa.table({"user": ["u1"], "item": ["i1"], "rank": [1], "score": [0.5]})
    path = handed.write(tmp_path / f"a{suffix}", table)
    assert as_rows(reading.read(path, LISTS)) == [("u1", "i1", 1.0)]


@pytest.mark.parametrize(
    "line", ['u1   Q0\t"i1   1  0.5 x\n', ' u1 Q0 "i1 1 0.5 x\n', 'u1 Q0 "i1 1 0.5 x \r\n']
)
def test_a_run_file_may_be_aligned_with_spaces_and_tabs(line: str, tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    path.write_text(line, encoding="utf-8", newline="")
    assert as_rows(reading.read(path, LISTS)) == [("u1", '"i1', 1.0)]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffuser;item;rank\nu1;i1;1\n",
        "USER_ID\tItem_Id\tposition\nu1\ti1\t1\n",
        "user_id:token,item_id:token,rank:float\r\nu1,i1,1\r\n",
        '"userId","itemId","x","rank"\n"u1","i1","y",1\n',
        "user,item,rank\ru1,i1,1\r",
    ],
)
def test_other_separators_names_and_a_byte_order_mark_are_understood(
    text: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8", newline="")
    assert as_rows(reading.read(path, LISTS)) == [("u1", "i1", 1.0)]


def test_an_identifier_that_looks_like_a_date_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"user": "2020-01-02", "item": "2020-01-01T00:00:00Z", "rank": 1}\n')
    assert as_rows(reading.read(path, LISTS)) == [("2020-01-02", "2020-01-01T00:00:00Z", 1.0)]


def test_values_of_json_are_what_they_name(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = (
        {"User": 12.0, "item": 9007199254740993, "rank": 1},
        {"User": "12", "item": 1.5, "rank": "2"},
        {"User": None, "item": "null", "rank": ""},
        {"item": "only", "title": ["kept", {"out": 1}]},
    )
    path.write_text("\n\n".join(map(json.dumps, lines)))
    table = reading.read(path, LISTS)
    assert table["user"].to_pylist() == ["12", "12", None, None]
    assert table["item"].to_pylist() == ["9007199254740993", "1.5", "null", "only"]
    assert table["rank"].to_pylist() == [1.0, 2.0, None, None]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("null", "line 3 is no object with names"),
        ("[" * 100_000, "line 3 is no JSON: brackets within brackets, too many"),
        ('{"user": ' + '{"a":' * 100_000, "line 3 is no JSON: brackets within brackets, too many"),
        ('{"user": "a"} x', "line 3 is no JSON: expected otherwise at letter 15"),
        ('{"user": ["a"]}', r"line 3: user is \['a'\], neither text nor a number"),
        ('{"user": true}', "line 3: user is True, neither text nor a number"),
        ('{"user": 1e300}', "line 3: user is 1e.300; write identifiers as text"),
        ('{"user": NaN}', "line 3: user is nan; write identifiers as text"),
        ('{"rank": "first"}', "line 3: rank is 'first', no number"),
        ('{"rank": "1_0"}', "line 3: rank is '1_0', no number"),
        ('{"rank": true}', "line 3: rank is True, no number"),
        ('{"rank": 1' + "0" * 400 + "}", "line 3: rank is 10*, no number"),
        ('{"uid": "a"}', "several columns could be the user: user, uid; keep one"),
    ],
)
def test_a_line_of_json_that_is_no_row_is_named(line: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"user": "a", "item": "b", "rank": 1}}\n\n{line}\n')
    with pytest.raises(UserError, match=rf"^a\.jsonl: (cannot be read as jsonl: )?{message}"):
        reading.read(path, LISTS)


def test_a_column_may_come_late_and_lines_without_it_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_lines, "_LINES", 2)
    path = tmp_path / "a.jsonl"
    lines = [{"user": "a", "item": f"i{n}", "rank": n} for n in range(1, 4)]
    path.write_text("\n".join(json.dumps(each) for each in [*lines, {**lines[0], "seed": 7}]))
    table = reading.read(path, LISTS)
    assert table["item"].to_pylist() == ["i1", "i2", "i3", "i1"]
    assert table["seed"].to_pylist() == [None, None, None, "7"]


def test_numbers_as_identifiers_are_written_without_a_point(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    users = pa.array([1.0, 2.0, None])
    pq.write_table(pa.table({"user": users, "item": [3, 4, 5], "score": ["1", "2", "3"]}), path)
    table = reading.read(path, LISTS)
    assert table["user"].to_pylist() == ["1", "2", None]
    assert table["item"].to_pylist() == ["3", "4", "5"]


@pytest.mark.parametrize("user", [2.0**53, float("inf")])
def test_numbers_that_name_more_than_one_are_no_identifiers(user: float, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"user": [user], "item": [3], "rank": [1]}), path)
    with pytest.raises(UserError, match=f"column user: holds {user}; write identifiers as text"):
        reading.read(path, LISTS)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"user,item,rank\nu1,i1,first\n", "first"),
        ("user,item,rank\nü,i1,1\n".encode("latin-1"), "UTF"),
        ("üser,item,rank\nü,i1,1\n".encode("latin-1"), "not in UTF-8"),
        ("user,item,rank\nu1,i1,1\n".encode("utf-16"), "UTF-16"),
        (b"", "first line is empty"),
        (b"user,user,item,rank\na,b,c,1\n", "column user stands there twice"),
        (b"user,user_id,item,rank\na,b,c,1\n", "several columns could be the user: user, user_id"),
        (b"user,item,rank,position\na,b,1,2\n", "could be the rank: rank, position; keep one"),
        ("user,item,rank\nu1,i1,1\n".encode("utf-16-le"), "is in UTF-16; save"),
        (b"user,item,rank\nu1,i1\n", "cannot be read as csv"),
        (b"PK\x03\x04\x00\x00", "no column"),
    ],
)
def test_what_cannot_be_read_is_said(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(UserError, match=message):
        reading.read(path, LISTS)


def test_a_broken_archive_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(b"user,item,rank\n")
    with pytest.raises(UserError, match="cannot be read as csv"):
        reading.read(path, LISTS)
    path.write_bytes(gzip.compress(b"user,item,rank\nu1,i1,1\n" * 500)[:-12])
    with pytest.raises(UserError, match="cannot be read as csv"):
        reading.read(path, LISTS)


def only_user_errors(path: Path) -> None:
    """Read a file as lists and as ratings; any error but a UserError of one line is a failure."""
    for wanted in (LISTS, RATINGS):
        columns, refused = {"user", "item"}, ""
        try:
            columns = set(reading.read(path, wanted).column_names)
        except UserError as error:
            refused = str(error)
        assert "\n" not in refused
        assert columns >= {"user", "item"}


SUFFIXES = st.sampled_from([".csv", ".tsv", ".jsonl", ".parquet", ".run"])
ZIPPED = st.booleans()


def put(folder: Path, suffix: str, zipped: bool, content: bytes) -> Path:
    path = folder / f"a{suffix}{'.gz' if zipped else ''}"
    path.write_bytes(gzip.compress(content) if zipped else content)
    return path


@FUZZ
@given(content=st.binary(max_size=200), suffix=SUFFIXES, zipped=ZIPPED)
def test_bytes_of_any_kind_are_read_or_refused(
    content: bytes, suffix: str, zipped: bool, tmp_path: Path
) -> None:
    only_user_errors(put(tmp_path, suffix, zipped, content))


WORDS = st.text(max_size=6) | st.sampled_from(["", "1", "01", "1.0", "NaN", '"', "a,b", "\t", "é"])
CELLS = st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=4)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
SEPARATORS = st.sampled_from([",", ";", "\t", "|", " ", "::"])
HEADERS = st.sampled_from(
    [("user", "item", "rank"), ("uid", "iid", "score"), ("user_id", "item_id", "rating"), ("a",)]
)


@FUZZ
@given(CELLS, ENCODINGS, SEPARATORS, HEADERS, SUFFIXES, ZIPPED)
def test_text_of_any_kind_is_read_or_refused(
    tmp_path: Path,
    cells: list,
    encoding: str,
    separator: str,
    header: tuple,
    suffix: str,
    zipped: bool,
) -> None:
    lines = [separator.join(row) for row in (header, *cells)]
    content = "\n".join(lines).encode(encoding, errors="replace")
    only_user_errors(put(tmp_path, suffix, zipped, content))


VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=4)
    | st.lists(st.integers(), max_size=2)
    | st.dictionaries(st.text(max_size=2), st.integers(), max_size=1)
)


@FUZZ
@given(st.lists(st.fixed_dictionaries({"user": VALUES, "item": VALUES, "score": VALUES})))
def test_json_of_any_kind_is_read_or_refused(tmp_path: Path, rows: list) -> None:
    content = "\n".join(json.dumps(row) for row in rows).encode()
    only_user_errors(put(tmp_path, ".jsonl", False, content))


TYPES = st.sampled_from(
    [
        pa.int8(),
        pa.uint64(),
        pa.float16(),
        pa.float64(),
        pa.bool_(),
        pa.string(),
        pa.large_string(),
        pa.binary(),
        pa.date32(),
        pa.timestamp("ns"),
        pa.decimal128(9, 2),
        pa.list_(pa.int32()),
        pa.dictionary(pa.int8(), pa.string()),
        pa.dictionary(pa.int32(), pa.int64()),
        pa.null(),
    ]
)


@FUZZ
@given(types=st.tuples(TYPES, TYPES, TYPES), n_rows=st.sampled_from([0, 1, 3]))
def test_columns_of_any_type_are_read_or_refused(tmp_path: Path, types: tuple, n_rows: int) -> None:
    columns = [pa.nulls(n_rows, kind) for kind in types]
    pq.write_table(pa.table(columns, names=["user", "item", "score"]), tmp_path / "a.parquet")
    only_user_errors(tmp_path / "a.parquet")


@FUZZ
@given(content=st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_a_description_of_any_kind_is_read_or_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(content)
    with suppress(UserError):
        assert about.read([path]).row("a")["title"]


def test_a_title_moves_no_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text('title: "a\\e[2Jb\\u202Ec"\n', encoding="utf-8")
    assert about.read([path]).row("a")["title"] == "a[2Jbc"


def test_a_description_is_checked_and_says_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("title: Mine\nauthors: [A. Bee, C. Dee]\nfit_seconds: 3\n", encoding="utf-8")
    row = about.read([path]).row("a")
    assert (row["title"], row["authors"], row["fit_seconds"]) == ("Mine", "A. Bee, C. Dee", 3.0)
    for text, message in (
        ("titel: x\n", "titel: unknown key"),
        ("fit_seconds: -1\n", "fit_seconds"),
        ("title: !!python/object/apply:os.system ['true']\n", "cannot be read"),
        ("- a\n", "expected a mapping"),
        ("title: 2024-99-99\n", "cannot be read: a value that is none .month"),
        ("[" * 5000, "cannot be read"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(UserError, match=message):
            about.read([path])
