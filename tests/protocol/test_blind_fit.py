"""A fit cannot see the test part: it does the same without it, and is given nothing of it."""

import json
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from benchmarks.contract import paths, tables
from benchmarks.contract.files import read_json
from tests.worlds import prepared
from tests.worlds.planned import fit, split

TRAIN, TEST = paths.train("tastes"), paths.test("tastes")
ASK = paths.ask("tastes")


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def fitted(baseline):
    """Return the bytes of each file of a cell."""
    fit("tastes", baseline)
    return {
        path.name: path.read_bytes() for path in sorted(paths.cell("tastes", baseline).iterdir())
    }


def train_files():
    return {path.name: path.read_bytes() for path in sorted(TRAIN.iterdir())}


def rows_of(name, folder=TRAIN):
    return pq.read_table(folder / f"{name}.parquet").to_pylist()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["user_temporal", "temporal", "k_fold"])
def test_a_fit_without_the_test_part_gives_the_same_bytes(kind):
    prepared.make(prepared.RULES[kind])
    split("tastes")
    with_test = {baseline: fitted(baseline) for baseline in prepared.BASELINES}
    for folder in (TEST, Path("data/prepared"), Path("runs")):
        shutil.rmtree(folder)
    left = {path for path in Path("data").rglob("*") if path.is_file()}
    assert left == {*TRAIN.iterdir(), *ASK.iterdir()}
    for baseline, expected in with_test.items():
        assert {"lists.parquet", "cell.json"} <= expected.keys()
        assert fitted(baseline) == expected, baseline
    assert "predictions.parquet" in with_test["svd"]


@pytest.mark.parametrize("kind", prepared.RULES)
def test_no_file_of_the_training_folder_has_more_columns_than_a_fit_needs(kind):
    prepared.make(prepared.RULES[kind])
    split("tastes")
    of_baskets = {"baskets.parquet": ["basket"]} if kind == "next_basket" else {}
    assert {path.name: pq.read_schema(path).names for path in TRAIN.glob("*.parquet")} == {
        "interactions.parquet": [
            "fold",
            "part",
            "user",
            "item",
            "rating",
            "quantity",
            "value",
            "time",
            "relevant",
        ],
        "users.parquet": ["user_id", "features", "key"],
        "items.parquet": ["item_id", "title", "categories", "features", "released", "key"],
        "promotions.parquet": ["item", "time", "displays", "mailers"],
        **of_baskets,
    }
    assert {path.name: pq.read_schema(path).names for path in ASK.iterdir()} == {
        "queries.parquet": ["fold", "user"],
        "pairs.parquet": ["fold", "user", "item"],
    }
    assert set(train_files()) == {*(path.name for path in TRAIN.glob("*.parquet")), "info.json"}
    named = ["content", "users", "promotions", "catalogue", *(["baskets"] if of_baskets else [])]
    digests = {f"{name}_sha256" for name in named}
    assert set(read_json(TRAIN / "info.json")) == {"rating_scale", *digests}


@pytest.mark.parametrize("kind", prepared.RULES)
def test_of_the_test_rows_a_fit_is_told_whom_to_serve_and_which_pairs_to_rate_alone(kind):
    rows = prepared.make(prepared.RULES[kind])
    split("tastes")
    test = pq.read_table(TEST / "interactions.parquet").to_pylist()
    known = rows_of("interactions")
    assert {row["part"] for row in test} == {"test"}
    assert "test" not in {row["part"] for row in known}
    for fold in {row["fold"] for row in test}:
        held_out = [(row["user"], row["item"]) for row in test if row["fold"] == fold]
        given = [(row["user"], row["item"]) for row in known if row["fold"] == fold]
        assert not set(held_out) & set(given)
        everything = list(zip(rows["user"].to_pylist(), rows["item"].to_pylist(), strict=True))
        told = sorted(held_out + given)
        assert told == sorted(everything) or (kind == "rolling" and fold != "window=3")
        assert set(told) <= set(everything)
        asked = [(row["user"], row["item"]) for row in rows_of("pairs", ASK) if row["fold"] == fold]
        assert asked == sorted(held_out)  # in order of codes, which tells nothing of times
        served = [row["user"] for row in rows_of("queries", ASK) if row["fold"] == fold]
        assert served == sorted({user for user, _ in held_out})
    assert {row["fold"] for row in known} == {row["fold"] for row in test}


@pytest.mark.parametrize(
    "kind", [kind for kind in prepared.RULES if kind not in ("k_fold", "rolling")]
)  # there, a row that one fold is tested on is training in another
def test_other_ratings_and_prices_of_the_test_rows_leave_the_training_folder_as_it_was(kind):
    rows = prepared.make(prepared.RULES[kind])
    split("tastes")
    before = train_files()
    for name, another in (
        ("rating", lambda old: 6 - old),
        ("value", lambda old: old + 100),
        ("quantity", lambda _: 9),
    ):
        rows = rows.set_column(
            rows.column_names.index(name),
            name,
            pa.array(np.where(in_test(rows), another(rows[name].to_numpy()), rows[name])),
        )
    prepared.write_dataset(rows.cast(tables.INTERACTIONS))
    split("tastes")
    after = train_files()
    assert without_digest(after) == without_digest(before)


@pytest.mark.parametrize("kind", ["temporal", "random", "stratified", "cold_items"])
def test_later_times_of_the_test_rows_leave_the_training_folder_as_it_was(kind):
    rows = prepared.make(prepared.RULES[kind])
    split("tastes")
    before = train_files()
    later = np.where(in_test(rows), rows["time"].to_numpy() + 10**6, rows["time"])
    prepared.write_dataset(
        rows.set_column(rows.column_names.index("time"), "time", pa.array(later))
    )
    split("tastes")
    assert without_digest(train_files()) == without_digest(before)


def in_test(rows):
    """Tell which interactions are in the test of the first fold."""
    test = pq.read_table(TEST / "interactions.parquet")
    test = test.filter(pc.field("fold") == test["fold"][0])
    held_out = set(zip(test["user"].to_pylist(), test["item"].to_pylist(), strict=True))
    return np.array(
        [
            pair in held_out
            for pair in zip(rows["user"].to_pylist(), rows["item"].to_pylist(), strict=True)
        ]
    )


def without_digest(files):
    """Leave out the digest of the whole dataset, which says that something differs and not what."""
    info = json.loads(files["info.json"])
    assert len(info.pop("content_sha256")) == 64
    return {**files, "info.json": info}


@pytest.mark.parametrize("kind", ["temporal", "user_temporal"])
def test_promotions_after_the_latest_training_row_are_not_given(kind):
    prepared.make(prepared.RULES[kind])
    split("tastes")
    latest = max(row["time"] for row in rows_of("interactions"))
    times = {row["time"] for row in rows_of("promotions")}
    assert times == {week * 604_800 for week in range(4) if week * 604_800 <= latest}
