"""Metrics of purchases against their definitions in words, and through the scoring of a cell."""

from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume

from benchmarks.contract import tables
from benchmarks.contract.names import column_name
from benchmarks.protocol.ranking import LIST_LENGTH
from benchmarks.results import per_user as scoring
from tests.worlds.worlds import Row, World, disagreements, over_worlds


def bought(case, user):
    """What was bought of the list: item, pieces, and what was paid for them."""
    for item in case.top(user):
        rows = case.held_out(user, item)
        if rows:
            yield item, sum(row.units for row in rows), sum(row.paid for row in rows)


def products_purchased_in_words(case, user):
    return sum(units for _, units, _ in bought(case, user))


def revenue_in_words(case, user):
    return sum(paid for _, _, paid in bought(case, user))


def revenue_new_in_words(case, user):
    return sum(paid for item, _, paid in bought(case, user) if item not in case.seen(user))


def reach_in_words(case, user):
    return float(any(True for _ in bought(case, user)))


def weeks_of(case):
    """The weeks of the test from its first day on; more than half a week over is one more."""
    first, last = min(row.day for row in case.test), max(row.day for row in case.test)
    count = max(1, int((last - first) / 7 + 0.5))
    return {row: min((row.day - first) // 7, count - 1) for row in case.test}, count


def reach_returning_in_words(case, user):
    week_of, count = weeks_of(case)
    weeks = {week_of[row] for row in case.test if row.user == user}
    return reach_in_words(case, user) if len(weeks) == count else np.nan


def new_categories_in_words(case, user):
    """Pieces in categories that the customer never bought from; what has no category is in none."""
    had = set().union(*(case.categories_of(item) for item in case.seen(user)))
    return sum(
        units
        for item, units, _ in bought(case, user)
        if case.categories_of(item) and not case.categories_of(item) & had
    )


def first_basket_reach_in_words(case, user):
    days = [row.day for row in case.test if row.user == user]
    first = {row.item for row in case.test if row.user == user and row.day == min(days)}
    return float(any(item in first for item, _, _ in bought(case, user)))


ORACLES = {
    "products_purchased": products_purchased_in_words,
    "revenue": revenue_in_words,
    "revenue_new": revenue_new_in_words,
    "reach": reach_in_words,
    "reach_returning": reach_returning_in_words,
    "first_basket_reach": first_basket_reach_in_words,
    "new_categories": new_categories_in_words,
}


def revenue_share_in_words(case):
    could = sum(
        row.paid
        for user in case.users
        for item in range(case.n_items)
        for row in case.held_out(user, item)
    )
    return sum(revenue_in_words(case, user) for user in case.users) / could if could else np.nan


OF_ALL_LISTS = {"revenue_share": revenue_share_in_words}


def scored(case, names):
    """What the stage `score` makes of a cell with these metrics: columns and totals."""
    flat = [
        {
            "fold": "all",
            "seed": 0,
            "view": "all",
            "user": user,
            "rank": rank,
            "item": item,
            "score": 0.0,
        }
        | {"fallback": user in case.fallback}
        for user, items in case.lists.items()
        for rank, item in enumerate(items[: case.length], start=1)
    ]
    settings = SimpleNamespace(
        cutoffs=[case.k, case.length],
        longest=LIST_LENGTH,
        metrics=names,
        headline=[],
        list_length=case.k,
    )
    table = pa.Table.from_pylist(flat, tables.LISTS)
    judged = scoring.of_lists(table, [0], case.judged(), {}, settings)
    totals = {column_name(row["metric"], row["k"]): row["value"] for row in judged.totals}
    return judged.per_user, totals


@over_worlds(max_examples=150)
def test_every_metric_of_purchases_equals_its_definition(case):
    oracles = {
        name: oracle
        for name, oracle in ORACLES.items()
        if any(case.categories) or name != "new_categories"
    }
    assert disagreements(case, oracles) == []


@over_worlds(max_examples=60)
def test_the_revenue_share_is_that_of_all_customers_together(case):
    assume(any(case.lists.values()))
    _, totals = scored(case, ["revenue", "revenue_share"])
    assert totals[f"revenue_share@{case.k}"] == pytest.approx(
        revenue_share_in_words(case), abs=1e-12, nan_ok=True
    )


SHOP = World(
    {0: [0, 1], 1: [1, 2], 2: [2, 0]},
    (
        Row(0, 0, units=2.0, paid=3.0, day=10, part="test"),
        Row(0, 0, units=1.0, paid=1.5, day=17, part="test"),  # the same product again
        Row(0, 2, units=1.0, paid=5.0, day=18, part="test"),  # not in the list
        Row(1, 1, units=1.0, paid=2.0, day=23, part="test"),
    ),
    n_items=3,
    k=2,
    train=(Row(0, 0, day=1), Row(1, 0, day=2)),
    categories=(frozenset("a"), frozenset("a"), frozenset("b")),
    mask="none",
)


def test_purchases_of_one_product_are_added_up():
    assert SHOP.values("products_purchased").tolist() == [3.0, 1.0, 0.0]
    assert SHOP.values("revenue").tolist() == [4.5, 2.0, 0.0]
    assert SHOP.values("revenue_new").tolist() == [0.0, 2.0, 0.0]
    assert SHOP.values("reach").tolist() == [1.0, 1.0, 0.0]
    assert SHOP.values("new_categories").tolist() == [0.0, 0.0, 0.0]
    assert scored(SHOP, ["revenue", "revenue_share"])[1]["revenue_share@2"] == pytest.approx(
        6.5 / 11.5
    )


def test_where_known_products_are_masked_buying_them_again_counts_nowhere():
    case = World(SHOP.lists, SHOP.test, 3, 2, SHOP.train, SHOP.categories, mask="seen")
    assert case.values("revenue").tolist() == [0.0, 2.0, 0.0]
    assert scored(case, ["revenue", "revenue_share"])[1]["revenue_share@2"] == pytest.approx(2 / 7)


def test_customers_who_bought_nothing_that_could_be_recommended_are_left_out_of_the_averages():
    columns, totals = scored(SHOP, list(ORACLES))
    for name in ORACLES:
        assert np.isnan(columns[f"{name}@2"][2]), name
    assert totals["revenue@2"] == pytest.approx(6.5 / 2)
    assert totals["reach@2"] == 1.0


@pytest.mark.parametrize(
    "names", [["revenue", "revenue_share"], ["revenue_share", "revenue"], ["revenue_share"]]
)
def test_the_revenue_share_does_not_depend_on_which_other_metrics_are_named_before_it(names):
    _, totals = scored(SHOP, names)
    assert totals["revenue_share@2"] == pytest.approx(6.5 / 11.5)


def test_buying_a_product_without_category_again_is_no_growth_into_a_new_category():
    case = World(
        {0: [0, 1]}, (Row(0, 0, part="test"), Row(0, 1, part="test")), 2, 2, (Row(0, 0), Row(0, 1))
    )
    nameless = World(
        case.lists, case.test, 2, 2, case.train, (frozenset("a"), frozenset()), mask="none"
    )
    assert nameless.values("new_categories").tolist() == [0.0]


def test_data_without_purchases_has_no_metric_of_purchases():
    case = World(
        {0: [0]}, (Row(0, 0, part="test"),), 1, 1, categories=(frozenset("a"),), has_purchases=False
    )
    assert [case.values(name) for name in ORACLES] == [None] * len(ORACLES)
    assert "revenue_share@1" not in scored(case, ["revenue", "revenue_share"])[1]


def test_a_customer_returns_who_buys_in_every_week_of_the_test():
    days = {0: (0, 7, 14, 21), 1: (6, 13, 20, 27), 2: (0, 7, 21), 3: (0, 1, 2, 3)}
    test = tuple(
        Row(user, 0, day=day, part="test") for user, visits in days.items() for day in visits
    )
    case = World({user: [0] for user in days}, test, 1, 1)
    np.testing.assert_array_equal(case.values("reach_returning"), [1.0, 1.0, np.nan, np.nan])


def test_a_rest_of_less_than_half_a_week_belongs_to_the_week_before_and_one_of_more_is_a_week():
    assert returning_of({0: (0, 16), 1: (0, 7), 2: (14, 15)}) == [True, True, False]
    assert returning_of({0: (0, 11), 1: (0, 10), 2: (0, 6)}) == [True, True, False]
    assert returning_of({0: (0, 10), 1: (0, 9), 2: (0, 6)}) == [True, True, True]


def returning_of(visits):
    """Return which customers come in every week, by the days on which they buy."""
    test = tuple(
        Row(user, 0, day=day, part="test") for user, days in visits.items() for day in days
    )
    case = World({user: [0] for user in visits}, test, 1, 1)
    return (case.values("reach_returning") == 1).tolist()
