"""The chain of items, against its definition step by step and a worked example."""

from dataclasses import replace

import numpy as np
import pytest

from baselines import markov
from benchmarks.contract.arrays import FloatArray
from benchmarks.contract.errors import UserError
from benchmarks.protocol import model as contract
from benchmarks.protocol.training import Training, binary
from tests.baselines.promised import EVERYBODY, NEWCOMER, fitted

# The baskets of four customers, each a step.
BASKETS = [
    [{0}, {0, 1}, {2}],
    [{2}, {0}, {0, 2}],
    [{1}, {0, 1}],
    [{0, 1}],
]


def of_baskets(train: Training, baskets: list[list[set[int]]], n_items: int) -> Training:
    """Return a training set of baskets; its rows sorted by user, item, time."""
    rows = sorted(
        (user, item, 100 * place)
        for user, history in enumerate(baskets)
        for place, basket in enumerate(history)
        for item in basket
    )
    users, items, times = np.array(rows, dtype=np.int32).T
    positives = binary(users, items, (len(baskets), n_items))
    return replace(
        train,
        users=users,
        items=items,
        times=times.astype(np.int64),
        positives=positives,
        seen=positives,
    )


def transcribed(
    baskets: list[list[set[int]]], n_items: int, parameters: dict[str, float]
) -> FloatArray:
    """Return the scores of everybody by loops over their baskets."""
    follows, leaves, users_of = np.zeros((n_items, n_items)), np.zeros(n_items), np.zeros(n_items)
    for history in baskets:
        for item in set().union(*history):
            users_of[item] += 1
        for at, before in enumerate(history):
            for distance, after in enumerate(history[at + 1 : at + 21]):
                counts = parameters["skip"] ** distance
                if counts < 0.01:
                    break
                for item in before:
                    leaves[item] += counts
                    for other in after:
                        follows[item, other] += counts
    scores = np.zeros((len(baskets), n_items))
    for user, history in enumerate(baskets):
        for ago, basket in enumerate(reversed(history)):
            for item in basket:
                chance = follows[item] / (leaves[item] + parameters["shrinkage"] or 1.0)
                scores[user] += parameters["decay"] ** ago * chance / len(basket)
    return scores / np.maximum(users_of, 1) ** parameters["beta"]


def test_the_chain_is_the_share_of_steps_after_which_an_item_came(train: Training) -> None:
    shop = of_baskets(train, BASKETS, n_items=3)
    plain = {"decay": 0.0, "skip": 0.0, "shrinkage": 0.0, "beta": 0.0}
    model = fitted("markov", shop, **plain)
    # After 0, in 3 steps: 0 twice, 1 once, 2 twice. After 1, in 2: 0, 1 and 2. After 2, in 1: 0.
    expected = np.array([[2, 1, 2], [1.5, 1.5, 1.5], [3, 0, 0]]) / 3
    np.testing.assert_allclose(model.weights.toarray(), expected)
    last_was_two = model.scores(np.array([0]))
    np.testing.assert_allclose(last_was_two, expected[[2]])
    last_was_both = model.scores(np.array([3]))
    np.testing.assert_allclose(last_was_both, (expected[[0]] + expected[[1]]) / 2)


@pytest.mark.parametrize(
    ("decay", "skip", "shrinkage", "beta"),
    [(0.0, 0.0, 0.0, 0.0), (0.8, 0.0, 3.0, 0.0), (0.9, 0.5, 1.0, 0.3), (1.0, 1.0, 0.5, 1.0)],
)
def test_scores_are_what_loops_over_the_baskets_give(
    decay: float, skip: float, shrinkage: float, beta: float, train: Training
) -> None:
    random = np.random.default_rng(4)
    baskets = [
        [set(random.integers(0, 12, random.integers(1, 5)).tolist()) for _ in range(length)]
        for length in (1, 2, 30, 7, 5, 4)
    ]
    parameters = {"decay": decay, "skip": skip, "shrinkage": shrinkage, "beta": beta}
    model = fitted("markov", of_baskets(train, baskets, n_items=12), **parameters)
    expected = transcribed(baskets, 12, parameters)
    np.testing.assert_allclose(model.scores(np.arange(len(baskets))), expected, rtol=1e-6)


def test_the_codes_of_transitions_take_four_bytes(train: Training) -> None:
    model = fitted("markov", train)  # a catalogue of 15,000 items has 50 million of them
    assert model.weights.indices.dtype == model.weights.indptr.dtype == np.int32


def test_named_baskets_are_steps_where_the_data_has_no_times(train: Training) -> None:
    shop = of_baskets(train, BASKETS, n_items=3)
    without_times = replace(shop, times=None, named_baskets=shop.baskets)
    expected = fitted("markov", shop).scores(np.arange(4))
    np.testing.assert_array_equal(fitted("markov", without_times).scores(np.arange(4)), expected)


def test_the_transitions_are_no_larger_than_the_model_says(train: Training) -> None:
    weights = fitted("markov", train).weights
    n_bytes = weights.data.nbytes + weights.indices.nbytes
    assert n_bytes / 1e9 <= markov.Model.gigabytes(train) <= 12 * train.n_items**2 / 1e9


def test_a_user_without_steps_has_equal_scores(train: Training) -> None:
    assert not fitted("markov", train).scores(EVERYBODY[[NEWCOMER]]).any()


@pytest.mark.parametrize(
    ("parameter", "value"), [("decay", 1.1), ("skip", -0.1), ("shrinkage", -1.0), ("beta", -0.1)]
)
def test_parameters_out_of_range_are_refused(parameter: str, value: float) -> None:
    with pytest.raises(UserError, match=f"baselines.markov: {parameter} is"):
        contract.build("markov", contract.load("markov"), {parameter: value}, seed=0)
