"""A file of one's own: what is guessed, said, written, and that nothing is ever written over."""

import gzip
from pathlib import Path

import pytest

from benchmarks.contract import paths
from benchmarks.contract.errors import UserError
from benchmarks.contract.settings import document
from benchmarks.datasets import cards
from benchmarks.datasets.card_files import read_card
from benchmarks.exchange.new import dataset as new_dataset
from benchmarks.exchange.new import sampling
from benchmarks.stages import download, prepare

PARAMS = """# A comment at the top.
seeds: 1

datasets:                   # cards
  old: {}   # the first

benchmarks:
  old:                      # with a comment
    dataset: old

# What comes next.
baselines:
  popular: {}
"""
SHOP = """InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID
1,007,2,13/12/2010 08:26,2.5,17850
1,0071,6,13/12/2010 08:26,3.0,17850
2,007,-1,14/12/2010 09:00,2.5,17850
3,84406,1,15/12/2010 09:01,2.75,13047
4,84406,2,16/12/2010 09:01,2.75,13047
5,22,2,16/12/2010 09:01,2.75,
"""


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for files beside the checkout, which is the working directory."""
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    monkeypatch.chdir(checkout)
    monkeypatch.setenv("LEVELGROUND_CACHE", str(tmp_path / "cache"))
    paths.PARAMS.write_text(PARAMS)
    return tmp_path


def looked_at(path: Path, content: str | bytes, **options: str) -> str:
    """Write a file, make a dataset of it, and return the name of that."""
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(data)
    new_dataset.main(str(path), **options)
    added = set(document(paths.PARAMS)["datasets"]) - {"old"}
    return added.pop()


def test_a_shops_file_becomes_a_card_that_can_be_prepared(
    outside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = looked_at(outside / "My Shop (2024).csv", SHOP)
    printed = capsys.readouterr().out
    assert name == "my-shop-2024"
    assert "user = CustomerID, item = StockCode, time = InvoiceDate, quantity = Quantity" in printed
    assert "guessed: times are in %d/%m/%Y %H:%M\n" in printed
    assert "5 rows, 2 users, 3 items\n" in printed
    assert "2 repeats of a pair (40 %)\n" in printed
    assert "from 2010-12-13 to 2010-12-16; 40 % share a moment with another\n" in printed
    assert "look: 2 items such as '007' begin with a zero" in printed
    assert "look: 1 rows are returns: they are left out" in printed
    assert "look: rows that name no user or no item are left out: `missing: drop`" in printed
    assert printed.endswith("next: make repro BENCHMARK=my-shop-2024\n")
    download.download(name)
    prepare.prepare(name)
    rows = cards.load(name).read(paths.raw(name)).interactions
    assert rows["item_id"].to_pylist() == ["007", "0071", "84406", "84406"]
    assert rows["value"].to_pylist() == [5.0, 18.0, 2.75, 5.5]


def test_params_keeps_its_comments_and_gets_a_benchmark(outside: Path) -> None:
    looked_at(outside / "shop.csv", SHOP)
    text = paths.PARAMS.read_text()
    for line in PARAMS.splitlines():
        assert line in text.splitlines()
    assert "  old: {}   # the first\n  shop: {}\n\nbenchmarks:" in text
    assert text.index("  shop:\n    dataset: shop\n") < text.index("# What comes next.")
    benchmark = document(paths.PARAMS)["benchmarks"]["shop"]
    assert benchmark == {
        "dataset": "shop",
        "split": {"kind": "user_temporal", "test": 0.2, "validation": 0.1, "seed": 0},
        "relevance": {},
        "views": {"all": {"mask": "none"}},
    }
    assert document(paths.tuned("shop")) == {}
    assert Path("submissions/shop/.gitkeep").exists()


def test_nothing_is_written_over_and_nothing_is_written_where_something_is_wrong(
    outside: Path,
) -> None:
    looked_at(outside / "shop.csv", SHOP)
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    for file, options, message in (
        ("shop.csv", {}, r"datasets/shop\.yaml: there is such a card"),
        ("shop.csv", {"name": "old"}, r"params\.yaml: datasets\.old is there"),
        ("shop.csv", {"name": "v1.5"}, "a dataset cannot be called 'v1.5'"),
        ("shop.csv", {"name": "other", "user": "Customer"}, "unknown column 'Customer'"),
        ("none.csv", {}, r"none\.csv: no such file"),
        (".", {"name": "other"}, r"one file `\*\.inter`; name a file"),
    ):
        with pytest.raises(UserError, match=message):
            new_dataset.main(str(outside / file), **options)
    assert before == {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}


def test_params_in_one_line_is_left_alone_with_the_reason(outside: Path) -> None:
    paths.PARAMS.write_text("datasets: {old: {}}\nbenchmarks: {old: {}}\n")
    with pytest.raises(UserError, match=r"cannot put a line at the end of `datasets:`"):
        looked_at(outside / "shop.csv", SHOP)
    assert not paths.CARDS.exists()


RATED = "user_id,movie,stars,timestamp\n" + "".join(
    f"u{user},{item},{1 + (user + item) % 5},{1_600_000_000 + item}\n"
    for user in range(6)
    for item in range(5)
)


def test_ratings_are_told_with_what_counts_as_liked(outside: Path) -> None:
    looked_at(outside / "films.csv", RATED)
    card = read_card(paths.card("films")).interactions
    assert card.columns.rating == "stars"
    assert (card.columns.time.unit, card.duplicates) == ("s", "error")
    block = document(paths.PARAMS)["benchmarks"]["films"]
    assert (block["relevance"], block["views"]) == ({"min_rating": 4}, {"all": {"mask": "seen"}})


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("16000000", "16000000000", "'timestamp' counts in ms: read as seconds it is far"),
        (",stars", ",stars", "density 100.000%"),
        ("u1,", "1,", "some users are numbers and some are not"),
    ],
)
def test_what_people_trip_over_is_said(
    old: str, new: str, said: str, outside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rated = RATED if old != "u1," else RATED.replace("u0,", "0,").replace("u1,", "1,")
    if old == "16000000":
        head, *rows = RATED.splitlines()
        rated = "\n".join([head, *(f"{row}000" for row in rows), ""])
    looked_at(outside / "films.csv", rated)
    assert said in capsys.readouterr().out


def test_one_rating_value_and_one_time_are_none(
    outside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join(f"u{user},i{item},1,5\n" for user in range(4) for item in range(3))
    looked_at(outside / "likes.csv", "user,item,rating,time\n" + rows)
    printed = capsys.readouterr().out
    assert "every rating is 1: the rows are events" in printed
    assert "'time' is the same in every row that was looked at: the data has no times" in printed
    columns = read_card(paths.card("likes")).interactions.columns
    assert (columns.rating, columns.time) == (None, None)
    assert document(paths.PARAMS)["benchmarks"]["likes"]["split"]["kind"] == "random"


def test_a_mark_at_the_beginning_is_said_and_does_not_get_into_a_name(
    outside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    looked_at(outside / "films.csv", "\ufeff" + RATED)
    assert "begins with a byte-order mark" in capsys.readouterr().out
    assert read_card(paths.card("films")).interactions.columns.user == "user_id"


@pytest.mark.parametrize("first", ["", "Unnamed: 0"])
def test_numbers_of_rows_are_nobody(first: str, outside: Path) -> None:
    name = looked_at(outside / "frame.csv", f"{first},who,what\n0,a,x\n1,b,y\n")
    columns = read_card(paths.card(name)).interactions.columns
    assert (columns.user, columns.item) == ("who", "what")


def test_a_column_means_one_thing(outside: Path) -> None:
    with pytest.raises(UserError, match="a column means one thing; given: user = who, item = who"):
        looked_at(outside / "frame.csv", "who,what\na,x\n", user="who", item="who")


def test_letters_that_are_no_utf_8_are_seen_wherever_they_are(
    outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampling, "_BYTES", 16)
    name = looked_at(outside / "late.csv", "user,item\na,x\nb,y\nc,ü".encode("latin-1"))
    assert read_card(paths.card(name)).interactions.encoding == "latin-1"
    sampled = sampling.sample(_file(outside / "cut.csv", "user,item\na,x\nbü,ü"))
    assert sampled.encoding == "utf-8"


def _file(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_no_text_is_told(outside: Path) -> None:
    with pytest.raises(UserError, match="it is no text; save it as CSV or Parquet"):
        looked_at(outside / "book.xlsx", b"PK\x03\x04" + bytes(100))


def test_identifiers_that_look_alike_are_told(
    outside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    looked_at(outside / "odd.csv", "user,item\n1.0,x\n1,x\n2,y \n")
    said = capsys.readouterr().out
    assert "look: 1 users such as '1.0' have a point, which counts" in said
    assert "look: 1 items such as 'y ' have a blank at an end, which counts" in said


def test_a_file_without_names_is_told_apart_by_its_values(outside: Path) -> None:
    rows = "".join(
        f"{user}::{item}::{1 + item % 5}::{978_300_000 + item}\n"
        for user in range(9)
        for item in range(7)
    )
    looked_at(outside / "ratings.dat.gz", gzip.compress(rows.encode()), name="dat")
    card = read_card(paths.card("dat")).interactions
    assert (card.separator, card.header, card.names[0]) == ("::", False, "column1")
    columns = card.columns
    assert (columns.user, columns.item, columns.rating) == ("column1", "column2", "column3")
    assert columns.time.column == "column4"


def test_a_folder_of_recbole_brings_its_items_and_users(outside: Path) -> None:
    folder = outside / "ml"
    folder.mkdir()
    inter = "user_id:token\titem_id:token\trating:float\ttimestamp:float\n"
    inter += "".join(f"{u}\t{i}\t{1 + i}\t{880_000_000 + i}\n" for u in range(3) for i in range(4))
    (folder / "ml.inter").write_text(inter)
    items = "item_id:token\tmovie_title:token_seq\tclass:token_seq\n"
    items += "".join(f"{i}\tA Film\tDrama War\n" for i in range(4))
    (folder / "ml.item").write_text(items)
    (folder / "ml.user").write_text("user_id:token\tgender:token\n0\tF\n1\tM\n2\tM\n")
    new_dataset.main(str(folder))
    download.download("ml")
    raw = cards.load("ml").read(paths.raw("ml"))
    assert raw.interactions.num_rows == 12
    assert raw.items["title"][0].as_py() == "A Film"
    assert raw.items["categories"][0].as_py() == ["Drama", "War"]
    assert raw.users["features"].to_pylist() == [["gender=F"], ["gender=M"], ["gender=M"]]


def test_columns_can_be_named_where_their_names_say_nothing(outside: Path) -> None:
    table = RATED.replace("user_id,movie", "a,b")
    looked_at(outside / "films.csv", table, user="b", item="a")
    columns = read_card(paths.card("films")).interactions.columns
    assert (columns.user, columns.item) == ("b", "a")


def test_ends_of_lines_of_params_stay_as_they_are(outside: Path) -> None:
    written = PARAMS.replace("\n", "\r\n").encode()
    paths.PARAMS.write_bytes(written)
    looked_at(outside / "shop.csv", SHOP)
    changed = paths.PARAMS.read_bytes()
    assert changed.count(b"\n") == changed.count(b"\r\n") > written.count(b"\r\n")


@pytest.mark.parametrize("name", [".shop.csv", "a\\b.csv"])
def test_a_file_that_no_card_can_name_is_refused(name: str, outside: Path) -> None:
    with pytest.raises(UserError, match="a card cannot name a hidden file, nor one with a backsl"):
        looked_at(outside / name, SHOP)
    assert paths.PARAMS.read_text() == PARAMS


def test_params_that_is_no_text_is_one_line(outside: Path) -> None:
    paths.PARAMS.write_bytes(PARAMS.encode() + b"# \xff\n")
    with pytest.raises(UserError, match=r"^params.yaml: line .* is not in UTF-8"):
        looked_at(outside / "shop.csv", SHOP)
    assert not paths.CARDS.exists()


def test_what_prepare_will_refuse_and_users_who_are_nobody_are_said(
    outside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    looked_at(outside / "seen.csv", "user,item,time\na,x,1500000000\nNULL,x,\na,y,1500000009\n")
    said = capsys.readouterr().out
    assert "look: this will be refused: 1 of 3 interactions have no time" in said
    assert "look: a user is called 'NULL': if that is nobody, leave its rows out" in said


def test_what_counts_as_liked_is_a_rating_to_its_last_digit(outside: Path) -> None:
    name = looked_at(outside / "plays.csv", "user,item,rating\na,x,1\na,y,1234567\nb,x,3.3\n")
    relevance = document(paths.PARAMS)["benchmarks"][name]["relevance"]
    assert relevance == {"min_rating": 1234567}


ROWS = "".join(f"u{n % 4},i{n},{1 + n % 5},{1_500_000_000 + n}\n" for n in range(20))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("user,item,rating,rating\n" + ROWS, "two columns are called 'rating'"),
        ("user,item,rating,time\n" + ROWS + "u1,x,-inf,1\n", "row 21: -inf is no rating"),
        ("user,item,rating,time\n" + ROWS + "user,item,1,1\n", "row 21: the names of the colu"),
        (
            "user,item,rating,time\n" + ROWS + '"u1,x,1,1\n',
            r"has 1 columns and not 4.*; mend the file\.$",
        ),
        ("user,item,rating\n,b,1\n,c,2\n", "no row names a user and an item"),
    ],
)
def test_what_no_card_can_read_is_refused_with_nothing_written(
    content: str, message: str, outside: Path
) -> None:
    with pytest.raises(UserError, match=message) as caught:
        looked_at(outside / "shop.csv", content)
    assert "delete" not in str(caught.value)
    assert [path.name for path in Path().rglob("*")] == ["params.yaml"]


@pytest.mark.parametrize("line", ["{oops", "[" * 100_000, "1" * 5000], ids=lambda line: line[:3])
def test_a_line_of_json_that_is_none_is_told_by_its_number(line: str, outside: Path) -> None:
    lines = '{"user": "a", "item": "b"}\n' * 5 + f"{line}\n"
    with pytest.raises(UserError, match="line 6 is no JSON: "):
        looked_at(outside / "shop.jsonl", lines)


def test_a_header_that_ends_in_a_separator_is_a_header(
    outside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    looked_at(outside / "shop.csv", "user,item,rating,time,\n" + ROWS.replace("\n", ",\n"))
    printed = capsys.readouterr().out
    assert "user = user, item = item, rating = rating, time = time\n" in printed
    assert "20 rows, 4 users, 20 items\n" in printed


def test_a_rating_that_was_named_is_one_or_refused(outside: Path) -> None:
    content = "user;item;stars\n" + "".join(f"u{n % 4};i{n};{n % 5},5\n" for n in range(20))
    message = "'stars' is no rating: it holds more than numbers, such as '0,5'; mend the file, or"
    with pytest.raises(UserError, match=message):
        looked_at(outside / "shop.csv", content, rating="stars")
    assert [path.name for path in Path().rglob("*")] == ["params.yaml"]


def test_of_columns_that_are_called_alike_the_first_is_taken_and_the_other_said(
    outside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "".join(f"u{n % 4},v{n % 2},i{n},{1 + n % 5}\n" for n in range(20))
    looked_at(outside / "shop.csv", "user,User,item,rating\n" + lines)
    printed = capsys.readouterr().out
    assert "20 rows, 4 users, 20 items\n" in printed
    assert "look: 'User' is called like 'user', which is the user\n" in printed


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["1.23E+12", "1.24E+12"], "2 users such as '1.23E+12' look shortened by a spreadsheet"),
        (["Jos\u00e9", "Jose\u0301"], "1 users such as 'Jose\u0301' look like another, with "),
    ],
)
def test_names_that_another_program_wrote_differently_are_said(
    names: list[str], said: str, outside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "".join(f"{names[n % 2]},i{n},{1 + n % 5}\n" for n in range(20))
    looked_at(outside / "shop.csv", "user,item,rating\n" + lines)
    assert f"look: {said}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2019-10-01 00:00:{n:02} UTC", "%Y-%m-%d %H:%M:%S UTC"),
        ("10/31/2019 3:{n:02} PM", "%m/%d/%Y %I:%M %p"),
    ],
)
def test_times_as_shops_write_them(
    text: str, form: str, outside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "".join(f"u{n % 4},i{n},{text.format(n=n)}\n" for n in range(20))
    looked_at(outside / "shop.csv", "user,item,time\n" + lines)
    assert f"guessed: times are in {form}\n" in capsys.readouterr().out


def test_a_file_of_four_bytes_a_letter_is_text(outside: Path) -> None:
    name = looked_at(outside / "shop.csv", ("user,item,rating,time\n" + ROWS).encode("utf-32"))
    assert read_card(paths.card(name)).interactions.encoding == "utf-32"
