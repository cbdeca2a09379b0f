"""Search spaces: what a trial chooses from, and where a space ends."""

import pytest

from benchmarks.contract.spaces import Choices, Floats, Integers


class Recorder:
    """A trial that answers with the high end and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked = []

    def suggest_int(self, name, low, high, *, log):
        self.asked.append((name, low, high, log))
        return high

    def suggest_float(self, name, low, high, *, log):
        self.asked.append((name, low, high, log))
        return 1.23456789

    def suggest_categorical(self, name, choices):
        self.asked.append((name, choices))
        return choices[-1]


def test_a_space_asks_the_trial_for_a_value_of_its_own_kind():
    trial = Recorder()
    assert Integers(1, 9, log=True).suggest(trial, "a") == 9
    assert Floats(1, 9).suggest(trial, "b") == 1.235
    assert Choices(("x", "y")).suggest(trial, "c") == "y"
    assert trial.asked == [("a", 1, 9, True), ("b", 1.0, 9.0, False), ("c", ["x", "y"])]
    assert [type(bound) for bound in trial.asked[1][1:3]] == [float, float]


@pytest.mark.parametrize(
    "make",
    [
        lambda: Integers(2, 1),
        lambda: Floats(1, 1),
        lambda: Choices(()),
        lambda: Floats(0, 1, log=True),
    ],
)
def test_a_space_without_anything_in_it_is_refused(make):
    with pytest.raises(ValueError, match=r"low is|at least one choice"):
        make()


def test_the_edges_are_two_percent_of_the_range_on_its_scale():
    assert Floats(0, 100).edge(99) == "high"
    assert Floats(2, 100).edge(3) == "low"
    assert Floats(0, 100).edge(50) is None
    assert Floats(1, 10_000, log=True).edge(1.1) == "low"
    assert Floats(1, 10_000, log=True).edge(100) is None
    assert Choices((1, 2)).edge(1) is None


def test_a_natural_end_is_no_edge_and_the_other_is():
    assert Floats(0, 1, natural=("low",)).edge(0) is None
    assert Floats(0, 1, natural=("low",)).edge(1) == "high"
    assert Integers(1, 9, natural=("low", "high")).edge(9) is None


@pytest.mark.parametrize("natural", ["low", ("left",)])
def test_an_end_that_is_none_is_refused_and_the_words_are_shown(natural):
    with pytest.raises(ValueError, match=r'natural is .*; give the ends as \("low",\)'):
        Floats(0, 1, natural=natural)


@pytest.mark.parametrize(
    ("space", "side", "share", "bounds"),
    [
        (Floats(0.3, 20.0, log=True), "low", 1, (0.03, 20.0)),
        (Floats(0.3, 20.0, log=True), "high", 1, (0.3, 200.0)),
        (Floats(0.3, 10.0, log=True), "high", 0.5, (0.3, 31.62)),
        (Floats(0.0, 0.6), "high", 0.5, (0.0, 0.9)),
        (Floats(2.0, 5.0), "low", 1, (-1.0, 5.0)),
        (Integers(5, 50, log=True), "low", 1, (1, 50)),
        (Integers(5, 50, log=True), "high", 1, (5, 500)),
        (Integers(1, 12), "high", 1, (1, 23)),
        (Integers(1, 12), "low", 1, (-10, 12)),
    ],
)
def test_an_edge_is_extended_by_a_decade_or_by_the_width(space, side, share, bounds):
    wider = space.beyond(side, share)
    assert (wider.low, wider.high) == bounds
    assert type(wider.low) is type(space.low)
    assert (wider.log, wider.kind) == (space.log, space.kind)
