"""Sequences of positives: the order of time, equal times as one step, the latest kept."""

import dataclasses

import numpy as np
import pytest

from baselines.shared import sequences
from benchmarks.contract.arrays import IntArray
from benchmarks.protocol.training import Training, binary
from tests.worlds import synthetic

GAP = sequences.GAP


def training(rows: list[tuple[int, int, int]], n_users: int = 3, n_items: int = 9) -> Training:
    """Return training data of (user, item, time), all positive."""
    users, items, times = np.array(sorted(rows)).T
    whole = synthetic.train()
    positives = binary(users, items, (n_users, n_items))
    return dataclasses.replace(
        whole, users=users, items=items, times=times, positives=positives, seen=positives
    )


def test_positives_stand_by_time_and_equal_times_are_one_step() -> None:
    train = training([(0, 7, 10), (0, 2, 30), (0, 5, 20), (0, 1, 30), (2, 8, 5), (2, 3, 5)])
    made = sequences.of_positives(train, length=5)
    assert made.items.tolist() == [
        [GAP, 7, 5, 1, 2],
        [GAP, GAP, GAP, GAP, GAP],
        [GAP, GAP, GAP, 3, 8],
    ]
    assert made.steps.tolist() == [
        [GAP, 0, 1, 2, 2],
        [GAP, GAP, GAP, GAP, GAP],
        [GAP, GAP, GAP, 0, 0],
    ]


def test_a_place_knows_what_ends_before_its_step() -> None:
    train = training([(0, 7, 10), (0, 2, 30), (0, 5, 20), (0, 1, 30), (2, 8, 5), (2, 3, 5)])
    made = sequences.of_positives(train, length=5)
    assert made.sources.tolist() == [[GAP, GAP, 1, 2, 2], [GAP] * 5, [GAP] * 5]


def test_the_latest_are_kept_and_steps_count_from_the_first_of_them() -> None:
    train = training([(0, 4, 1), (0, 6, 2), (0, 3, 3), (0, 2, 3), (0, 1, 4), (1, 0, 9)])
    made = sequences.of_positives(train, length=2)
    assert made.items[:2].tolist() == [[3, 1], [GAP, 0]]
    assert made.steps[:2].tolist() == [[0, 1], [GAP, 0]]


def test_an_item_returns_in_another_step_and_stands_once_in_its_own() -> None:
    train = training([(0, 4, 1), (0, 4, 1), (0, 4, 2), (0, 5, 2)])
    made = sequences.of_positives(train, length=4)
    assert made.items[0].tolist() == [GAP, 4, 4, 5]
    assert made.steps[0].tolist() == [GAP, 0, 1, 1]


def test_named_baskets_are_steps_where_the_data_has_no_times() -> None:
    train = training([(0, 7, 10), (0, 2, 30), (0, 5, 20), (0, 1, 30), (2, 8, 5), (2, 3, 5)])
    made = sequences.of_positives(train, length=5)
    without_times = dataclasses.replace(train, times=None, named_baskets=train.baskets)
    named = sequences.of_positives(without_times, length=5)
    np.testing.assert_array_equal(named.items, made.items)
    np.testing.assert_array_equal(named.steps, made.steps)


def test_only_positives_are_in_sequences_and_times_are_needed() -> None:
    train = synthetic.train()
    made = sequences.of_positives(train, length=30)
    assert (made.present.sum(axis=1)[:-2] == synthetic.LIKED).all()
    with pytest.raises(ValueError, match="needs times"):
        sequences.of_positives(dataclasses.replace(train, times=None), length=3)


@pytest.mark.parametrize("length", [1, 3, 12])
def test_sequences_are_those_of_plain_loops(length: int) -> None:
    random = np.random.default_rng(length)
    rows = [tuple(map(int, random.integers(0, (4, 9, 6)))) for _ in range(60)]
    made = sequences.of_positives(training(rows, n_users=5), length)
    for user in range(5):
        items, steps = looped(rows, user, length)
        assert made.items[user].tolist() == items
        assert made.steps[user].tolist() == steps
        np.testing.assert_array_equal(made.sources[user], looped_sources(made.steps[user]))


def looped(rows: list[tuple[int, int, int]], user: int, length: int) -> tuple[list[int], list[int]]:
    """Return a user's items and steps, gaps first."""
    own = sorted({(time, item) for of, item, time in rows if of == user})[-length:]
    times = sorted({time for time, _ in own})
    gaps = [GAP] * (length - len(own))
    return gaps + [item for _, item in own], gaps + [times.index(time) for time, _ in own]


def looped_sources(steps: IntArray) -> list[int]:
    """Return for each place the last place of the step before."""
    return [
        max((place for place, of in enumerate(steps) if of == step - 1), default=GAP)
        if step > 0
        else GAP
        for step in steps
    ]
