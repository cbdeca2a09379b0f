"""What an export holds, and what it must not: nothing of the test part but whom to serve."""

import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from benchmarks.contract import paths, tables
from benchmarks.contract.documents import ScorePlan
from benchmarks.contract.errors import UserError
from benchmarks.exchange.exporting import decoys
from benchmarks.exchange.exporting.atomic import atomic
from benchmarks.exchange.exporting.export import export
from benchmarks.protocol import queries, training

Rows = list[dict[str, str]]


def nothing(benchmark: str) -> None:
    raise AssertionError("everything is there already")


def exported(kind: str = "csv", to: str | None = None) -> Path:
    return export("tastes", kind, to, nothing)


def rows(path: Path, separator: str = ",") -> Rows:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=separator))


def held_out() -> set[tuple[str, str]]:
    test = tables.read(paths.test("tastes") / "interactions.parquet", tables.SPLIT)
    return {(f"u{row['user']}", f"i{row['item']}") for row in test.to_pylist()}


def pairs_of(found: Rows) -> set[tuple[str, str]]:
    return {(row["user"], row["item"]) for row in found}


def test_an_export_is_all_of_the_split_but_the_test_part(tastes: ScorePlan) -> None:
    folder = exported()
    interactions = rows(folder / "interactions.csv")
    train = tables.read(paths.train("tastes") / "interactions.parquet", tables.SPLIT)
    assert len(interactions) == train.num_rows
    assert not pairs_of(interactions) & held_out()
    parts = {row["split"] for row in interactions}
    assert parts == {"training", "validation"}
    assert [row["user"] for row in rows(folder / "queries.csv")] == sorted(
        {user for user, _ in held_out()}, key=lambda name: int(name[1:])
    )
    assert {"features": "group=1", "user": "u1"} in rows(folder / "users.csv")
    assert rows(folder / "items.csv")[1]["features"] == "genre=thriller|year=1991"


def test_the_test_part_is_nowhere_but_in_queries_and_hidden_pairs(tastes: ScorePlan) -> None:
    """The test rows change, but for whom to serve and which pairs: no other byte of the export."""
    first = {path.name: path.read_bytes() for path in exported(to="first").iterdir()}
    path = paths.test("tastes") / "interactions.parquet"
    test = pq.read_table(path)
    other = test.set_column(4, "rating", pa.array(np.ones(test.num_rows, dtype=np.float32)))
    tables.write(path, other, tables.SPLIT)
    asked = paths.ask("tastes") / "pairs.parquet"
    tables.write(asked, pq.read_table(asked).slice(1), tables.PAIRS)
    second = {path.name: path.read_bytes() for path in exported(to="second").iterdir()}
    changed = {name for name in first if first[name] != second[name]}
    assert changed <= {"pairs.csv", "README.md"}
    assert "pairs.csv" in changed


def test_each_pair_to_rate_is_among_nine_others_of_the_user_in_no_order(
    tastes: ScorePlan,
) -> None:
    found = rows(exported() / "pairs.csv")
    pairs, hidden = pairs_of(found), held_out()
    assert len(pairs) == len(found)
    assert hidden <= pairs
    seen = pairs_of(rows(Path("exports/tastes/interactions.csv")))
    assert not pairs & seen
    n_items = 60
    own, listed, had = (Counter(user for user, _ in some) for some in (hidden, pairs, seen))
    for user in own:
        assert listed[user] == min((1 + decoys.DECOYS) * own[user], n_items - had[user])
    places = [place for place, row in enumerate(found) if (row["user"], row["item"]) in hidden]
    assert abs(np.mean(places) / len(found) - 0.5) < 0.05


def world(n_users: int = 400, n_items: int = 600) -> queries.Queries:
    """Users with a taste for popular items: what they have, and what is held out of it."""
    random = np.random.default_rng(0)
    weights = np.log(1 / (1 + np.arange(n_items)) ** 0.8)
    perturbed = weights + random.gumbel(size=(n_users, n_items))
    own = np.argsort(-perturbed, axis=1)[:, :25]
    mixed = random.permuted(own, axis=1)
    users = np.repeat(np.arange(n_users, dtype=np.int32), 20)
    seen = training.binary(users, mixed[:, :20].ravel(), (n_users, n_items))
    keys = np.arange(n_items, dtype=np.uint64)
    test_users = np.repeat(np.arange(n_users, dtype=np.int32), 5)
    test_items = mixed[:, 20:].ravel().astype(np.int32)
    everybody = np.arange(n_users, dtype=np.int32)
    return queries.Queries("all", everybody, test_users, test_items, seen, keys[:n_users], keys)


def hits(asked: queries.Queries, scores: np.ndarray, length: int = 10) -> float:
    """The mean number of held-out items in the top of what the users do not have."""
    masked = np.where(asked.seen.toarray() > 0, -np.inf, scores)
    top = np.argsort(-masked, axis=1)[:, :length]
    relevant = np.zeros(masked.shape, dtype=bool)
    relevant[asked.pair_users, asked.pair_items] = True
    return float(np.take_along_axis(relevant, top, axis=1).sum(axis=1).mean())


def test_listing_all_pairs_gains_nothing_worth_having() -> None:
    asked = world()
    popularity = np.asarray(asked.seen.sum(axis=0)).ravel()
    everywhere = np.tile(popularity, (len(asked.users), 1))
    popular = hits(asked, everywhere)
    pairs = decoys.hidden(asked)
    listed = np.zeros(everywhere.shape, dtype=bool)
    listed[pairs["user"].to_numpy(), pairs["item"].to_numpy()] = True
    in_order = np.zeros(everywhere.shape)
    in_order[pairs["user"].to_numpy(), pairs["item"].to_numpy()] = -np.arange(pairs.num_rows)
    as_listed, by_popularity, by_rarity = (
        hits(asked, np.where(listed, scores, -np.inf))
        for scores in (in_order, everywhere, -everywhere)
    )
    assert as_listed == pytest.approx(1.0, rel=0.2)  # of ten pairs one is held out
    assert as_listed < popular
    assert max(by_popularity, by_rarity) < 1.25 * popular


def test_new_items_hide_among_new_items() -> None:
    """Else the listed items that nobody has would be the held-out ones of a benchmark of those."""
    asked = world()
    new = np.arange(asked.seen.shape[1]) % 5 == 0
    seen = asked.seen.multiply(~new).tocsr()
    pairs = decoys.hidden(replace(asked, seen=seen))
    is_new = new[pairs["item"].to_numpy()]
    held_out_and_new = np.count_nonzero(new[asked.pair_items])
    assert held_out_and_new / np.count_nonzero(is_new) == pytest.approx(0.1, rel=0.05)


def test_who_knows_the_code_cannot_repeat_the_draw() -> None:
    """Neither the order nor the decoys follow from what an export tells and what stands here."""
    asked = world()
    pairs = decoys.hidden(asked)
    n_users, n_items = asked.seen.shape
    random = np.random.default_rng(decoys.SEED)
    for _ in range(n_users):
        random.gumbel(size=n_items)
    guessed = random.permutation(pairs.num_rows) < len(asked.pair_users)
    own = set(zip(asked.pair_users.tolist(), asked.pair_items.tolist(), strict=True))
    named = zip(pairs["user"].to_pylist(), pairs["item"].to_pylist(), strict=True)
    found = np.array([pair in own for pair in named])
    assert np.mean(found[guessed]) == pytest.approx(0.1, abs=0.03)
    other = replace(asked, pair_items=np.roll(asked.pair_items, 1))
    assert decoys.hidden(asked).equals(pairs)
    assert not decoys.hidden(other).equals(pairs)


def test_folds_are_columns_and_rows_that_nobody_may_learn_from_are_left_out(
    folds: ScorePlan,
) -> None:
    folder = exported("parquet")
    interactions = pq.read_table(folder / "interactions.parquet")
    assert interactions["fold"].unique().to_pylist() == ["known=0", "known=2"]
    assert set(interactions["split"].unique().to_pylist()) == {"training", "validation", "gap"}
    train = tables.read(paths.train("tastes") / "interactions.parquet", tables.SPLIT)
    gap = train.filter(pc.field("part") == "test_gap").num_rows
    assert gap > 0
    assert interactions.num_rows == train.num_rows - gap
    assert "fold" in pq.read_schema(folder / "queries.parquet").names
    assert "`fold` (needed here)" in (folder / "README.md").read_text(encoding="utf-8")


@pytest.mark.usefixtures("of_baskets")
def test_baskets_are_a_column_where_the_split_is_by_baskets() -> None:
    folder = exported("parquet")
    interactions = pq.read_table(folder / "interactions.parquet")
    own = interactions.filter(pc.field("user") == "u1")
    times = own["time"].to_pylist()
    assert own["basket"].to_pylist() == [sorted(set(times)).index(time) for time in times]
    assert "`basket` (number of the user's basket" in (folder / "README.md").read_text("utf-8")


def test_recbole_gets_its_atomic_files(tastes: ScorePlan) -> None:
    folder = exported("recbole")
    whole = rows(folder / "tastes.inter", "\t")
    first_columns = list(whole[0])[:4]
    assert first_columns == ["user_id:token", "item_id:token", "rating:float", "timestamp:float"]
    parts = [rows(folder / f"tastes.{part}.inter", "\t") for part in ("train", "valid")]
    assert sum(map(len, parts)) == len(whole)
    items = rows(folder / "tastes.item", "\t")
    assert items[1]["features:token_seq"] == "genre=thriller year=1991"
    assert (folder / "queries.csv").exists()


def test_recbole_gets_no_identifier_that_would_have_to_be_changed() -> None:
    columns = {"user": ["a b", 'a"b'], "item": ["1", "2"], "split": ["training"] * 2}
    users, items = pa.table({"user": ["a b"]}), pa.table({"item": ["1"]})
    with pytest.raises(UserError, match="an identifier of users holds a tab, a quote"):
        atomic({"interactions": pa.table(columns), "items": items, "users": users}, "tastes")


def test_the_rules_and_the_licence_are_inside(tastes: ScorePlan) -> None:
    folder = exported()
    text = (folder / "README.md").read_text(encoding="utf-8")
    for words in (
        "View `unmasked`",
        "up to 100 items",
        "made up",
        "Items rated 4 or more",
        "1 to 5",
    ):
        assert words in text
    assert "made up" in (folder / "LICENCE.txt").read_text(encoding="utf-8")


def test_an_export_never_takes_the_place_of_something_else(tastes: ScorePlan) -> None:
    mine = Path("mine")
    mine.mkdir()
    (mine / "thesis.txt").write_text("precious", encoding="utf-8")
    with pytest.raises(UserError, match="holds something else"):
        exported(to="mine")
    assert (mine / "thesis.txt").read_text(encoding="utf-8") == "precious"
    exported(to="new")
    exported(to="other")
    (Path("other") / "model.pt").write_text("precious", encoding="utf-8")
    with pytest.raises(UserError, match=r"holds model\.pt beside an export"):
        exported(to="other")
    for damaged in ("{", "[]"):
        (Path("other") / "export.json").write_text(damaged, encoding="utf-8")
        with pytest.raises(UserError, match=r"holds LICENCE\.txt beside an export"):
            exported(to="other")
    with pytest.raises(UserError, match="/dev/null/x: cannot be written"):
        exported(to="/dev/null/x")
    exported("parquet", to="new")
    assert not (Path("new") / "queries.csv").exists()


def test_what_is_missing_is_made_first_and_an_unknown_benchmark_is_named(
    tastes: ScorePlan, capsys: pytest.CaptureFixture[str]
) -> None:
    path = paths.ask("tastes") / "queries.parquet"
    kept = path.read_bytes()
    path.unlink()
    asked = []

    def prepare(benchmark: str) -> None:
        asked.append(benchmark)
        path.write_bytes(kept)

    export("tastes", "csv", None, prepare)
    assert asked == ["tastes"]
    assert "first fetches and divides the data" in capsys.readouterr().out
    params = Path("params.yaml")
    settings = params.read_text(encoding="utf-8")
    params.write_text(settings.replace("min_rating: 4", "min_rating: 3"), encoding="utf-8")
    export("tastes", "csv", None, prepare)
    assert asked == ["tastes", "tastes"]
    assert "params.yaml has changed" in capsys.readouterr().out
    with pytest.raises(UserError, match=r"unknown benchmark 'taste'.* Did you mean 'tastes'"):
        export("taste", "csv", None, nothing)
