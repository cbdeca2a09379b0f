"""The rules while lists are read: what is dropped and counted, what is refused, what is said."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from scipy.sparse import csr_matrix

from benchmarks.contract import paths, tables
from benchmarks.contract.documents import ScorePlan
from benchmarks.contract.errors import UserError
from benchmarks.exchange.submissions import lists, ratings, reading
from benchmarks.exchange.submissions.asked import Asked
from benchmarks.exchange.submissions.codes import mistakes
from benchmarks.exchange.submissions.columns import LISTS, RATINGS
from benchmarks.protocol import ranking, training
from benchmarks.protocol.queries import Queries
from benchmarks.protocol.ranking import LIST_LENGTH
from tests.worlds import handed

HEAD = "user,item,rank\n"


@pytest.fixture
def asked(tastes: ScorePlan) -> Asked:
    return Asked.read(tastes)


def read(text: str, asked: Asked) -> lists.Lists:
    path = paths.submissions("tastes") / "mine.csv"
    path.write_text(text, encoding="utf-8")
    return lists.of_table(reading.read(path, LISTS), asked, path.name)


def free(asked: Asked, user: str, count: int) -> list[str]:
    """Some items that a user may be recommended."""
    queries = next(iter(asked.folds.values()))
    code = asked.user_ids.to_pylist().index(user)
    seen = set(queries.seen[code].indices.tolist())
    names = asked.item_ids.to_pylist()
    return [names[item] for item in range(len(names)) if item not in seen][:count]


def seen(asked: Asked, user: str) -> str:
    queries = next(iter(asked.folds.values()))
    code = asked.user_ids.to_pylist().index(user)
    return str(asked.item_ids[int(queries.seen[code].indices[0])])


def items_of(found: lists.Lists, asked: Asked, user: str) -> list[str]:
    code = asked.user_ids.to_pylist().index(user)
    codes = found.table.filter(pc.field("user") == code)["item"].to_pylist()
    return [str(asked.item_ids[item]) for item in codes]


def test_a_cells_own_lists_come_back_to_the_byte(asked: Asked) -> None:
    path = handed.write(
        paths.submissions("tastes") / "mine.parquet", handed.lists_of("tastes", "svd")
    )
    found = lists.of_table(reading.read(path, LISTS), asked, path.name)
    ours = tables.read(paths.cell("tastes", "svd") / "lists.parquet", tables.LISTS)
    order = [(name, "ascending") for name in ("fold", "view", "seed", "user", "rank")]
    assert found.table.sort_by(order).equals(ours.sort_by(order))
    counted = vars(found.counted)
    assert {name for name, count in counted.items() if count} <= {"rows", "users", "tied"}


def test_blocks_of_users_change_nothing(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    path = handed.write(
        paths.submissions("tastes") / "mine.parquet", handed.lists_of("tastes", "svd")
    )
    table = reading.read(path, LISTS)
    at_once = lists.of_table(table, asked, path.name)
    monkeypatch.setattr(lists, "_ROWS_PER_BLOCK", 500)
    in_blocks = lists.of_table(table, asked, path.name)
    assert in_blocks.table.equals(at_once.table)
    assert in_blocks.counted == at_once.counted


def test_unknown_users_and_items_are_dropped_and_counted(asked: Asked) -> None:
    first, second = free(asked, "u1", 2)
    found = read(f"{HEAD}u1,{first},1\nu1,none,2\nu1,{second},3\nnobody,{first},1\n", asked)
    assert items_of(found, asked, "u1") == [first, second]
    assert found.counted.unknown_items == 1
    assert found.counted.unknown_users == 1
    assert found.table["rank"].to_pylist() == [1, 2]


def test_of_duplicates_the_first_by_rank_is_kept(asked: Asked) -> None:
    first, second = free(asked, "u1", 2)
    found = read(f"{HEAD}u1,{first},3\nu1,{second},2\nu1,{first},1\n", asked)
    assert items_of(found, asked, "u1") == [first, second]
    assert found.counted.duplicates == 1


def test_what_the_view_leaves_out_is_dropped_and_counted_there_alone(asked: Asked) -> None:
    (first,) = free(asked, "u1", 1)
    own = seen(asked, "u1")
    masked = read(f"{HEAD}u1,{own},1\nu1,{first},2\n", asked)
    assert items_of(masked, asked, "u1") == [first]
    assert masked.counted.forbidden == 1
    text = f"user,item,rank,view\nu1,{own},1,unmasked\nu1,{first},2,unmasked\n"
    unmasked = read(text, asked)
    assert unmasked.views == ["unmasked"]
    assert items_of(unmasked, asked, "u1") == [own, first]
    assert unmasked.counted.forbidden == 0


def test_a_rank_counts_before_a_score(asked: Asked) -> None:
    first, second = free(asked, "u1", 2)
    found = read(f"user,item,rank,score\nu1,{first},2,9\nu1,{second},1,1\n", asked)
    assert items_of(found, asked, "u1") == [second, first]
    assert found.table["score"].to_pylist() == [1.0, 9.0]


def test_scores_that_contradict_the_ranks_are_counted(asked: Asked) -> None:
    first, second = free(asked, "u1", 2)
    head, other = "user,item,rank,score\n", free(asked, "u2", 1)[0]
    found = read(f"{head}u1,{first},2,9\nu1,{second},1,1\nu2,{other},1,5\n", asked)
    assert found.counted.contrary == 1
    assert "1 lists are in another order by their scores" in "".join(found.counted.lines(10))
    found = read(f"{head}u1,{first},1,9\nu1,{second},2,9\nu2,{other},1,5\n", asked)
    assert found.counted.contrary == 0


@pytest.mark.parametrize("rank", ["-1", "0.5"])
def test_a_rank_that_is_none_is_refused_as_it_may_be_a_score(rank: str, asked: Asked) -> None:
    first, second = free(asked, "u1", 2)
    message = rf"rank of row 2 is {rank}; 1 is the top\. If higher is better, call it score"
    with pytest.raises(UserError, match=message):
        read(f"{HEAD}u1,{first},1\nu1,{second},{rank}\n", asked)


def test_one_rank_in_every_row_says_nothing_and_scores_count(asked: Asked) -> None:
    first, second = free(asked, "u1", 2)
    found = read(f"user,item,rank,score\nu1,{first},0,1\nu1,{second},0,9\n", asked)
    assert items_of(found, asked, "u1") == [second, first]
    assert found.counted.tied == 0


def test_equal_scores_are_ordered_as_the_harness_orders_them(asked: Asked) -> None:
    queries = next(iter(asked.folds.values()))
    code = asked.user_ids.to_pylist().index("u1")

    def two_levels(users):
        return np.tile(np.arange(len(asked.item_ids)) % 2, (len(users), 1))

    train = training.read(paths.train("tastes")).training("all", training.FINAL)
    rules = queries.rules(train, asked.views["all"])
    users = np.array([code], dtype=np.int32)
    ranked = ranking.rank(two_levels, users, rules, LIST_LENGTH, "two levels")
    expected = [str(asked.item_ids[int(item)]) for item in ranked.items[0] if item >= 0]
    names = asked.item_ids.to_pylist()
    rows = "".join(f"u1,{name},{place % 2}\n" for place, name in enumerate(names))
    found = read(f"user,item,score\n{rows}", asked)
    assert items_of(found, asked, "u1") == expected
    assert found.counted.tied == len(names)


def test_ranks_with_holes_are_closed_and_counted(asked: Asked) -> None:
    first, second = free(asked, "u1", 2)
    found = read(f"{HEAD}u1,{first},1\nu1,{second},7\nu2,{free(asked, 'u2', 1)[0]},1\n", asked)
    assert found.counted.holes == 1
    assert found.table.filter(pc.field("item").is_valid())["rank"].to_pylist() == [1, 2, 1]


@pytest.mark.parametrize("number", ["", "NaN", "inf", "-inf"])
def test_a_score_that_is_no_number_stops_the_file_and_is_named(number: str, asked: Asked) -> None:
    first, second = free(asked, "u1", 2)
    with pytest.raises(UserError, match=r"mine.csv: score of row 2 is"):
        read(f"user,item,score\nu1,{first},1\nu1,{second},{number}\n", asked)


def test_users_without_a_list_and_short_lists_are_counted(asked: Asked) -> None:
    n_served = len(next(iter(asked.folds.values())).users)
    found = read(f"{HEAD}u1,{free(asked, 'u1', 1)[0]},1\n", asked)
    counted = found.counted
    assert (counted.users, counted.missing_users, counted.short_lists) == (1, n_served - 1, 1)


def test_lists_are_cut_where_a_fit_cuts_them(asked: Asked) -> None:
    names = [f"x{number}" for number in range(150)]
    many = Asked(
        asked.benchmark,
        asked.user_ids,
        pa.array(names),
        {"all": _with_items(asked, 150)},
        {"all": asked.views["unmasked"]},
        asked.longest,
        asked.rating_scale,
    )
    rows = "".join(f"u1,{name},{place}\n" for place, name in enumerate(names, 1))
    found = read(HEAD + rows, many)
    assert found.table.num_rows == LIST_LENGTH
    assert found.counted.cut == 150 - LIST_LENGTH


def _with_items(asked: Asked, n_items: int) -> Queries:
    queries = next(iter(asked.folds.values()))
    keys = np.arange(n_items, dtype=np.uint64)
    seen = csr_matrix((len(asked.user_ids), n_items), dtype=np.float32)
    return replace(queries, seen=seen, item_keys=keys)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD, "has no rows"),
        ("user,item\nu1,i1\n", "no column rank or score"),
        ("who,what,rank\nu1,i1,1\n", "no column user, item"),
        ("user,item,rank,fold\nu1,i1,1,second\n", "'second' is no fold of this benchmark"),
        ("user,item,rank,view\nu1,i1,1,none\n", "'none' is no view .*all, unmasked"),
        (f"{HEAD}x1,i1,1\n", "no row is left .*user x1 and item i1; the data has user u0"),
    ],
)
def test_what_cannot_be_scored_is_said_in_one_line(text: str, message: str, asked: Asked) -> None:
    with pytest.raises(UserError, match=message) as error:
        read(text, asked)
    assert "\n" not in str(error.value)


def test_identifiers_that_lost_zeros_or_became_decimals_are_recognised() -> None:
    ids = pa.array(["007", "042", "100"])
    assert mistakes(["7", "42", "5"], ids, "users") == [
        "2 users have lost leading zeros: read identifiers as text ('7' for '007', '42' for '042')"
    ]
    assert mistakes(["100.0", "x.0"], ids, "items") == [
        "1 items end in .0: write whole numbers ('100.0' for '100')"
    ]
    assert mistakes(["8"], pa.array(["9"]), "users") == []


def test_seeds_are_numbered_in_their_order(asked: Asked) -> None:
    first, second = free(asked, "u1", 2)
    found = read(f"user,item,rank,seed\nu1,{first},1,42\nu1,{second},1,7\n", asked)
    by_seed = dict(zip(found.table["seed"].to_pylist(), found.table["item"].to_pylist()))
    assert found.n_seeds == 2
    assert [str(asked.item_ids[by_seed[seed]]) for seed in (0, 1)] == [second, first]


@pytest.mark.parametrize("row", ["u1,{second},1,7,all", "nobody,{second},1,42,all"])
def test_a_seed_without_rows_where_others_have_some_stops_the_file(row: str, asked: Asked) -> None:
    """Else its lists would count as 0 in the one case, and be left out in the other."""
    first, second = free(asked, "u1", 2)
    rows = f"u1,{first},1,7,all\nu1,{first},1,7,unmasked\nu1,{first},1,42,unmasked\n"
    with pytest.raises(UserError, match="seed 42 has no row that counts of view all, fold all"):
        read(f"user,item,rank,seed,view\n{rows}{row.format(second=second)}\n", asked)


def test_several_folds_must_be_named_and_are_served_apart(folds: ScorePlan) -> None:
    asked = Asked.read(folds)
    user = str(asked.user_ids[int(asked.folds["known=2"].users[0])])
    (first,) = free(asked, user, 1)
    with pytest.raises(UserError, match="no column fold, and tastes has several: known=0, known=2"):
        read(f"{HEAD}{user},{first},1\n", asked)
    found = read(f"user,item,rank,fold\n{user},{first},1,known=2\n", asked)
    assert found.table["fold"].to_pylist() == ["known=2"]
    assert found.counted.missing_users == len(asked.folds["known=0"].users)


def test_ratings_whose_identifiers_lost_zeros_are_told_so(asked: Asked) -> None:
    path = paths.submissions("tastes") / "mine.ratings.csv"
    handed.write(path, handed.ratings_of("tastes", "svd"))
    table = reading.read(path, RATINGS)
    words = pa.array([name.removeprefix("u") for name in table["user"].to_pylist()])
    table = table.set_column(0, "user", words.dictionary_encode())
    padded = pa.array([f"0{name.removeprefix('u')}" for name in asked.user_ids.to_pylist()])
    with pytest.raises(UserError, match="users have lost leading zeros"):
        ratings.of_table(table, replace(asked, user_ids=padded), "mine")


def test_of_two_ratings_of_a_pair_the_first_is_kept_and_the_other_said(asked: Asked) -> None:
    path = paths.submissions("tastes") / "mine.ratings.csv"
    table = handed.ratings_of("tastes", "svd")
    place = table.column_names.index("rating")
    other = table.slice(0, 2).set_column(place, "rating", pa.array([1.0, 1.0]))
    twice = pa.concat_tables([table, other.cast(table.schema)])
    found = ratings.of_table(reading.read(handed.write(path, twice), RATINGS), asked, "mine")
    once = ratings.of_table(reading.read(handed.write(path, table), RATINGS), asked, "mine")
    assert found.table.equals(once.table)
    assert found.notes == ["2 rows repeat a pair: the first is kept"]


def test_ratings_of_all_pairs_come_back_and_a_missing_pair_is_named(asked: Asked) -> None:
    path = paths.submissions("tastes") / "mine.ratings.csv"
    table = handed.ratings_of("tastes", "svd")
    shuffled = table.take(np.random.default_rng(0).permutation(table.num_rows))
    found = ratings.of_table(reading.read(handed.write(path, shuffled), RATINGS), asked, "mine")
    ours = tables.read(paths.cell("tastes", "svd") / "predictions.parquet", tables.PREDICTIONS)
    assert found.table.equals(ours)
    assert (found.n_seeds, found.notes) == (2, [])
    high = table.set_column(
        table.column_names.index("rating"), "rating", pc.add(table["rating"], 9)
    )
    moved = ratings.of_table(reading.read(handed.write(path, high), RATINGS), asked, "mine")
    assert moved.table["rating"].unique().to_pylist() == [5.0]
    assert moved.notes == [f"{table.num_rows:,} ratings lie outside 1 to 5: moved to its ends"]
    handed.write(path, table.slice(0, 0))
    with pytest.raises(UserError, match="has no rows"):
        ratings.of_table(reading.read(path, RATINGS), asked, "mine")
    handed.write(path, table.slice(1))
    user, item = table["user"][0], table["item"][0]
    with pytest.raises(UserError, match=rf"1 of the pairs .* user {user} and item {item};"):
        ratings.of_table(reading.read(path, RATINGS), asked, "mine")
