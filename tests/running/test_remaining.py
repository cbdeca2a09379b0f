"""What is left of a run takes as long as its stages did before, side by side and at its pace."""

import pytest

from benchmarks.running.remaining import Costs, seconds_left

NEEDS = {
    "fit@a": set(),
    "fit@b": set(),
    "fit@c": set(),
    "score": {"fit@a", "fit@b"},
    "report": {"score"},
}


def test_stages_side_by_side_take_as_long_as_the_last_of_them() -> None:
    waiting = {"fit@a": 4.0, "fit@b": 6.0, "fit@c": 9.0}
    assert seconds_left(waiting, {}, NEEDS, slots=1) == 19
    assert seconds_left(waiting, {}, NEEDS, slots=2) == 10, "9 beside 6 and 4"
    assert seconds_left(waiting, {}, NEEDS, slots=3) == 9


def test_a_stage_begins_after_all_that_it_needs() -> None:
    waiting = {"fit@b": 2.0, "score": 10.0, "report": 1.0}
    assert seconds_left(waiting, {"fit@a": 5.0}, NEEDS, slots=4) == 16
    assert seconds_left({"score": 10.0}, {}, NEEDS, slots=4) == 10, "what it needs has ended"


def test_what_the_longest_chain_waits_for_begins_first() -> None:
    waiting = {"fit@a": 1.0, "fit@b": 1.0, "fit@c": 3.0, "score": 5.0}
    assert seconds_left(waiting, {}, NEEDS, slots=2) == 6, "fit@c beside score, not before"


def test_of_what_failed_nothing_is_made() -> None:
    waiting = {"fit@c": 3.0, "score": 5.0, "report": 1.0}
    assert seconds_left(waiting, {}, NEEDS, slots=2, lost={"fit@a"}) == 3


def test_nothing_takes_no_time() -> None:
    assert seconds_left({}, {}, NEEDS, slots=2) == 0


def test_a_stage_takes_what_it_took_before_at_the_pace_of_this_run() -> None:
    costs = Costs({"fit@a": 10.0, "fit@b": 30.0})
    assert costs.expected(["fit@a", "fit@b"]) == {"fit@a": 10, "fit@b": 30}
    costs.took("fit@b", 90.0)  # with 30 s of caution: 120 s for 60
    assert costs.expected(["fit@a"]) == {"fit@a": 20}


def test_what_was_never_measured_takes_as_long_as_the_median_of_its_kind() -> None:
    costs = Costs({"fit@a": 10.0, "score@a": 500.0})
    costs.took("fit@b", 20.0)
    assert costs.expected(["fit@new"]) == {"fit@new": 15}
    assert costs.expected(["fit@new", "split@a"]) == {"fit@new": 15}, "of a kind that never ran"


@pytest.mark.parametrize("slots", [0, 1])
def test_one_runs_at_least(slots: int) -> None:
    assert seconds_left({"fit@a": 4.0, "fit@b": 6.0}, {}, NEEDS, slots) == 10
