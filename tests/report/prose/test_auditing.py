"""The table of an audit answers each question with its numbers, and says what they mean."""

from typing import Any

import pytest

from benchmarks.report.prose import auditing, catalogue, splitting
from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.sections.audits import Leak
from benchmarks.splits.catalogue import Catalogue
from benchmarks.splits.cold_users import ColdUsers
from benchmarks.splits.kind import Kind
from benchmarks.splits.random_rows import RandomRows
from benchmarks.splits.user_temporal import UserTemporal
from tests.worlds.rules import split_rule

HOUSEHOLDS = Nouns("households", "products", "purchases", bought=True)
BY_TIME = UserTemporal(kind="user_temporal", test=0.2, validation=0.1)
AT_RANDOM = RandomRows(kind="random", test=0.2, validation=0.1)


def audit(**changes: Any) -> dict[str, Any]:
    sizes = {"train": 7000, "validation": 1000, "test": 2000}
    return {
        "fold": "all",
        "rows": sizes,
        "users": dict.fromkeys(sizes, 100),
        "items": dict.fromkeys(sizes, 50),
        "pairs_in_training_and_test": 0,
        "duplicate_pairs": 0,
        "training_later_than_test": 0.0,
        "training_later_than_test_same_user": 0.0,
        "leaks_the_future": False,
        "cold_test_users": 0,
        "cold_test_items": 0,
        "test_rows_with_cold_user": 0,
        "test_rows_with_cold_item": 0,
        "test_items_first_seen_after_the_cut": 0,
        "users_whose_test_cut_falls_inside_a_tie": 0,
        "users_left_out": {},
        "test_users_without_relevant_rows": 0,
        **changes,
    }


def answers(rule: Kind = BY_TIME, nouns: Nouns = HOUSEHOLDS, **changes: Any) -> dict[str, str]:
    lines = auditing.lines(audit(**changes), rule, repeats=False, nouns=nouns)
    return {line.question: f"{line.answer}|{line.meaning}".strip("|") for line in lines}


def test_sizes_are_those_of_the_three_parts_and_users_have_their_name() -> None:
    sizes = answers()
    assert sizes["Rows in training, validation and test"] == "7,000 · 1,000 · 2,000"
    assert sizes["Households in training, validation and test"] == "100 · 100 · 100"


def test_pairs_in_both_parts_are_said_to_be_counted_by_the_rows_of_the_test() -> None:
    """As the audit counts them: of a pair that is bought thrice in the test, three."""
    assert (
        answers(pairs_in_training_and_test=3)[
            "Test rows whose pair of user and item is in training too"
        ][0]
        == "3"
    )


def test_a_leak_says_so_and_an_order_in_time_too() -> None:
    question = "Training rows later than a test row of anybody, on average"
    assert answers()[question].endswith("All training precedes all test rows.")
    leaky = auditing.lines(audit(leaks_the_future=True), BY_TIME, repeats=False, nouns=HOUSEHOLDS)
    assert [line.question for line in leaky if line.leaks] == [question]


def test_what_is_cold_has_its_share_of_the_test_rows() -> None:
    cold = answers(cold_test_items=5, test_rows_with_cold_item=100)
    said = cold["Test items without training rows (cold)"].replace("\N{NO-BREAK SPACE}", " ")
    assert said.startswith("5 of 50, with 5.0 % of the test rows|Out of reach")
    assert answers()["Test items without training rows (cold)"] == "none"


def test_only_a_cut_in_time_asks_for_ties() -> None:
    question = "Households whose cut falls inside equal timestamps"
    assert question in answers(BY_TIME)
    assert question not in answers(AT_RANDOM)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("user_temporal", "A seeded hash decides which of the tied rows are held out."),
        ("next_basket", "Baskets of one moment are in the order in which the data names them."),
    ],
)
def test_what_decides_among_equal_times_is_said_as_the_kind_decides(kind: str, said: str) -> None:
    shares = {} if kind == "next_basket" else {"test": 0.2, "validation": 0.1}
    told = answers(split_rule(kind=kind, **shares), users_whose_test_cut_falls_inside_a_tie=1)
    question = "Households whose cut falls inside equal timestamps"
    assert told[question] == f"1 of 100|{said}"
    assert answers()[question] == "none"


def test_who_is_left_out_stands_with_the_reason() -> None:
    left_out = answers(users_left_out={"too few rows": 1200, "no test row": 3})
    said = left_out["Households left out of the test"]
    assert said == "1,200 too few rows, 3 no test row"


def test_the_other_folds_are_told_of_where_there_are_any() -> None:
    rule = ColdUsers(kind="cold_users", test=0.2, validation=0.1, known=[0, 5])
    folds = {"known=0": audit(cold_test_users=100), "known=5": audit()}
    said = auditing.folds(audit(fold="known=5", folds=folds), rule, HOUSEHOLDS)
    assert said == (
        "Each of the 2 sizes of history is a split of its own and was audited; the table is that "
        "of known=5. With known=0, 100 of 100 test households are without training rows."
    )
    assert auditing.folds(audit(), rule, HOUSEHOLDS) == ""


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (0.0, "Within a household the order of time is kept."),
        (0.5, "50 % of them are later than a test row of the same household."),
    ],
)
def test_a_leak_tells_of_a_users_own_future(own: float, said: str) -> None:
    words = splitting.leak(BY_TIME, HOUSEHOLDS, Leak(0.5, own), n_folds=1)
    assert said in words.replace("\N{NO-BREAK SPACE}", " ")
    assert splitting.leak(BY_TIME, HOUSEHOLDS, None, n_folds=1) == ""


def left_out(**reasons: tuple[int, float]) -> dict[str, dict[str, Any]]:
    return {
        reason: {
            "items": items,
            "test_rows": 10 * items,
            "test_rows_share": share,
            "test_value_share": 0.0,
        }
        for reason, (items, share) in reasons.items()
    }


def test_the_catalogue_says_what_is_outside_it_by_reason_and_together() -> None:
    rule = Catalogue(min_users=5, exclude=["department=FUEL"])
    sizes = left_out(excluded=(1, 0.2), rare=(3, 0.1))
    assert catalogue.catalogue(sizes, 50, HOUSEHOLDS).startswith("The catalogue is 46 of 50 ")
    head, *rows = catalogue.left_out(sizes, rule, HOUSEHOLDS)
    assert head == ["products left out", "products", "test purchases", "share of them"]
    names = [row[0] for row in rows]
    assert names == ["excluded department FUEL", "fewer than 5 households in training", "together"]
    assert rows[-1][1:3] == ["4", "40"]


def test_a_share_that_equal_times_made_another_is_said_beside_the_rows() -> None:
    question = "Rows in training, validation and test"
    asked = split_rule(kind="temporal", test=0.16, validation=0.1)
    told = answers(asked)[question]
    assert told.endswith("|Equal times are not divided: 20\xa0% are the test part, of 16\xa0%.")
    near = split_rule(kind="temporal", test=0.195, validation=0.1)
    assert "|" not in answers(near)[question]
    assert "|" not in answers(asked, left_out={"rare": {"items": 1}})[question]
