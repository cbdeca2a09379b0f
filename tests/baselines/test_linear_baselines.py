"""Popularity, EASE and EDLAE, each against a closed form."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from baselines.shared import autoencoder
from benchmarks.protocol.training import Training
from tests.baselines.promised import EVERYBODY, fitted
from tests.worlds import synthetic


def test_popular_counts_positives(train: Training) -> None:
    scores = fitted("popular", train).scores(EVERYBODY)
    for item in range(train.n_items):
        assert scores[5, item] == ((train.items == item) & (train.ratings >= 4)).sum()


def test_ease_is_its_closed_form(train: Training) -> None:
    history = train.positives.toarray().astype(np.float64)
    inverse = np.linalg.inv(history.T @ history + 250.0 * np.eye(train.n_items))
    weights = np.eye(train.n_items) - inverse @ np.diag(1 / np.diag(inverse))
    scores = fitted("ease", train, regularization=250.0).scores(EVERYBODY)
    np.testing.assert_allclose(
        scores, history @ weights, atol=1e-5
    )  # weights are in single precision


def test_ease_is_the_same_through_the_items_and_through_the_users(train: Training) -> None:
    history, others = train.positives, train.positives[::-3]
    of_items = autoencoder.OfItems.fitted(history, 250.0)
    of_users = autoencoder.OfUsers.fitted(history, 250.0)
    np.testing.assert_allclose(of_users.weights, of_items.weights, atol=1e-6)
    dense = history.toarray().astype(np.float64)
    inverse = np.linalg.inv(dense.T @ dense + 250.0 * np.eye(train.n_items))
    weights = np.eye(train.n_items) - inverse / np.diag(inverse)
    for side in of_items, of_users:
        expected = dense @ weights
        np.testing.assert_allclose(side.scores(EVERYBODY), expected, atol=1e-5)
        folded = side.fold_in(others)
        expected = others.toarray() @ weights
        users = np.arange(others.shape[0])
        np.testing.assert_allclose(folded.scores(users), expected, atol=1e-5)
        np.testing.assert_array_equal(folded.weights, side.weights)


def test_ease_through_the_users_scores_a_user_alone_as_among_others(train: Training) -> None:
    model = autoencoder.OfUsers.fitted(train.positives, 250.0)
    alone = [model.scores(EVERYBODY[[user]]) for user in EVERYBODY]
    np.testing.assert_array_equal(np.vstack(alone), model.scores(EVERYBODY))


def test_leverages_come_in_blocks(train: Training, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = autoencoder.OfUsers.fitted(train.positives, 250.0).leverages
    monkeypatch.setattr(autoencoder, "_ENTRIES_PER_BLOCK", 7 * train.n_users)
    blocks = autoencoder.OfUsers.fitted(train.positives, 250.0).leverages
    np.testing.assert_array_equal(blocks, whole)


@pytest.mark.parametrize(
    ("n_users", "n_items", "side", "gigabytes"),
    [
        (10, 40, autoencoder.OfUsers, 8 * 10**2 / 1e9),
        (40, 10, autoencoder.OfItems, 4 * 10**2 / 1e9),
        (30, 40, autoencoder.OfItems, 4 * 40**2 / 1e9),  # 30 users in float64 are more
    ],
)
def test_ease_takes_the_side_with_the_smaller_array(
    n_users: int, n_items: int, side: type, gigabytes: float, train: Training
) -> None:
    positives = csr_matrix(np.eye(n_users, n_items, dtype=np.float32))
    assert isinstance(autoencoder.fitted(positives, 1.0), side)
    assert autoencoder.gigabytes(replace(train, positives=positives)) == gigabytes


def test_ease_minimises_its_own_objective(train: Training) -> None:
    model = fitted("ease", train, regularization=50.0)
    history = train.positives.toarray().astype(np.float64)

    def loss(weights: np.ndarray) -> float:
        return ((history - history @ weights) ** 2).sum() + 50.0 * (weights**2).sum()

    random = np.random.default_rng(0)
    for _ in range(20):
        step = random.normal(size=model.weights.shape) * 1e-3
        np.fill_diagonal(step, 0)
        assert loss(model.weights + step) > loss(model.weights)


@pytest.mark.parametrize("n_users", [synthetic.N_USERS, 40])  # through the items, and the users
def test_edlae_is_its_closed_form(n_users: int, train: Training) -> None:
    some = replace(train, positives=train.positives[:n_users])
    history = some.positives.toarray().astype(np.float64)
    counts = history.T @ history
    penalties = 30.0 + 0.4 / 0.6 * np.diag(counts)
    inverse = np.linalg.inv(counts + np.diag(penalties))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    model = fitted("edlae", some, regularization=30.0, dropout=0.4)
    np.testing.assert_allclose(model.weights, weights, atol=1e-6)
    users = np.arange(n_users)
    np.testing.assert_allclose(model.scores(users), history @ weights, atol=1e-5)
    others = train.positives[::-3]
    folded = model.fold_in(others)
    expected = others.toarray() @ weights
    np.testing.assert_allclose(folded.scores(np.arange(len(expected))), expected, atol=1e-5)


def test_edlae_without_dropout_is_ease(train: Training) -> None:
    edlae = fitted("edlae", train, regularization=50.0, dropout=0.0)
    ease = fitted("ease", train, regularization=50.0)
    np.testing.assert_allclose(edlae.scores(EVERYBODY), ease.scores(EVERYBODY), atol=1e-6)


def test_edlae_restores_what_is_left_out_better_than_ease(train: Training) -> None:
    dropout, regularization = 0.4, 5.0
    edlae = fitted("edlae", train, regularization=regularization, dropout=dropout).weights
    ease = fitted("ease", train, regularization=regularization).weights
    history = train.positives.toarray().astype(np.float64)
    random = np.random.default_rng(0)
    losses = np.zeros(2)
    for _ in range(300):
        kept = history * (random.random(history.shape) >= dropout) / (1 - dropout)
        losses += [((history - kept @ weights) ** 2).sum() for weights in (edlae, ease)]
    penalties = [regularization * (weights**2).sum() for weights in (edlae, ease)]
    assert losses[0] / 300 + penalties[0] < losses[1] / 300 + penalties[1]
