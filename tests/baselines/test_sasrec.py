"""SASRec: nothing sees what is later or at the same time, and it learns what follows what."""

import dataclasses

import jax
import numpy as np
import pytest

from baselines import sasrec
from baselines.shared import sequences, transformer
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.protocol.training import Training, binary
from tests.worlds import synthetic

N_ITEMS, LENGTH, FACTORS, BLOCKS = 12, 6, 8, 2
GAP = sequences.GAP
STEPS = np.array([[GAP, 0, 1, 1, 1, 2]])
ITEMS = np.array([[GAP, 3, 5, 7, 9, 2]])


@pytest.fixture(scope="module")
def weights() -> dict[str, FloatArray]:
    """Random weights, all of them."""
    random = np.random.default_rng(1)
    made = transformer.initial(N_ITEMS, LENGTH, FACTORS, BLOCKS, seed=0)
    return {
        name: random.normal(scale=0.4, size=values.shape).astype(np.float32)
        for name, values in made.items()
    }


def states(weights: dict[str, FloatArray], items: IntArray) -> FloatArray:
    """Return what is known at each place, nothing dropped."""
    return np.asarray(transformer.states(weights, items, STEPS, 0.0, jax.random.key(0)))[0]


def changed(place: int) -> IntArray:
    """Return the items with another one at a place."""
    items = ITEMS.copy()
    items[0, place] = 11
    return items


def test_a_later_item_changes_nothing_before_it(weights: dict[str, FloatArray]) -> None:
    before, after = states(weights, ITEMS), states(weights, changed(5))
    np.testing.assert_array_equal(before[:5], after[:5])
    assert (before[5] != after[5]).any()


def test_an_item_changes_what_is_known_in_its_step_and_later(
    weights: dict[str, FloatArray],
) -> None:
    before, after = states(weights, ITEMS), states(weights, changed(2))
    np.testing.assert_array_equal(before[:2], after[:2])
    assert (before[2:] != after[2:]).any(axis=1).all()


def test_what_predicts_an_item_has_seen_none_of_its_step(weights: dict[str, FloatArray]) -> None:
    made = sequences.Sequences(ITEMS, STEPS)
    before = states(weights, ITEMS)
    for target in (2, 3, 4, 5):
        source = made.sources[0, target]
        for other in np.flatnonzero(STEPS[0] == STEPS[0, target]):
            np.testing.assert_array_equal(before[source], states(weights, changed(other))[source])


def test_the_order_within_an_earlier_step_means_nothing(weights: dict[str, FloatArray]) -> None:
    turned = np.array([[GAP, 3, 9, 5, 7, 2]])
    np.testing.assert_allclose(
        states(weights, ITEMS)[5], states(weights, turned)[5], rtol=1e-4, atol=1e-5
    )


def test_states_are_those_of_the_formulas_place_by_place(weights: dict[str, FloatArray]) -> None:
    expected = naive(weights, ITEMS[0, 1:], STEPS[0, 1:])
    np.testing.assert_allclose(states(weights, ITEMS)[1:], expected, rtol=1e-3, atol=1e-4)


def test_the_loss_is_the_cross_entropy_of_each_target_from_its_source(
    weights: dict[str, FloatArray],
) -> None:
    targets = np.array([[3, 5, 7, 9, 2, 4]])
    sources = np.array([[GAP, 1, 1, 1, 4, 5]])  # 5, 7 and 9 share a step: all follow 3
    batch = ITEMS, STEPS, targets, sources, jax.random.key(0)
    loss = transformer._loss(weights, {}, batch, {"dropout": 0.0})
    logits = states(weights, ITEMS) @ weights["item"].T
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    of_targets = [shares[source, target] for source, target in zip(sources[0], targets[0])][1:]
    np.testing.assert_allclose(loss, -np.log(of_targets).mean(), rtol=1e-4)


def naive(weights: dict[str, FloatArray], items: IntArray, steps: IntArray) -> FloatArray:
    """Return the states by loops over places."""
    values = weights["item"][items] * np.sqrt(FACTORS) + weights["position"][steps]
    for block in range(BLOCKS):
        attended = []
        for place, value in enumerate(values):
            query = normed(weights, 2 * block, value) @ weights["query"][block]
            seen = values[steps <= steps[place]]
            chances = np.exp(seen @ weights["key"][block] @ query / np.sqrt(FACTORS))
            attended.append(chances / chances.sum() @ (seen @ weights["value"][block]))
        values = values + np.array(attended)
        for place, value in enumerate(values):
            inner = normed(weights, 2 * block + 1, value) @ weights["inner"][block]
            inner = np.maximum(inner + weights["inner_offset"][block], 0)
            values[place] = value + inner @ weights["outer"][block] + weights["outer_offset"][block]
    return np.array([normed(weights, 2 * BLOCKS, value) for value in values])


def normed(weights: dict[str, FloatArray], norm: int, value: FloatArray) -> FloatArray:
    """Return one place at mean 0 and variance 1, times the weights."""
    scaled = (value - value.mean()) / np.sqrt(value.var() + 1e-6)
    return scaled * weights["norm"][norm] + weights["norm_offset"][norm]


def chain() -> Training:
    """Return users who take items in the order of their codes, from anywhere, the last to come."""
    n_users, taken = 60, 6
    starts = np.arange(n_users) % N_ITEMS
    users = np.repeat(np.arange(n_users), taken)
    turns = np.tile(np.arange(taken), n_users)
    items = (starts[users] + turns) % N_ITEMS
    order = np.lexsort((turns, items, users))
    users, items, times = users[order], items[order], turns[order] * 3600
    positives = binary(users, items, (n_users, N_ITEMS))
    return dataclasses.replace(
        synthetic.train(), users=users, items=items, times=times, positives=positives
    )


def test_it_learns_what_follows_what() -> None:
    train = chain()
    model = sasrec.Model(
        factors=16, blocks=1, length=6, epochs=60, learning_rate=0.01, dropout=0.1
    ).fit(train)
    users = np.arange(train.n_users, dtype=np.int32)
    following = (users % N_ITEMS + 6) % N_ITEMS
    assert (model.scores(users).argmax(axis=1) == following).mean() > 0.95


def test_a_user_without_positives_gets_a_constant_row_and_times_are_needed() -> None:
    train = synthetic.train()
    scores = sasrec.Model(epochs=1, factors=4, length=4).fit(train).scores(synthetic.EVERYBODY)
    assert not scores[-2:].any()
    assert (scores[:-2].std(axis=1) > 0).all()
    with pytest.raises(ValueError, match="needs times"):
        sasrec.Model().fit(dataclasses.replace(train, times=None))


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("factors", 0),
        ("blocks", 0),
        ("length", 0),
        ("epochs", 0),
        ("learning_rate", 0.0),
        ("dropout", 1.0),
        ("weight_decay", -1.0),
    ],
)
def test_values_out_of_range_are_refused(parameter: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{parameter} is {value}"):
        sasrec.Model(**{parameter: value})
