"""The adapters of libraries give what the libraries themselves recommend and predict."""

import sys
from types import ModuleType

import numpy as np
import pytest
from implicit.als import AlternatingLeastSquares
from implicit.nearest_neighbours import CosineRecommender
from sklearn.decomposition import NMF, FactorAnalysis, TruncatedSVD
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.neighbors import NearestNeighbors
from surprise import SVD, KNNBasic, SlopeOne

from baselines.shared import wrap_estimator, wrap_implicit, wrap_surprise
from baselines.shared.surprise import BiasedFactors, trainset
from benchmarks.protocol.training import Training
from tests.baselines.promised import EVERYBODY, NEWCOMER
from tests.worlds import cornac, synthetic

WITH_HISTORY = EVERYBODY[: synthetic.N_USERS - 2]


def test_a_model_with_factors_scores_as_it_recommends(train: Training) -> None:
    model = AlternatingLeastSquares(factors=8, random_state=0, num_threads=1)
    scores = wrap_implicit.fitted(model, train).scores(EVERYBODY)
    items, values = model.recommend(
        WITH_HISTORY, train.positives[WITH_HISTORY], N=10, filter_already_liked_items=False
    )
    np.testing.assert_allclose(
        np.take_along_axis(scores[WITH_HISTORY], items, axis=1), values, rtol=1e-5
    )
    assert not scores[NEWCOMER].any()


@pytest.mark.filterwarnings("ignore:Method expects CSR")  # implicit's, of its own making
def test_a_model_without_factors_scores_as_it_recommends(train: Training) -> None:
    model = CosineRecommender(K=train.n_items, num_threads=1)
    before = train.positives.copy()
    scores = wrap_implicit.fitted(model, train).scores(EVERYBODY)
    history = train.positives.toarray().astype(np.float64)
    expected = history @ cosine_similarity(history.T)
    np.testing.assert_allclose(scores, expected, atol=1e-6)
    assert (before != train.positives).nnz == 0


@pytest.mark.parametrize(
    ("algorithm", "by_factors"),
    [
        (SVD(n_epochs=3, random_state=0), True),
        (SVD(n_epochs=3, biased=False, random_state=0), False),
        (KNNBasic(verbose=False), False),
        (SlopeOne(), False),
    ],
)
def test_an_algorithm_of_surprise_rates_as_it_predicts(
    algorithm: object, by_factors: bool, train: Training
) -> None:
    model = wrap_surprise.fitted(algorithm, train)
    assert isinstance(model, BiasedFactors) == by_factors
    algorithm.fit(trainset(train))
    users, items = np.array([0, 5, NEWCOMER]), np.array([1, 2, 3])
    expected = [algorithm.predict(user, item, clip=False).est for user, item in zip(users, items)]
    np.testing.assert_allclose(model.pair_ratings(users, items), expected, atol=1e-9)
    of_all = model.all_ratings(users)
    assert of_all.shape == (3, train.n_items)
    np.testing.assert_allclose(of_all[[0, 1, 2], items], expected, atol=1e-9)


@pytest.mark.parametrize(
    "estimator",
    [TruncatedSVD(3, random_state=0), NMF(3, random_state=0), FactorAnalysis(3, random_state=0)],
    ids=lambda estimator: type(estimator).__name__,
)
def test_an_estimator_that_reduces_dimensions_scores_what_it_puts_together_again(
    estimator: object, train: Training
) -> None:
    scores = wrap_estimator.fitted(estimator, train).scores(EVERYBODY)
    reduced = type(estimator)(3, random_state=0).fit_transform(train.positives.toarray())
    expected = reduced @ estimator.components_
    np.testing.assert_allclose(scores[WITH_HISTORY], expected[WITH_HISTORY], atol=1e-4)
    assert not scores[NEWCOMER].any()


def test_an_estimator_that_finds_neighbours_scores_what_they_have(train: Training) -> None:
    n_others = train.n_users - 1  # all of them: which of equally near ones count is nobody's rule
    estimator = NearestNeighbors(n_neighbors=n_others, metric="cosine", algorithm="brute")
    scores = wrap_estimator.fitted(estimator, train).scores(EVERYBODY)
    history = train.positives.toarray()
    distances = 1 - cosine_similarity(history[:1], history)[0]
    expected = (1 / (1 + distances[1:])) @ history[1:]  # a user is not its own neighbour
    np.testing.assert_allclose(scores[0], expected, atol=1e-5)
    assert not scores[NEWCOMER].any()


@pytest.fixture
def wrap_cornac(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The adapter, over a stand-in with the interface of Cornac."""
    for name, module in cornac.modules().items():
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.delitem(sys.modules, "baselines.shared.wrap_cornac", raising=False)
    from baselines.shared import wrap_cornac

    return wrap_cornac


def test_a_model_of_cornac_scores_by_its_own_order_of_users_and_items(
    wrap_cornac: ModuleType, train: Training
) -> None:
    scores = wrap_cornac.fitted(cornac.Counting(weight=2.0, noise=0.0), train, seed=0).scores(
        EVERYBODY
    )
    counts = np.asarray(train.positives.sum(axis=0)).ravel()
    np.testing.assert_allclose(scores[WITH_HISTORY], 2.0 * np.tile(counts, (118, 1)))
    assert not scores[NEWCOMER].any()


def test_a_model_of_cornac_may_be_given_ratings(wrap_cornac: ModuleType, train: Training) -> None:
    model = cornac.Counting(noise=0.0)
    scores = wrap_cornac.fitted(model, train, seed=0, values="ratings").scores(EVERYBODY)
    totals = np.bincount(train.items, train.ratings, train.n_items)
    np.testing.assert_allclose(scores[0], totals)


def test_an_item_that_cornac_does_not_know_scores_lowest(
    wrap_cornac: ModuleType, train: Training
) -> None:
    without = train.positives.tolil()
    without[:, 7] = 0
    object.__setattr__(train, "positives", without.tocsr())
    scores = wrap_cornac.fitted(cornac.Counting(noise=0.0), train, seed=0).scores(WITH_HISTORY)
    np.testing.assert_array_equal(scores[:, 7], scores.min(axis=1))
