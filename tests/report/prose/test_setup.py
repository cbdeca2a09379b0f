"""The setup of a benchmark says what of its test the catalogue leaves out, rows and users."""

from types import SimpleNamespace

from benchmarks.report.prose import setup
from benchmarks.splits.wording import Names
from tests.report.page import plain

SHOWN = SimpleNamespace(name="shop", benchmark="shop")
SIZES = {"test_rows_share": 0.155, "test_value_share": 0.27, "items": 3}
AUDIT = {"users": {"test": 2136}, "test_users": 2136, "left_out": {"rare": SIZES}}


def inputs(audit, n_scored=2136):
    """Return what a report of one leaderboard is made of; so many have a number."""
    facts = {"kind": "purchase", "users_are": "households", "first_time": 0, "last_time": 1}
    return SimpleNamespace(
        audits={"shop": audit},
        facts_of=lambda _: facts,
        settings=SimpleNamespace(headline=["ndcg@10"]),
        numbers=lambda *_: {"popular": SimpleNamespace(n_users=n_scored)},
    )


def test_what_is_outside_the_catalogue_is_told_with_the_users_who_have_nothing_else():
    (said,) = setup._outside(SHOWN, inputs({**AUDIT, "test_users_before_catalogue": 2410}))
    assert plain(said) == (
        "Outside it are 16 % of the test purchases and 27 % of the test revenue, which count as "
        "relevant for nobody, among them all test purchases of 274 households."
    )


def test_those_scored_are_counted_among_the_users_before_the_catalogue():
    counted = inputs({**AUDIT, "test_users_before_catalogue": 2410})
    assert setup.scored(SHOWN, counted) == ["2,136 of 2,410 test households are scored."]
    older = {**AUDIT, "users_left_out": {"no test row in the catalogue": 263}}
    assert setup.scored(SHOWN, inputs(older)) == ["2,136 of 2,399 test households are scored."]


def test_nothing_is_said_of_a_catalogue_of_all_items():
    assert setup._outside(SHOWN, inputs({**AUDIT, "left_out": {}})) == []


def test_where_only_the_first_window_has_a_validation_part_that_one_is_told():
    def fold(validation):
        return {"rows": {"train": 900, "validation": validation, "test": 100}, "users": {"test": 9}}

    folds = {"window=1": fold(50), "window=2": fold(0)}
    audit = {**folds["window=2"], "fold": "window=2", "folds": folds, "leaks_the_future": False}
    assert setup._parts(audit, Names())[:2] == [
        "This leaves 900 interactions for training and 100 of 9 users for the test in the fold "
        "window=2.",
        "Parameters are chosen on 50 interactions for validation in the fold window=1, the only "
        "one that has such a part.",
    ]
