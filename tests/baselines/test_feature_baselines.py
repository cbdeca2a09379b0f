"""Baselines that read features, each against the library it must agree with."""

import numpy as np
from lightfm import LightFM
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from benchmarks.protocol.training import Training
from tests.baselines.promised import EVERYBODY, NEWCOMER, fitted
from tests.worlds import synthetic


def test_lightfm_scores_what_lightfm_predicts(train: Training) -> None:
    model = fitted("lightfm", train)
    assert isinstance(model.model, LightFM)
    users, items = np.divmod(
        np.arange(train.n_users * train.n_items, dtype=np.int32), train.n_items
    )
    expected = model.model.predict(
        users.astype(np.int32),
        items.astype(np.int32),
        user_features=model.user_features,
        item_features=model.item_features,
        num_threads=1,
    )
    np.testing.assert_allclose(model.scores(EVERYBODY).ravel(), expected, atol=1e-5)


def test_lightfm_serves_a_newcomer_by_features(train: Training) -> None:
    scores = fitted("lightfm", train).scores(np.array([NEWCOMER], dtype=np.int32))[0]
    own = np.arange(train.n_items) % 2 == synthetic.taste(NEWCOMER)
    assert scores[own].mean() > scores[~own].mean()


def test_content_is_scikit_learns_tf_idf_of_words_genres_and_year(train: Training) -> None:
    texts = []
    for item, title in enumerate(train.item_titles):
        names = np.array(train.item_features.names)[train.item_features.matrix[item].indices]
        texts.append([*names, *title.removesuffix(" (1995)").lower().split()])
    vectors = TfidfVectorizer(analyzer=lambda words: words).fit_transform(texts)
    profiles = train.positives @ vectors
    known = EVERYBODY[: synthetic.N_USERS - 2]
    expected = cosine_similarity(profiles[known], vectors)
    np.testing.assert_allclose(fitted("content", train).scores(known), expected, atol=1e-6)
    assert not fitted("content", train).scores(np.array([NEWCOMER])).any()
