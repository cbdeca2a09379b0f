"""Popularity, EASE and neighbours, each against a closed form or an independent library."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.metrics.pairwise import cosine_similarity

from baselines.shared import autoencoder
from baselines.shared import neighbours as knn
from benchmarks.protocol.training import Training
from tests.baselines.promised import EVERYBODY, fitted


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


def test_knn_without_limits_is_scikit_learns_cosine(train: Training) -> None:
    history = train.positives.toarray()
    between_items = cosine_similarity(history.T)
    between_users = cosine_similarity(history)
    np.fill_diagonal(between_items, 0)
    np.fill_diagonal(between_users, 0)
    options = {"neighbours": 10_000, "shrinkage": 0.0, "similarity": "cosine"}
    np.testing.assert_allclose(
        fitted("item_knn", train, **options).scores(EVERYBODY), history @ between_items, atol=1e-5
    )
    np.testing.assert_allclose(
        fitted("user_knn", train, **options).scores(EVERYBODY), between_users @ history, atol=1e-5
    )


def test_item_knn_keeps_the_neighbours_of_the_scored_item(train: Training) -> None:
    history = train.positives.toarray()
    similarity = cosine_similarity(history.T)
    np.fill_diagonal(similarity, 0)
    kept = np.zeros_like(similarity)
    for item in range(train.n_items):
        nearest = np.argsort(-similarity[:, item], kind="stable")[:3]
        kept[nearest, item] = similarity[nearest, item]
    model = fitted("item_knn", train, neighbours=3, shrinkage=0.0, similarity="cosine")
    np.testing.assert_allclose(model.weights.toarray(), kept, atol=1e-6)


@pytest.mark.parametrize(
    ("similarity", "expected"),
    [("cosine", 2 / (12**0.5 + 1)), ("jaccard", 2 / (5 + 1)), ("dice", 2 / (3.5 + 1))],
)
def test_similarities_are_their_formulas_with_shrinkage(similarity: str, expected: float) -> None:
    sets = csr_matrix([[1, 1, 1, 0, 0], [0, 1, 1, 1, 1]])  # sizes 3 and 4, 2 shared
    found = knn.nearest(sets, neighbours=1, shrinkage=1.0, similarity=similarity)
    assert found[0, 1] == pytest.approx(expected)
    assert found[0, 0] == 0
