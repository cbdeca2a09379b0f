"""What is tried next: from what earlier batches found, whatever is evaluated at once."""

from statistics import median

import pytest

from benchmarks.contract.spaces import Choices, Floats, Integers
from benchmarks.tuning.proposals import BATCH, Proposals, at_random

SPACE = {
    "rate": Floats(0.001, 1.0, log=True),
    "factors": Integers(8, 64),
    "kind": Choices(("x", "y")),
}
DEFAULTS = {"rate": 0.1, "factors": 16, "kind": "y", "other": 3}
TRIALS, AT_RANDOM = 20, 8


def value(drawn):
    """Return how good parameters are: best at a rate of .02 with many factors."""
    return -abs(drawn["rate"] - 0.02) + drawn["factors"] / 1000 + (drawn["kind"] == "x") / 100


def proposed(values_of, seed=0, space=SPACE):
    """Return all proposals; `values_of` gives the values of a batch."""
    proposals = Proposals("ndcg@10", seed, AT_RANDOM)
    every = []
    for start in range(0, TRIALS, BATCH):
        batch = proposals.batch(space, range(start, start + BATCH), DEFAULTS)
        proposals.tell(values_of(batch))
        every += batch
    return every


def test_the_first_trial_is_of_the_defaults_and_no_two_others_are_equal():
    every = proposed(lambda batch: [value(drawn) for drawn in batch])
    assert every[0] == {"rate": 0.1, "factors": 16, "kind": "y"}
    assert len({tuple(drawn.values()) for drawn in every}) == TRIALS


def test_proposals_repeat_and_those_of_another_seed_differ():
    def evaluated(batch):
        return [value(drawn) for drawn in batch]

    assert proposed(evaluated) == proposed(evaluated)
    assert proposed(evaluated)[1:] != proposed(evaluated, seed=1000)[1:]


def test_values_of_a_batch_in_any_order_of_evaluation_give_the_same_proposals():
    def backwards(batch):
        values = {number: value(batch[number]) for number in reversed(range(len(batch)))}
        return [values[number] for number in range(len(batch))]

    assert proposed(backwards) == proposed(lambda batch: [value(drawn) for drawn in batch])


def test_the_first_trials_do_not_depend_on_values_and_the_later_ones_do():
    good = proposed(lambda batch: [value(drawn) for drawn in batch])
    bad = proposed(lambda batch: [-value(drawn) for drawn in batch])
    assert good[:AT_RANDOM] == bad[:AT_RANDOM]
    assert all(first != second for first, second in zip(good[AT_RANDOM:], bad[AT_RANDOM:]))


def test_an_error_is_made_small_where_a_gain_is_made_large():
    later = {}
    for objective in ("rmse", "ndcg@10"):
        proposals, rates = Proposals(objective, 0, AT_RANDOM), []
        for start in range(0, 40, BATCH):
            numbers = range(start, start + BATCH)
            batch = proposals.batch({"rate": Floats(0, 1)}, numbers, {"rate": 0.5})
            rates += [drawn["rate"] for drawn in batch]
            proposals.tell(rates[start:])
        later[objective] = median(rates[20:])
    assert later["rmse"] < 0.3 < 0.7 < later["ndcg@10"]


def test_a_space_may_grow_while_a_search_goes_on():
    proposals = Proposals("ndcg@10", 0, AT_RANDOM)
    rates = []
    for start in range(0, 80, BATCH):
        space = {"rate": Floats(0, 1 if start < 20 else 10)}
        batch = proposals.batch(space, range(start, start + BATCH), {"rate": 0.5})
        rates += [drawn["rate"] for drawn in batch]
        proposals.tell([drawn["rate"] for drawn in batch])
    assert max(rates[:20]) <= 1 < 8 < max(rates[20:])


@pytest.mark.parametrize(("trials", "random"), [(20, 8), (60, 12), (4, 8)])
def test_a_fifth_of_the_trials_is_drawn_at_random_and_eight_at_least(trials, random):
    assert at_random(trials) == random
