"""What lists are judged by, against loops over the rows of small worlds."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pytest
from scipy.sparse import csr_matrix

from benchmarks import metrics
from benchmarks.protocol import held_out
from tests.worlds.worlds import Row, World, over_worlds


def by_place(fact: Callable[[World, int, int], Any]) -> Callable[[World], list]:
    """What a fact says of each place of the lists, 0 where the place is empty or no hit."""

    def table(case: World) -> list:
        return [
            [
                fact(case, user, item) if item in case.relevant(user) else 0
                for item in _padded(case, user)
            ]
            for user in case.users
        ]

    return table


def by_user(fact: Callable[[World, int], Any]) -> Callable[[World], list]:
    return lambda case: [fact(case, user) for user in case.users]


def by_item(fact: Callable[[World, int], Any]) -> Callable[[World], list]:
    return lambda case: [fact(case, item) for item in range(case.n_items)]


def _padded(case: World, user: int) -> list[int]:
    return (case.top(user) + [-1] * case.k)[: case.k]


def total(case: World, user: int, item: int, what: str) -> float:
    return sum(getattr(row, what) for row in case.held_out(user, item))


def popular_rank(case: World, user: int, item: int) -> int:
    """The place among the user's popular items; one beyond the last for what is not there."""
    ranked = case.popular(user)
    places = min(case.length, case.n_items)
    return ranked.index(item) + 1 if item in ranked else places + 1


def ideal_ratings(case: World, user: int) -> list[float]:
    best = [max(row.rating for row in case.held_out(user, item)) for item in case.relevant(user)]
    return (sorted(best, reverse=True) + [0.0] * case.k)[: case.k]


def test_ideal_ratings_fall_in_the_rows_of_their_users_and_stop_at_the_length():
    users, ratings = np.array([1, 0, 1, 0, 1, 3]), np.array([3.0, 5.0, 5.0, 4.0, 4.0, 2.0])
    ideal = held_out.ideal_ratings(users, ratings, 4, 2)
    assert ideal is not None
    assert ideal.tolist() == [[5, 4], [5, 4], [0, 0], [2, 0]]


class Liked(Row):
    """An interaction that is relevant at any rating."""

    liked = True


def rated(*ratings: float) -> World:
    """A user's relevant items have these ratings."""
    rows = [Liked(0, item, rating, part="test") for item, rating in enumerate(ratings)]
    return World({0: list(range(len(ratings)))}, tuple(rows), len(ratings), len(ratings))


def test_the_highest_rating_of_a_pair_is_kept_also_below_0():
    rows = {"user": [0, 0, 0], "item": [0, 1, 0], "rating": [-3.0, -1.0, -2.0]}
    nothing = pa.nulls(3, pa.float64())
    test = pa.table(rows | {"relevant": [True] * 3, "quantity": nothing, "value": nothing})
    test = test.append_column("time", pa.nulls(3, pa.int64()))
    before = SimpleNamespace(item_categories=None, seen=csr_matrix((1, 2)))
    _, known = held_out.relevant_pairs(test, cast(Any, before), 2)
    assert known["ratings"].tolist() == [-2.0, -1.0]


def test_relevant_ratings_below_0_have_no_graded_ndcg_and_others_have():
    assert rated(3.0, -1.0).values("ndcg_graded") is None
    assert rated(3.0, -1.0).values("ndcg").tolist() == [1.0]
    assert rated(3.0, 0.0).values("ndcg_graded").tolist() == [1.0]


def mean_popularity_of_history(case: World, user: int) -> float:
    own = [case.popularity[item] for item in case.liked(user)]
    return sum(own) / len(own) if own else np.nan


def revenue(case: World, user: int) -> float:
    return sum(total(case, user, item, "paid") for item in range(case.n_items))


FACTS = {
    "items": lambda case: [_padded(case, user) for user in case.users],
    "hits": by_place(lambda case, user, item: item in case.allowed(user)),
    "ratings": by_place(
        lambda case, user, item: max(row.rating for row in case.held_out(user, item))
    ),
    "units": by_place(lambda case, user, item: total(case, user, item, "units")),
    "paid": by_place(lambda case, user, item: total(case, user, item, "paid")),
    "new_to_user": by_place(lambda case, user, item: item not in case.seen(user)),
    "ideal_ratings": by_user(ideal_ratings),
    "n_relevant": by_user(lambda case, user: len(case.relevant(user))),
    "n_fresh_relevant": by_user(
        lambda case, user: sum(case.is_fresh(item) for item in case.relevant(user))
    ),
    "test_revenue": by_user(revenue),
    "fallback": by_user(lambda case, user: user in case.fallback),
    "history_popularity": by_user(mean_popularity_of_history),
    "popularity": by_item(lambda case, item: case.popularity[item]),
    "age_days": by_item(World.age),
    "is_fresh": by_item(World.is_fresh),
    "n_items": lambda case: case.n_items,
    "n_positive_users": lambda case: len({row.user for row in case.train if case.liked(row.user)}),
}


@over_worlds(max_examples=120)
def test_every_fact_equals_a_loop_over_the_rows(case):
    wrong = {
        name: (case.about[name], fact(case))
        for name, fact in FACTS.items()
        if not np.array_equal(
            np.asarray(case.about[name], float), np.asarray(fact(case), float), equal_nan=True
        )
    }
    assert wrong == {}


@over_worlds(max_examples=50)
def test_the_popular_rank_of_an_item_is_its_place_in_a_full_sort_by_popularity_and_hash(case):
    for ranks, user in zip(case.about["popular_ranks"], case.users, strict=True):
        expected = [popular_rank(case, user, item) for item in case.top(user)]
        assert ranks[: len(expected)].tolist() == expected


@over_worlds(max_examples=50)
def test_what_a_view_masks_or_leaves_out_is_never_a_hit(case):
    hits, items = case.about["hits"], case.about["items"]
    for row, user in enumerate(case.users):
        assert set(items[row][hits[row]].tolist()) <= case.allowed(user)
    assert (case.about["hits"].sum(axis=1) <= case.about["n_relevant"]).all()


@over_worlds(max_examples=50)
def test_what_is_counted_of_some_users_is_what_is_counted_of_them_among_all(case):
    judged, members = case.judged(), np.arange(case.n_items) % 2 == 0
    whole = judged.n_relevant_of(members).tolist()
    for first in range(len(case.users)):
        some = judged.some(slice(first, len(case.users)))
        assert some.n_relevant_of(members).tolist() == whole[first:]


def test_every_argument_of_every_metric_of_lists_is_provided():
    case = World(
        {0: [0]},
        (Row(0, 0, part="test"),),
        1,
        1,
        (Row(1, 0),),
        (frozenset("a"),),
        (frozenset("b"),),
    )
    for name, metric in metrics.known().items():
        if metrics.is_of_ratings(metric):
            continue
        columns = (
            {other for other in metrics.known() if other != name}
            if metrics.is_of_totals(metric)
            else set()
        )
        for argument in metrics.arguments(metric):
            assert argument in columns or case.about[argument] is not None, (name, argument)


def test_arguments_of_places_are_cut_at_k_and_all_others_stay():
    case = World(
        {0: [0, 1, 2], 1: [2]},
        (Row(0, 0, part="test"),),
        3,
        3,
        (Row(1, 0),),
        tuple(map(frozenset, "abc")),
    )
    for name, value in case.about.cut(2).items():
        if name in case.about.of_places:
            assert value.shape == (2, 2), name
            np.testing.assert_array_equal(value, case.about[name][:, :2])
        else:
            assert value is case.about[name], name


def test_data_without_ratings_or_purchases_says_none_and_not_zero():
    case = World({0: [0]}, (Row(0, 0, part="test"),), 1, 1, has_ratings=False, has_purchases=False)
    lacking = {name for name, value in case.about.items() if value is None}
    assert lacking == {
        *(
            "ratings",
            "ideal_ratings",
            "units",
            "paid",
            "new_to_user",
            "new_category",
            "in_first_basket",
            "test_revenue",
            "returning",
        ),
        *("category_shares", "category_vectors", "content_vectors", "history_shares"),
    }


MIXED = World(
    {0: [0, 1, 2, 3]},
    tuple(Row(0, item, units=1.0, paid=item + 1.0, day=100, part="test") for item in range(4)),
    n_items=4,
    k=4,
    train=(Row(0, 0, rating=1.0), Row(0, 1, part="test_gap"), Row(1, 2, day=90)),
    categories=(frozenset("a"), frozenset("ab"), frozenset("b"), frozenset("c")),
)


@pytest.mark.parametrize(
    ("mask", "candidates", "relevant"),
    [
        ("none", "all", [True, True, True, True]),
        (
            "seen",
            "all",
            [False, False, True, True],
        ),  # also what was disliked, and what lies in the gap
        ("none", "cold", [False, False, False, True]),
        ("seen", "cold", [False, False, False, True]),
    ],
)
def test_each_view_counts_as_relevant_what_it_could_have_recommended(mask, candidates, relevant):
    case = World(
        MIXED.lists,
        MIXED.test,
        4,
        4,
        MIXED.train,
        MIXED.categories,
        mask=mask,
        candidates=candidates,
    )
    assert case.about["hits"].tolist() == [relevant]
    assert case.about["n_relevant"].tolist() == [sum(relevant)]
    paid = [
        price if hit else 0.0 for price, hit in zip((1.0, 2.0, 3.0, 4.0), relevant, strict=True)
    ]
    assert case.about["paid"].tolist() == [paid]
    assert case.about["test_revenue"].tolist() == [sum(paid)]


def test_a_category_is_new_unless_the_user_ever_had_something_of_it():
    case = World(MIXED.lists, MIXED.test, 4, 4, MIXED.train, MIXED.categories, mask="none")
    assert case.about["new_to_user"].astype(bool).tolist() == [[False, False, True, True]]
    assert case.about["new_category"].astype(bool).tolist() == [
        [False, False, False, True]
    ]  # item 1 has b as well


def test_items_are_as_old_as_their_release_says_and_else_as_their_first_row_in_training():
    train = (
        Row(0, 0, day=10),
        Row(1, 0, day=40),
        Row(1, 1, day=35, part="validation"),
        Row(1, 2, day=90, part="test_gap"),
    )
    first = World({0: [0]}, (Row(0, 0, day=99, part="test"),), 4, 1, train)
    assert first.about["age_days"].tolist() == [
        30.0,
        5.0,
        0.0,
        0.0,
    ]  # the cut is day 40; the gap is not training
    assert first.about["is_fresh"].tolist() == [False, True, True, True]
    released = World({0: [0]}, first.test, 4, 1, train, released=(-20, None, 39, 80))
    np.testing.assert_array_equal(released.about["age_days"], [60.0, np.nan, 1.0, 0.0])
    assert released.about["is_fresh"].tolist() == [False, False, True, True]


def test_the_tail_begins_where_more_popular_items_hold_four_fifths():
    sizes = (5, 3, 1, 1)  # of ten positives: 5 and 3 hold exactly 80 %
    train = tuple(Row(user, item) for item, size in enumerate(sizes) for user in range(1, 1 + size))
    case = World({0: [0]}, (Row(0, 0, part="test"),), 5, 1, train)
    assert case.about["in_tail"].tolist() == [False, False, True, True, True]
    of_seven = tuple(Row(user, 0) for user in range(1, 8))
    under = World({0: [0]}, case.test, 4, 1, (*of_seven, Row(1, 1), Row(1, 2), Row(1, 3)))
    assert under.about["in_tail"].tolist() == [False] * 4  # 70 % is less
    tied = World(
        {0: [0]}, case.test, 4, 1, tuple(Row(user, item) for item in range(4) for user in (1, 2))
    )
    assert tied.about["in_tail"].tolist() == [False] * 4  # nothing is more popular than anything


def test_shares_and_vectors_of_categories_are_rows_of_sum_and_of_length_1():
    case = World(
        {0: [0], 2: [1]},
        (Row(0, 0, part="test"),),
        3,
        1,
        (Row(0, 0), Row(0, 1)),
        tuple(map(frozenset, ["ab", "b", ""])),
    )
    assert case.about["category_shares"].toarray().tolist() == [[0.5, 0.5], [0, 1], [0, 0]]
    half = 0.5**0.5
    np.testing.assert_allclose(
        case.about["category_vectors"].toarray(), [[half, half], [0, 1], [0, 0]], atol=1e-15
    )
    np.testing.assert_allclose(case.about["history_shares"], [[0.25, 0.75], [0, 0]], atol=1e-15)


@over_worlds(max_examples=30)
def test_what_is_known_of_a_user_does_not_depend_on_who_else_is_served(case):
    first = case.users[0]
    alone = World(
        **{
            **vars_of(case),
            "lists": {first: case.lists[first]},
            "test": tuple(r for r in case.test if r.user == first),
        }
    )
    for name in (
        "hits",
        "n_relevant",
        "paid",
        "units",
        "new_to_user",
        "history_popularity",
        "popular_ranks",
    ):
        np.testing.assert_array_equal(alone.about[name][0], case.about[name][0], err_msg=name)


def vars_of(case: World) -> dict[str, Any]:
    return {name: getattr(case, name) for name in World.__dataclass_fields__}
