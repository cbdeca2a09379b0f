"""What a shop would look at: new customers of a list, and whether relevance and revenue agree."""

import numpy as np
import pyarrow as pa
import pytest

from benchmarks.contract import schemas
from benchmarks.contract.names import Group
from benchmarks.online import business
from benchmarks.online.scored import Scored
from benchmarks.results.averages import Scores
from benchmarks.results.column import EVERYBODY
from benchmarks.results.intervals import numbers
from benchmarks.stats.rates import wilson

N = 150
COLD, FEW = Group("warmth", "cold"), Group("history", "6-20")
METRICS = (
    "ndcg",
    "revenue",
    "reach",
    "reach_returning",
    "products_purchased",
    "revenue_new",
    "first_basket_reach",
    "new_categories",
)


def made(groups):
    """Make results of three: `plain` has less of all, `shop` earns more, `match` is relevant."""
    random = np.random.default_rng(0)
    tables = []
    for name, relevance, revenue in (("plain", 0.1, 1.0), ("shop", 0.2, 3.0), ("match", 0.3, 2.0)):
        columns = {f"{metric}@2": random.random(N) for metric in METRICS}
        columns["ndcg@2"], columns["revenue@2"] = (
            np.full(N, level) for level in (relevance, revenue)
        )
        columns["revenue@2"] += np.linspace(-0.5, 0.5, N)
        columns["reach_returning@2"] = np.where(np.arange(N) < 60, columns["reach@2"], np.nan)
        labels = {
            "view": ["all"] * N,
            "fold": ["all"] * N,
            "baseline": [name] * N,
            "user": np.arange(N),
        }
        tables.append(pa.table({**labels, **columns}))
    rows = [
        {"user": user, "attribute": attribute, "group": group}
        for (attribute, group), users in groups.items()
        for user in users
    ]
    members = pa.Table.from_pylist(rows, schemas.MEMBERSHIPS)
    items = {"plain": np.zeros((1, N, 2), dtype=int)}
    return Scored(
        {"all": "shop"},
        np.arange(N),
        items,
        {},
        pa.concat_tables(tables),
        members,
        {},
        {},
        [],
        ["ndcg@2"],
    )


def look(benchmark):
    customers, trades = business.look([benchmark])
    return {(row.baseline, row.who): row for row in customers}, {
        row.baseline: row for row in trades
    }


def test_numbers_and_intervals_are_those_of_the_scores_of_new_customers():
    few = range(20, 50)
    customers, _ = look(made({COLD: range(5), FEW: few}))
    one = made({})
    own = Scores.of(one.rows.filter(pa.compute.field("baseline") == "shop"))
    inside = np.isin(own.users, few)
    ((_, expected),) = numbers([own.column("reach@2", inside, own.folds, EVERYBODY)])
    row = customers["shop", "nearly_new"]
    said = {"value": row.reach, "ci_low": row.ci_low, "ci_high": row.ci_high}
    assert said | {"n_users": row.n_users} == {name: expected[name] for name in (*said, "n_users")}


def test_too_few_with_a_little_history_have_no_number():
    customers, _ = look(made({FEW: range(20, 25)}))
    nearly = customers["match", "nearly_new"]
    assert (nearly.reach, nearly.ci_low, nearly.ci_high, nearly.n_users) == (None, None, None, 5)


def test_customers_without_history_count_by_their_first_basket_however_few():
    world = made({COLD: range(8)})
    met = np.isin(np.arange(N), [0, 1, 2]).astype(float)
    place = world.rows.column_names.index("first_basket_reach@2")
    of_all = pa.array(np.tile(met, 3))
    rows = world.rows.set_column(place, "first_basket_reach@2", of_all)
    customers, _ = look(Scored(**{**vars(world), "rows": rows}))
    row = customers["shop", "none"]
    assert (row.reach, row.n_users) == (3 / 8, 8)
    assert (row.ci_low, row.ci_high) == wilson(3, 8)


def test_no_customer_without_history_is_no_number():
    customers, _ = look(made({}))
    row = customers["shop", "none"]
    assert (row.reach, row.ci_low, row.ci_high, row.n_users) == (None, None, None, 0)


def test_the_trade_off_has_a_front_and_what_relevance_gives_up():
    _, trades = look(made({}))
    on_front = {name: trades[name].on_front for name in ("plain", "shop", "match")}
    assert on_front == {"plain": False, "shop": True, "match": True}
    overall = trades[""]
    assert overall.revenue_given_up == pytest.approx(1.0)
    assert (overall.most_relevant, overall.most_revenue) == ("match", "shop")
    assert overall.kendall_tau == pytest.approx(1 / 3)
    assert overall.n_baselines == 3


def test_a_view_is_called_by_the_name_under_which_its_results_stand():
    one = made({})
    renamed = Scored(**{**vars(one), "view_names": {"all": "shop-of-all"}})
    customers, trades = business.look([renamed])
    assert {(row.benchmark, row.view) for row in (*customers, *trades)} == {("shop-of-all", "all")}


def test_without_purchases_there_is_no_row():
    one = made({})
    without = Scored(**{**vars(one), "rows": one.rows.drop_columns(["revenue@2"])})
    assert business.look([without]) == ([], [])
