"""What work takes is read from two clocks; what is short is repeated, and the median counts."""

import time

from benchmarks.protocol import costs
from benchmarks.protocol.costs import Seconds


def test_a_thread_that_sleeps_takes_time_and_no_processor() -> None:
    taken = costs.of(lambda: time.sleep(0.05))
    assert taken.wall >= 0.05 > taken.cpu


def test_the_median_of_a_short_fit_counts() -> None:
    each = iter([Seconds(0.5, 0.02), Seconds(0.02, 0.01), Seconds(0.03, 0.09), Seconds(9.0, 9.0)])
    assert costs.repeated(next(each), lambda: next(each)) == Seconds(0.03, 0.02)
    assert next(each) == Seconds(9.0, 9.0)  # .12 s of the processor were enough


def test_a_long_fit_is_not_repeated() -> None:
    taken = Seconds(costs.ENOUGH_SECONDS, costs.ENOUGH_SECONDS)
    assert costs.repeated(taken, never) == taken


def test_one_that_takes_no_time_is_not_repeated_for_ever() -> None:
    nothing = Seconds(0.0, 0.0)
    calls = []
    assert costs.repeated(nothing, lambda: calls.append(1) or nothing) == nothing
    assert len(calls) == costs.MOST_REPEATS - 1


def never() -> Seconds:
    raise AssertionError("was repeated")
