"""Canonical tables: what `prepare` refuses, and what MovieLens's reader makes of either form."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.contract import paths, tables
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.datasets import cards
from benchmarks.datasets.canonical import canonical
from benchmarks.datasets.dataset import Dataset, Raw
from benchmarks.datasets.readers import ml_100k
from benchmarks.stages import prepare

INTERACTIONS = {
    "user_id": ["b", "a", "a"],
    "item_id": ["y", "y", "x"],
    "rating": [1.0, 4.0, 5.0],
    "time": [3, 2, 1],
}
USERS = {"user_id": ["a", "b"], "features": [["gender=F"], []]}
ITEMS = {
    "item_id": ["x", "y"],
    "title": ["X", "Y"],
    "categories": [["Drama"], []],
    "features": [["genre=Drama"], []],
    "released": [0, None],
}


def run(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    repeats: bool = False,
    **changes: dict[str, list],
) -> Path:
    """Run the stage on a dataset made of these columns; `changes` replaces a table's columns."""
    given = {"interactions": INTERACTIONS, "users": USERS, "items": ITEMS} | changes
    raw = Raw(**{name: pa.table(columns) for name, columns in given.items()})
    tiny = Dataset("Tiny", "none", "nobody", "users", [], lambda _: raw, (1.0, 5.0), repeats)
    monkeypatch.setattr(cards, "load", lambda _: tiny)
    monkeypatch.chdir(tmp_path)
    prepare.prepare("tiny")
    return paths.prepared("tiny")


def test_identifiers_become_codes_and_rows_are_sorted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = run(monkeypatch, tmp_path)
    rows = tables.read(folder / "interactions.parquet", tables.INTERACTIONS).to_pylist()
    assert [(row["user"], row["item"], row["rating"], row["time"]) for row in rows] == [
        (0, 0, 5.0, 1),
        (0, 1, 4.0, 2),
        (1, 1, 1.0, 3),
    ]
    facts = read_json(folder / "dataset.json")
    assert (facts["interactions"], facts["users"], facts["items"]) == (3, 2, 2)
    assert (facts["first_time"], facts["last_time"]) == (1, 3)


def test_the_order_of_the_source_does_not_matter(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    digests = set()
    for order in ([0, 1, 2], [2, 0, 1]):
        shuffled = {name: [values[i] for i in order] for name, values in INTERACTIONS.items()}
        folder = run(monkeypatch, tmp_path, interactions=shuffled)
        digests.add(read_json(folder / "dataset.json")["content_sha256"])
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"interactions": INTERACTIONS | {"item_id": ["y", "x", "x"]}},
            r"tiny: 1 duplicate \(user, item\) pairs",
        ),
        (
            {"interactions": INTERACTIONS | {"rating": [1.0, 6.0, 5.0]}},
            r"1 ratings outside 1 to 5, first 6\.0",
        ),
        (
            {"interactions": INTERACTIONS | {"rating": [1.0, float("nan"), 5.0]}},
            r"1 ratings outside 1 to 5",
        ),
        (
            {"interactions": INTERACTIONS | {"user_id": ["b", "a", "z"]}},
            r"unknown user_id, first 'z'",
        ),
        ({"users": USERS | {"user_id": ["a", "a"]}}, r"user_id 'a' occurs twice"),
        (
            {"interactions": {k: v for k, v in INTERACTIONS.items() if k != "item_id"}},
            r"missing column item_id; has",
        ),
        (
            {"interactions": {k: v for k, v in INTERACTIONS.items() if k != "rating"}},
            r"ratings and a rating_scale go together; here is a scale only",
        ),
        ({"users": {"features": [[], []]}}, r"missing column user_id"),
        (
            {"interactions": INTERACTIONS | {"times": [1, 2, 3]}},
            r"tiny: interactions: unknown column times; rename it to one of user_id, .*time,",
        ),
        ({"items": ITEMS | {"name": ["X", "Y"]}}, r"tiny: items: unknown column name"),
        (
            {"interactions": INTERACTIONS | {"time": [3, None, 1]}},
            r"1 of 3 interactions have no time; fill it in, drop the rows, or leave the column out",
        ),
        (
            {"interactions": INTERACTIONS | {"rating": [3.0, None, None]}},
            r"2 of 3 interactions have no rating",
        ),
        (
            {"interactions": INTERACTIONS | {"value": [3.0, float("nan"), 1.0]}},
            r"1 of 3 interactions have no value",
        ),
    ],
)
def test_bad_data_is_one_clear_error_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    changes: dict[str, dict[str, list]],
    message: str,
) -> None:
    with pytest.raises(UserError, match=message):
        run(monkeypatch, tmp_path, **changes)
    assert not list(tmp_path.rglob("*.parquet"))


def test_purchases_may_repeat(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    again = INTERACTIONS | {"item_id": ["y", "x", "x"]}
    folder = run(monkeypatch, tmp_path, repeats=True, interactions=again)
    assert tables.read(folder / "interactions.parquet", tables.INTERACTIONS).num_rows == 3


# A few made-up rows in the two forms in which MovieLens 100K comes.
RATINGS = [(2, 1, 5, 880), (1, 2, 3, 881), (1, 1, 4, 882)]
FILMS = [
    (1, "Ænigma (1995)", "01-Jan-1995", ("Comedy", "Film-Noir")),
    (2, "unknown", None, ("unknown",)),
]
PEOPLE = [(1, 24, "M", "writer", "12345"), (2, 56, "F", "none", "T8H1N")]


def wheel_form(folder: Path) -> None:
    def write(table: str, rows: list[dict]) -> None:
        pq.write_table(pa.Table.from_pylist(rows), folder / f"MovieLens100k_{table}.parquet.brotli")

    write(
        "data",
        [
            dict(zip(("user_id", "movie_id", "rating", "timestamp"), row, strict=True))
            for row in RATINGS
        ],
    )
    flags = [{genre: int(genre in film[3]) for genre in ml_100k.GENRES} for film in FILMS]
    names = ("movie_id", "movie_title", "release_date")
    write(
        "items",
        [
            dict(zip(names, film, strict=False)) | flag
            for film, flag in zip(FILMS, flags, strict=True)
        ],
    )
    names = ("user_id", "age", "gender", "occupation", "zip_code")
    write("users", [dict(zip(names, row, strict=True)) for row in PEOPLE])


def zip_form(folder: Path) -> None:
    lines = {
        "u.data": ["\t".join(map(str, row)) for row in RATINGS],
        "u.item": [
            "|".join(
                [
                    str(number),
                    title,
                    date or "",
                    "",
                    "http://film",
                    *(str(int(g in genres)) for g in ml_100k.GENRES),
                ]
            )
            for number, title, date, genres in FILMS
        ],
        "u.user": ["|".join(map(str, row)) for row in PEOPLE],
    }
    for name, rows in lines.items():
        (folder / name).write_text("\n".join(rows) + "\n", encoding="latin-1")


@pytest.mark.parametrize("form", [wheel_form, zip_form])
def test_both_forms_of_movielens_give_the_same_tables(
    form: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form(tmp_path)
    text = "".join("\t".join(map(str, row)) + "\n" for row in RATINGS)
    monkeypatch.setattr(ml_100k, "_RATINGS_MD5", ml_100k.hashlib.md5(text.encode()).hexdigest())
    raw = ml_100k.read(tmp_path)
    assert raw.interactions.to_pylist()[0] == {
        "user_id": "2",
        "item_id": "1",
        "rating": 5.0,
        "time": 880,
    }
    assert raw.users["features"].to_pylist() == [
        ["age=18-24", "gender=M", "occupation=writer"],
        ["age=56+", "gender=F", "occupation=none"],
    ]
    first, second = raw.items.to_pylist()
    assert first == {
        "item_id": "1",
        "title": "Ænigma (1995)",
        "categories": ["Comedy", "Film-Noir"],
        "features": ["genre=Comedy", "genre=Film-Noir", "year=1995"],
        "released": 788_918_400,
    }
    assert (second["features"], second["released"]) == (["genre=unknown"], None)


@pytest.mark.parametrize("form", [wheel_form, zip_form])
def test_other_ratings_than_movielens_are_refused(form: object, tmp_path: Path) -> None:
    form(tmp_path)
    with pytest.raises(UserError, match=r"the ratings differ from MovieLens 100K's u\.data"):
        ml_100k.read(tmp_path)


def test_rows_are_sorted_by_all_that_tells_them_apart() -> None:
    random = np.random.default_rng(0)
    users, items, times, pieces = random.integers(0, 3, (4, 200)).tolist()
    values = random.integers(0, 3, 200).astype(float).tolist()
    named = {
        "user_id": ["ab"[user % 2] for user in users],
        "item_id": ["xy"[item % 2] for item in items],
        "time": times,
        "quantity": [piece + 1.0 for piece in pieces],
        "value": values,
    }
    raw = Raw(pa.table(named), pa.table(USERS), pa.table(ITEMS))
    bought = Dataset("Bought", "none", "nobody", "users", [], lambda _: raw, None, repeats=True)
    sorted_rows = canonical(raw, bought, "bought").interactions
    order = [(name, "ascending") for name in ("user", "item", "time", "value", "quantity")]
    assert sorted_rows.equals(sorted_rows.sort_by(order))
    assert sorted_rows.num_rows == 200
    assert sorted(sorted_rows["value"].to_pylist()) == sorted(values)


def test_codes_do_not_depend_on_whether_identifiers_are_text_or_a_dictionary() -> None:
    rows, users, items = (pa.table(columns) for columns in (INTERACTIONS, USERS, ITEMS))
    coded = rows
    for place, name in enumerate(("user_id", "item_id")):
        coded = coded.set_column(place, name, rows[name].dictionary_encode())
    tiny = Dataset("Tiny", "none", "nobody", "users", [], lambda _: None, (1.0, 5.0))
    as_text, as_codes = (canonical(Raw(of, users, items), tiny, "tiny") for of in (rows, coded))
    assert as_text.interactions.equals(as_codes.interactions)
    with pytest.raises(UserError, match="1 interactions name an unknown user_id, first 'b'"):
        canonical(Raw(coded, users.slice(0, 1), items), tiny, "tiny")
