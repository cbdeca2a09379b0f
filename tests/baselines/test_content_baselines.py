"""Content against scikit-learn, and the blend of content with EASE."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from baselines import (
    blend,
    category_popular,
    content_embedding,
    ease,
    recent_popular,
    repeat,
    sponsored,
    sponsored_personal,
    two_tower,
)
from baselines.shared import documents
from benchmarks.protocol.training import Training
from tests.worlds import synthetic
from tests.worlds.synthetic import EVERYBODY

COLD = 6  # an item of taste 0 that no one has in `cold_train`


@pytest.fixture(scope="module")
def train() -> Training:
    return synthetic.train()


@pytest.fixture(scope="module")
def cold_train() -> Training:
    return synthetic.train_without_item(COLD)


def test_tf_idf_is_scikit_learns_on_the_documents(train: Training) -> None:
    texts = [text.split() for text in documents.documents(train.item_features, train.item_titles)]
    assert texts[1] == ["genre=thriller", "year=1991", "dark", "1"]
    expected = TfidfVectorizer(
        analyzer=lambda words: words, sublinear_tf=True, min_df=2
    ).fit_transform(texts)
    found = documents.TfIdf(train, sublinear_tf=True, min_df=2).items
    np.testing.assert_allclose(found.toarray(), expected.toarray())


def test_the_embedding_is_the_best_of_its_rank(train: Training) -> None:
    words = documents.TfIdf(train).items.toarray()
    left, values, _ = np.linalg.svd(words)
    exact = left[:, :2] * values[:2]
    vectors = content_embedding.Model(factors=2).fit(train).content.vectors
    np.testing.assert_allclose(vectors @ vectors.T, cosine_similarity(exact), atol=1e-4)


def test_content_embedding_sums_the_cosines_to_the_nearest_items_with_positives(
    cold_train: Training,
) -> None:
    model = content_embedding.Model(factors=5, neighbours=7).fit(cold_train)
    similarity = cosine_similarity(model.content.vectors)
    np.fill_diagonal(similarity, -1)
    similarity[:, COLD] = -1
    nearest = np.maximum(-np.sort(-similarity, axis=1)[:, :7], 0)
    kept = -np.sort(
        -model.content.weights.toarray(), axis=0
    )  # column j: the neighbours of the scored item j
    np.testing.assert_allclose(kept[:7].T, nearest, atol=1e-5)
    assert not kept[7:].any()
    expected = cold_train.positives @ model.content.weights.toarray()
    np.testing.assert_allclose(model.scores(EVERYBODY), expected, atol=1e-5)
    assert model.scores(EVERYBODY[:-2])[::2, COLD].min() > 0


def test_content_embedding_takes_more_factors_and_neighbours_than_there_are(
    train: Training,
) -> None:
    scores = content_embedding.Model(factors=10_000, neighbours=10_000).fit(train).scores(EVERYBODY)
    assert np.isfinite(scores).all()


def test_the_blend_is_reciprocal_rank_fusion(train: Training) -> None:
    model = blend.Model(weight=0.6, regularization=50.0).fit(train)
    parts = ease.Model(regularization=50.0).fit(train), content_embedding.Model().fit(train)
    user = np.array([4])
    ranks = [
        1 + (part.scores(user)[0][:, None] < part.scores(user)[0]).sum(axis=1) for part in parts
    ]
    untied = [np.bincount(rank)[rank] == 1 for rank in ranks]
    expected = 0.6 / (60 + ranks[0]) + 0.4 / (60 + ranks[1])
    both = untied[0] & untied[1]
    assert both.any()
    np.testing.assert_allclose(model.scores(user)[0][both], expected[both])


def test_the_blend_with_all_weight_on_one_side_ranks_like_it(train: Training) -> None:
    for weight, alone in ((1.0, ease.Model()), (0.0, content_embedding.Model())):
        fused = blend.Model(weight=weight).fit(train).scores(EVERYBODY[:-2])
        expected = alone.fit(train).scores(EVERYBODY[:-2])
        for ours, theirs in zip(fused, expected, strict=True):
            assert (np.diff(ours[np.argsort(theirs, kind="stable")]) >= 0).all()


def test_the_blend_reaches_items_without_interactions_by_content(cold_train: Training) -> None:
    places = {}
    for cold_weight in (0.0, 1.0):
        scores = blend.Model(cold_weight=cold_weight).fit(cold_train).scores(EVERYBODY[:-2])
        places[cold_weight] = (scores > scores[:, [COLD]]).sum(axis=1)
    assert (places[0.0] == cold_train.n_items - 1).all()
    assert places[1.0][::2].mean() < 0.5 * cold_train.n_items < places[1.0][1::2].mean()
    blind = ease.Model().fit(cold_train).scores(EVERYBODY[:-2])
    assert not blind[:, COLD].any()


def test_the_blend_cannot_tell_for_a_user_without_positives(train: Training) -> None:
    assert not blend.Model().fit(train).scores(EVERYBODY[-2:]).any()


@pytest.mark.parametrize(
    ("model", "parameter", "value"),
    [
        (recent_popular.Model, "half_life_days", 0.0),
        (repeat.Model, "half_life_days", -1.0),
        (sponsored.Model, "weeks", 0),
        (sponsored.Model, "sales_weight", 1.1),
        (sponsored_personal.Model, "taste_weight", -0.1),
        (category_popular.Model, "smoothing", -1.0),
        (content_embedding.Model, "factors", 0),
        (content_embedding.Model, "neighbours", 0),
        (blend.Model, "weight", 1.5),
        (blend.Model, "cold_weight", -0.5),
        (blend.Model, "regularization", 0.0),
        (two_tower.Model, "factors", 0),
        (two_tower.Model, "epochs", 0),
        (two_tower.Model, "learning_rate", 0.0),
        (two_tower.Model, "temperature", 0.0),
        (two_tower.Model, "dropout", 1.0),
        (two_tower.Model, "weight_decay", -1.0),
    ],
)
def test_values_out_of_range_are_refused(model: type, parameter: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{parameter} is {value}"):
        model(**{parameter: value})
