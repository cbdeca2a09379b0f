"""Who is first in each window of a benchmark."""

from types import SimpleNamespace

import pytest

from benchmarks.report.inputs import EVERYBODY, Leaderboard, Part
from benchmarks.report.rows import Estimate
from benchmarks.report.sections.windows import firsts
from tests.worlds.rules import split_rule

SHOWN = Leaderboard("films", "films", "all")
ROLLING = split_rule(kind="rolling", windows=3, test=0.2, validation=0.1)
NEW_USERS = split_rule(kind="cold_users", test=0.2, validation=0.1, known=[0, 5])


def inputs(by_fold, rule=ROLLING):
    """Stand in for what the tables hold: nDCG@10 of each baseline in each fold."""
    estimates = {
        ("films", part, "ndcg@10"): {name: Estimate(value, None, None, 50) for name, value in of}
        for part, of in by_fold.items()
    }
    estimates["other", Part(fold="window=1"), "ndcg@10"] = {"c": Estimate(1.0, None, None, 50)}
    estimates["films", Part(view="new", fold="window=1"), "ndcg@10"] = {}
    settings = SimpleNamespace(benchmark=lambda _: SimpleNamespace(split=rule))

    def numbers(name, metric, part=EVERYBODY):
        return estimates[name, part, metric]

    return SimpleNamespace(estimates=estimates, settings=settings, numbers=numbers)


BY_FOLD = {
    EVERYBODY: [("a", 0.9), ("b", 0.1)],
    Part(fold="window=1"): [("a", 0.2), ("b", 0.3)],
    Part(fold="window=2"): [("a", 0.3), ("b", 0.2)],
    Part(fold="window=3"): [("a", 0.1), ("b", 0.2)],
}


def test_the_first_of_each_window_is_counted():
    counted = firsts(SHOWN, "ndcg@10", inputs(BY_FOLD))
    assert (counted.called, counted.n_folds) == ("windows", 3)
    assert counted.times == [("b", 2), ("a", 1)]


def test_all_that_share_the_first_place_of_a_window_have_it():
    shared = BY_FOLD | {Part(fold="window=2"): [("a", 0.3), ("b", 0.3), ("c", 0.1)]}
    counted = firsts(SHOWN, "ndcg@10", inputs(shared))
    assert (counted.n_folds, counted.times) == (3, [("b", 3), ("a", 1)])


@pytest.mark.parametrize(
    ("by_fold", "rule"), [({EVERYBODY: BY_FOLD[EVERYBODY]}, ROLLING), (BY_FOLD, NEW_USERS)]
)
def test_nothing_is_said_where_folds_have_no_numbers_or_a_section_of_their_own(by_fold, rule):
    assert firsts(SHOWN, "ndcg@10", inputs(by_fold, rule)) is None
