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
    assert Floats(0, 100).at_edge(99)
    assert Floats(2, 100).at_edge(3)
    assert not Floats(0, 100).at_edge(50)
    assert Floats(1, 10_000, log=True).at_edge(1.1)
    assert not Floats(1, 10_000, log=True).at_edge(100)
    assert not Floats(0, 1).at_edge(0)  # natural
    assert Floats(0, 1).at_edge(1)
    assert not Choices((1, 2)).at_edge(1)
