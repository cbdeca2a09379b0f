"""Neighbours and their similarities, each against its formula or an independent library."""

import numpy as np
import pytest
from implicit.nearest_neighbours import bm25_weight, normalize, tfidf_weight
from scipy.sparse import csr_matrix
from sklearn.metrics.pairwise import cosine_similarity

from baselines.shared import neighbours as knn
from baselines.shared.similarities import Similarity
from benchmarks.protocol.training import Training
from tests.baselines.promised import EVERYBODY, fitted


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


@pytest.mark.parametrize("name", ["item_knn", "user_knn", "rp3beta"])
def test_neighbours_are_the_same_in_blocks(
    name: str, train: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = fitted(name, train, neighbours=5).scores(EVERYBODY)
    monkeypatch.setattr(knn, "_PRODUCTS_PER_BLOCK", 7 * train.n_items)
    blocks = fitted(name, train, neighbours=5).scores(EVERYBODY)
    np.testing.assert_array_equal(blocks, whole)


@pytest.mark.parametrize(
    ("similarity", "expected"),
    [
        ("cosine", 2 / (12**0.5 + 1)),
        ("jaccard", 2 / (5 + 1)),
        ("dice", 2 / (3.5 + 1)),
        ("asymmetric", 2 / (3**0.3 * 4**0.7 + 1)),
        ("tversky", 2 / (2 + 0.6 * 1 + 1.4 * 2 + 1)),
    ],
)
def test_similarities_are_their_formulas_with_shrinkage(similarity: str, expected: float) -> None:
    sets = csr_matrix([[1, 1, 1, 0, 0], [0, 1, 1, 1, 1]])  # sizes 3 and 4, 2 shared
    ties = knn.nearest(sets, 1, Similarity(similarity, shrinkage=1.0, asymmetry=0.3))
    assert ties[0, 1] == pytest.approx(expected)
    assert ties[0, 0] == 0


@pytest.mark.parametrize(("general", "special"), [("asymmetric", "cosine"), ("tversky", "jaccard")])
def test_at_one_half_neither_side_counts_more(general: str, special: str, train: Training) -> None:
    halves, plain = (
        knn.nearest(train.positives, 10, Similarity(name, shrinkage=2.0, asymmetry=0.5))
        for name in (general, special)
    )
    np.testing.assert_allclose(halves.toarray(), plain.toarray(), rtol=1e-12)


@pytest.mark.parametrize("asymmetry", [0.0, 1.0])
def test_at_the_ends_asymmetric_cosine_is_a_share_of_one_side(
    asymmetry: float, train: Training
) -> None:
    history = train.positives.toarray()
    sizes = np.maximum(history.sum(axis=1), 1)
    shared = history @ history.T
    np.fill_diagonal(shared, 0)
    expected = shared / sizes[:, None] if asymmetry else shared / sizes
    similarity = Similarity("asymmetric", asymmetry=asymmetry)
    ties = knn.nearest(train.positives, 10_000, similarity)
    np.testing.assert_allclose(ties.toarray(), expected, rtol=1e-6)


def test_tfidf_is_implicits(train: Training) -> None:
    items = train.positives.T.tocsr()
    weighted = normalize(tfidf_weight(items)).tocsr()
    expected = (weighted @ weighted.T).toarray()
    np.fill_diagonal(expected, 0)
    ties = knn.nearest(items, 10_000, Similarity("tfidf"))
    np.testing.assert_allclose(ties.toarray(), expected, rtol=1e-6)


@pytest.mark.parametrize("length", [0.0, 0.4, 1.0])
def test_bm25_is_implicits(length: float, train: Training) -> None:
    items = train.positives.T.tocsr()
    weighted = bm25_weight(items, K1=1.2, B=length).tocsr()
    expected = (weighted @ weighted.T).toarray()
    np.fill_diagonal(expected, 0)
    ties = knn.nearest(items, 10_000, Similarity("bm25", length=length))
    np.testing.assert_allclose(ties.toarray(), expected, rtol=1e-6)


@pytest.mark.parametrize("name", ["item_knn", "user_knn"])
@pytest.mark.parametrize("similarity", ["asymmetric", "tversky", "tfidf", "bm25"])
def test_a_baseline_scores_by_the_similarity_that_it_is_given(
    name: str, similarity: str, train: Training
) -> None:
    options = {"similarity": similarity, "asymmetry": 0.2, "length": 0.3, "shrinkage": 2.0}
    model = fitted(name, train, neighbours=5, **options)
    history = train.positives
    sides = history.T.tocsr() if name == "item_knn" else history
    ties = knn.nearest(sides, 5, Similarity(similarity, 2.0, 0.2, 0.3)).toarray()
    expected = history @ ties.T if name == "item_knn" else ties @ history
    np.testing.assert_allclose(model.scores(EVERYBODY), expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("shrinkage", -1.0), ("asymmetry", 1.5), ("length", -0.1), ("name", "pearson")],
)
def test_parameters_out_of_range_are_refused(parameter: str, value: object) -> None:
    said = "similarity" if parameter == "name" else parameter
    with pytest.raises(ValueError, match=f"{said} is"):
        Similarity(**{parameter: value})
