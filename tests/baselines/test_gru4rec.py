"""GRU4Rec: its cell against numpy, what each prediction may know, and a chain that it learns."""

import dataclasses

import jax
import numpy as np
import pytest

from baselines import gru4rec
from baselines.shared import recurrent, sequences
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.protocol.training import Training, binary
from tests.worlds import synthetic
from tests.worlds.synthetic import EVERYBODY

pytestmark = pytest.mark.slow  # compiles

N_USERS, N_ITEMS, N_STEPS = 60, 12, 6


def chains() -> Training:
    """Return sequences in which item i + 1 follows item i, from a random start, round and round.

    Every item is about equally popular; the last user has no history.
    """
    starts = np.random.default_rng(0).integers(0, N_ITEMS, N_USERS - 1)
    users, times = np.divmod(np.arange((N_USERS - 1) * N_STEPS), N_STEPS)
    items = (starts[users] + times) % N_ITEMS
    order = np.lexsort((times, items, users))
    positives = binary(users, items, (N_USERS, N_ITEMS))
    return dataclasses.replace(
        synthetic.train(),
        users=users[order].astype(np.int32),
        items=items[order].astype(np.int32),
        times=times[order],
        positives=positives,
        seen=positives,
    )


def sigmoid(values: FloatArray) -> FloatArray:
    return 1 / (1 + np.exp(-values))


def looped_states(weights: dict[str, FloatArray], items: IntArray) -> FloatArray:
    """Return the state of one row after each place, gate by gate."""
    factors = weights["item"].shape[1]
    of_input = np.split(weights["input"], 3, axis=1)
    of_state = np.split(weights["recurrent"], 3, axis=1)
    offsets = np.split(weights["offset"], 3)
    state, after = np.zeros(factors), []
    for item in items:
        if item >= 0:
            given = weights["item"][item] * np.sqrt(factors)
            parts = zip(of_input, of_state, offsets, strict=True)
            update_of, reset_of, candidate_of = parts
            update, reset = (
                sigmoid(given @ inputs + state @ recurrent + offset)
                for inputs, recurrent, offset in (update_of, reset_of)
            )
            inputs, recurrent, offset = candidate_of
            candidate = np.tanh(given @ inputs + (reset * state) @ recurrent + offset)
            state = (1 - update) * state + update * candidate
        after.append(state)
    return np.array(after)


def random_weights(factors: int) -> dict[str, FloatArray]:
    weights = recurrent.initial(N_ITEMS, factors, seed=3)
    random = np.random.default_rng(0)
    return {name: random.normal(size=value.shape) * 0.4 for name, value in weights.items()}


def test_states_are_those_of_gates_written_out() -> None:
    weights = random_weights(factors=5)
    items = np.array([[-1, -1, 3, 7, 7], [0, 1, 2, 3, 4], [-1, -1, -1, -1, -1]], dtype=np.int32)
    single = {name: value.astype(np.float32) for name, value in weights.items()}
    states = recurrent.states(single, items, 0.0, jax.random.key(0))
    expected = [looped_states(weights, row) for row in items]
    np.testing.assert_allclose(states, expected, rtol=1e-4, atol=1e-5)


def test_the_loss_is_the_cross_entropy_of_each_target_from_its_source() -> None:
    weights = random_weights(factors=4)
    items = np.array([[-1, 5, 2, 8]], dtype=np.int32)
    targets = np.array([[-1, 2, 8, 9]], dtype=np.int32)
    sources = np.array([[-1, 1, 1, 3]], dtype=np.int32)  # 2 and 8 share a step: both follow 5
    states = looped_states(weights, items[0])
    logits = states @ weights["item"].T + weights["item_bias"]
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    expected = -np.mean([np.log(shares[1, 2]), np.log(shares[1, 8]), np.log(shares[3, 9])])
    single = {name: value.astype(np.float32) for name, value in weights.items()}
    batch = items, targets, sources, jax.random.key(0)
    loss = recurrent._loss(single, {}, batch, {"dropout": 0.0})
    np.testing.assert_allclose(loss, expected, rtol=1e-4)


def test_it_learns_what_follows_which_popularity_does_not_know() -> None:
    train = chains()
    model = gru4rec.Model(factors=16, epochs=60, learning_rate=0.02, dropout=0.0).fit(train)
    known = np.arange(N_USERS - 1, dtype=np.int32)
    last = sequences.of_positives(train, 1).items[:-1, 0]
    predicted = model.scores(known).argmax(axis=1)
    assert (predicted == (last + 1) % N_ITEMS).mean() > 0.9


def test_who_has_no_positives_cannot_be_told_about() -> None:
    scores = gru4rec.Model(factors=8, epochs=1).fit(chains()).scores(EVERYBODY[:N_USERS])
    assert not scores[-1].any()
    assert (scores[:-1].std(axis=1) > 0).all()


def test_early_stopping_leaves_the_model_as_a_fit_of_the_best_length() -> None:
    train, values = chains(), iter([0.1, 0.3, 0.2, 0.3, 0.1, 0.0, 0.0, 0.9])
    model = gru4rec.Model(epochs=20, factors=8)
    assert model.fit_until(train, lambda: next(values)) == {"epochs": 2}
    expected = gru4rec.Model(epochs=2, factors=8).fit(train).scores(EVERYBODY[:N_USERS])
    np.testing.assert_array_equal(model.scores(EVERYBODY[:N_USERS]), expected)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("factors", 0),
        ("length", 0),
        ("epochs", 0),
        ("learning_rate", 0.0),
        ("dropout", 1.0),
        ("dropout", -0.1),
        ("weight_decay", -1.0),
    ],
)
def test_parameters_out_of_range_are_refused(parameter: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{parameter} is {value}"):
        gru4rec.Model(**{parameter: value})
