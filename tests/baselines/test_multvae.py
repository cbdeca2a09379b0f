"""Mult-VAE: its loss and encoder against the paper's formulas in numpy, and what it learns."""

import numpy as np
import pytest

from baselines import multvae
from baselines.shared import variational
from benchmarks.contract.arrays import FloatArray
from benchmarks.protocol.training import Training
from tests.worlds import synthetic
from tests.worlds.synthetic import EVERYBODY

N_ITEMS, HIDDEN, FACTORS = 7, 5, 3
KNOWN = EVERYBODY[:-2]


@pytest.fixture(scope="module")
def train() -> Training:
    return synthetic.train()


@pytest.fixture
def weights() -> dict[str, FloatArray]:
    """Random weights, offsets too."""
    random = np.random.default_rng(1)
    made = variational.initial(N_ITEMS, HIDDEN, FACTORS, seed=0)
    return {
        name: random.normal(size=values.shape).astype(np.float32) for name, values in made.items()
    }


def encoder(weights: dict[str, FloatArray], row: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return mean and variance of a user's factors."""
    hidden = np.tanh(row @ weights["encoder_in"] + weights["encoder_in_offset"])
    out = hidden @ weights["encoder_out"] + weights["encoder_out_offset"]
    return out[:FACTORS], np.exp(out[FACTORS:])


def test_the_loss_is_that_of_the_paper(weights: dict[str, FloatArray]) -> None:
    random = np.random.default_rng(2)
    positives = (random.random((4, N_ITEMS)) < 0.5).astype(np.float32)
    noise = random.normal(size=(4, FACTORS)).astype(np.float32)
    inputs = positives / np.linalg.norm(positives, axis=1, keepdims=True)
    losses = variational.loss_at(weights, positives, inputs, noise, 0.3)
    for user in range(4):
        mean, variance = encoder(weights, inputs[user])
        latent = mean + noise[user] * np.sqrt(variance)
        hidden = np.tanh(latent @ weights["decoder_in"] + weights["decoder_in_offset"])
        logits = hidden @ weights["decoder_out"] + weights["decoder_out_offset"]
        chances = np.exp(logits) / np.exp(logits).sum()
        log_likelihood = sum(np.log(chances[item]) for item in np.flatnonzero(positives[user]))
        divergence = 0.5 * sum(variance + mean**2 - 1 - np.log(variance))
        assert losses[user] == pytest.approx(0.3 * divergence - log_likelihood, rel=1e-5)


def test_the_encoder_sees_rows_of_length_one_and_an_empty_row_as_it_is() -> None:
    rows = np.array([[1, 1, 0, 1, 1], [0, 0, 0, 0, 0], [0, 1, 0, 0, 0]], dtype=np.float32)
    expected = [[0.5, 0.5, 0, 0.5, 0.5], [0] * 5, [0, 1, 0, 0, 0]]
    np.testing.assert_allclose(variational.unit(rows), expected)


def test_scores_are_the_logits_at_the_mean(train: Training) -> None:
    model = multvae.Model(epochs=2, factors=FACTORS, hidden=HIDDEN).fit(train)
    weights = {name: np.asarray(values) for name, values in model.weights.items()}
    row = train.positives[4].toarray().ravel()
    hidden = np.tanh(
        row / np.linalg.norm(row) @ weights["encoder_in"] + weights["encoder_in_offset"]
    )
    mean = (hidden @ weights["encoder_out"] + weights["encoder_out_offset"])[:FACTORS]
    decoded = np.tanh(mean @ weights["decoder_in"] + weights["decoder_in_offset"])
    logits = decoded @ weights["decoder_out"] + weights["decoder_out_offset"]
    np.testing.assert_allclose(model.scores(np.array([4]))[0], logits, rtol=1e-4, atol=1e-5)


def test_it_learns_who_likes_what_which_popularity_cannot_tell(train: Training) -> None:
    scores = multvae.Model(epochs=15, factors=8, hidden=32).fit(train).scores(KNOWN)
    own = KNOWN[:, None] % 2 == np.arange(train.n_items) % 2
    unseen = train.seen[KNOWN].toarray() == 0
    popularity = np.broadcast_to(np.asarray(train.positives.sum(axis=0)).ravel(), own.shape)
    assert share_of_own(scores, own, unseen) > 0.95
    assert share_of_own(popularity, own, unseen) < 0.6


def share_of_own(scores: FloatArray, own: FloatArray, unseen: FloatArray) -> float:
    """Return how much of the best 5 unseen items is of the user's taste."""
    best = np.argsort(-np.where(unseen, scores, -np.inf), axis=1, kind="stable")[:, :5]
    return float(np.take_along_axis(own, best, axis=1).mean())


def test_a_user_without_positives_gets_a_constant_row(train: Training) -> None:
    scores = multvae.Model(epochs=1, factors=2, hidden=4).fit(train).scores(EVERYBODY[-3:])
    assert not scores[1:].any()
    assert scores[0].std() > 0


def test_the_divergence_gains_its_weight_by_equal_steps(
    train: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def noted(state: object, data: object, batches: object, options: dict[str, float]) -> object:
        seen.append(options["kl_weight"])
        return state

    monkeypatch.setattr(variational, "epoch", noted)
    multvae.Model(epochs=13, kl_weight=0.2).fit(train)
    np.testing.assert_allclose(seen, [*np.arange(10) * 0.02, 0.2, 0.2, 0.2])


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("factors", 0),
        ("hidden", 0),
        ("epochs", 0),
        ("learning_rate", 0.0),
        ("dropout", 1.0),
        ("kl_weight", -0.1),
        ("weight_decay", -1.0),
    ],
)
def test_values_out_of_range_are_refused(parameter: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{parameter} is {value}"):
        multvae.Model(**{parameter: value})
