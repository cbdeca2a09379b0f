"""Matrix completion baselines, each against the library or definition it must agree with."""

import subprocess
import sys

import numpy as np
import pytest
from implicit.cpu.als import AlternatingLeastSquares
from implicit.cpu.bpr import BayesianPersonalizedRanking
from lightfm import LightFM
from scipy.sparse import csr_matrix
from sklearn.linear_model import ElasticNet
from threadpoolctl import threadpool_limits

from baselines.shared import elastic_net
from baselines.shared.gram import gram
from baselines.shared.neighbours import largest
from benchmarks.contract.errors import UserError
from benchmarks.protocol import model as contract
from benchmarks.protocol.training import Training
from tests.worlds import synthetic
from tests.worlds.synthetic import EVERYBODY

NEWCOMER = synthetic.N_USERS - 1
COLD_ITEM = synthetic.N_ITEMS - 1
KNOWN = EVERYBODY[: synthetic.N_USERS - 2]


@pytest.fixture(scope="module")
def train() -> Training:
    """Two users and two items have no interaction."""
    return synthetic.train_with_strangers()


def fitted(name: str, train: Training, **parameters: object) -> object:
    return contract.load(name)(**parameters).fit(train)


def test_largest_marks_the_first_of_equal_values_and_nothing_that_is_not_positive() -> None:
    values = np.array([[3, 1, 2, 2, 2], [0, -1, 5, 0, 0], [1, 1, 1, 1, 1]])
    expected = [[1, 0, 1, 1, 0], [0, 0, 1, 0, 0], [1, 1, 1, 0, 0]]
    np.testing.assert_array_equal(largest(values, 3), np.array(expected, dtype=bool))
    np.testing.assert_array_equal(largest(values, 9), values > 0)


def test_als_recommends_what_implicit_recommends(train: Training) -> None:
    model = fitted("als", train, factors=8, iterations=5, regularization=0.5, alpha=3.0, seed=2)
    with threadpool_limits(limits=1):
        reference = AlternatingLeastSquares(
            factors=8, iterations=5, regularization=0.5, alpha=3.0, random_state=2, num_threads=1
        )
        reference.fit(train.positives, show_progress=False)
    expect_recommendations_of(reference, model, train)
    weights = np.where(
        train.positives.toarray() > 0, 3.0, 1.0
    )  # the objective, not only the library
    solved = [
        normal_equation(model.model.user_factors, weights[:, j], train.positives[:, [j]], 0.5)
        for j in range(8)
    ]
    np.testing.assert_allclose(model.model.item_factors[:8], solved, atol=0.02)


def normal_equation(
    factors: np.ndarray, weights: np.ndarray, target: object, regularization: float
) -> np.ndarray:
    left = factors.T @ (weights[:, None] * factors) + regularization * np.eye(factors.shape[1])
    return np.linalg.solve(left, factors.T @ (weights * target.toarray().ravel()))


def test_bpr_recommends_what_implicit_recommends(train: Training) -> None:
    options = {"factors": 8, "learning_rate": 0.05, "regularization": 0.02}
    model = fitted("bpr", train, epochs=20, seed=2, **options)
    reference = BayesianPersonalizedRanking(iterations=20, random_state=2, num_threads=1, **options)
    reference.fit(train.positives, show_progress=False)
    expect_recommendations_of(reference, model, train)


def expect_recommendations_of(reference: object, model: object, train: Training) -> None:
    """Compare order and scores of all items with positives; implicit gives the others zero."""
    scores = model.scores(KNOWN)
    items = np.arange(train.n_items - 2)
    order, expected = reference.recommend(
        KNOWN, train.positives[KNOWN], N=len(items), filter_already_liked_items=False, items=items
    )
    np.testing.assert_allclose(np.take_along_axis(scores, order, axis=1), expected, atol=1e-5)
    assert (np.diff(np.take_along_axis(scores, order, axis=1), axis=1) < 1e-5).all()


def test_lightfm_cf_scores_what_lightfm_predicts_without_features(train: Training) -> None:
    model = fitted("lightfm_cf", train, factors=8, epochs=5, seed=2)
    rows = train.positives[KNOWN][:, : train.n_items - 2]
    reference = LightFM(no_components=8, learning_rate=0.05, loss="warp", random_state=2)
    reference.fit(
        rows, epochs=1, num_threads=1
    )  # other random numbers: only the form of a score is compared
    for name in ("user_embeddings", "user_biases", "item_embeddings", "item_biases"):
        setattr(reference, name, getattr(model.model, name)[: getattr(reference, name).shape[0]])
    users, items = np.divmod(
        np.arange(rows.shape[0] * rows.shape[1], dtype=np.int32), rows.shape[1]
    )
    expected = reference.predict(users, items, num_threads=1)
    np.testing.assert_allclose(model.scores(KNOWN)[:, : rows.shape[1]].ravel(), expected, atol=1e-5)


@pytest.mark.parametrize("name", ["als", "bpr", "lightfm_cf"])
def test_factors_that_nothing_trained_do_not_rank(name: str, train: Training) -> None:
    scores = fitted(name, train).scores(EVERYBODY)
    assert not scores[NEWCOMER].any()
    cold = scores[:, [COLD_ITEM - 1, COLD_ITEM]]
    np.testing.assert_array_equal(cold, np.repeat(scores.min(axis=1, keepdims=True), 2, axis=1))


@pytest.mark.parametrize("name", ["ease", "slim"])
def test_item_weights_know_nothing_of_newcomers(name: str, train: Training) -> None:
    scores = fitted(name, train).scores(EVERYBODY)
    assert not scores[NEWCOMER].any()
    assert not scores[:, COLD_ITEM].any()


@pytest.mark.parametrize(("l1", "l2"), [(2.0, 5.0), (0.1, 10.0), (1.0, 0.5)])
def test_slim_is_scikit_learns_elastic_net_of_each_item_on_the_others(
    l1: float, l2: float, train: Training
) -> None:
    history = train.positives.toarray().astype(np.float64)
    expected = np.zeros((train.n_items, train.n_items))
    for item in range(train.n_items - 2):
        others = history.copy()
        others[:, item] = 0
        net = ElasticNet(
            alpha=(l1 + l2) / train.n_users,
            l1_ratio=l1 / (l1 + l2),
            positive=True,
            fit_intercept=False,
            max_iter=100_000,
            tol=1e-9,
        )
        expected[:, item] = net.fit(others, history[:, item]).coef_
    model = fitted("slim", train, l1=l1, l2=l2, neighbours=train.n_items)
    np.testing.assert_allclose(model.weights.toarray(), expected, atol=1e-5)
    np.testing.assert_allclose(model.scores(EVERYBODY), history @ expected, atol=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_a_net_has_scikit_learns_weights_where_items_are_alike_and_popular(seed: int) -> None:
    """Sweeps of coordinate descent alone would be slow here, and bounds at 0 are many."""
    random = np.random.default_rng(seed)
    activity, popularity = random.beta(1, 2, (300, 1)), random.uniform(0.3, 2.0, 40)
    history = csr_matrix((random.random((300, 40)) < activity * popularity).astype(np.float64))
    others = np.arange(1, 40)
    users = elastic_net.lists(history.tocsc())
    found = elastic_net.regress(0, others, users, 300, (1.5, 2.5), 1e-10, 10_000)
    net = ElasticNet(
        alpha=4.0 / 300,
        l1_ratio=1.5 / 4.0,
        positive=True,
        fit_intercept=False,
        max_iter=100_000,
        tol=1e-12,
    )
    dense = history.toarray()
    expected = net.fit(dense[:, 1:], dense[:, 0]).coef_
    assert 0 < (expected > 0).sum() < 39
    np.testing.assert_allclose(found, expected, atol=1e-7)
    np.testing.assert_array_equal(found > 1e-7, expected > 1e-7)


def test_users_that_items_share_are_counted(train: Training) -> None:
    users = elastic_net.lists(train.positives.tocsc())
    items = elastic_net.lists(train.positives)
    counts = [elastic_net.shared_users(item, users, items) for item in range(train.n_items)]
    np.testing.assert_array_equal(counts, gram(train.positives, np.float32))


def test_slim_weighs_only_the_nearest_by_cosine(train: Training) -> None:
    history = train.positives.toarray().astype(np.float64)
    norms = np.maximum(np.linalg.norm(history, axis=0), 1)
    cosines = history.T @ history / norms / norms[:, None]
    np.fill_diagonal(cosines, 0)
    weights = fitted("slim", train, l1=1.0, l2=1.0, neighbours=3).weights.toarray()
    assert ((weights > 0).sum(axis=0) <= 3).all()
    for item in range(train.n_items):
        third = np.sort(cosines[:, item])[-3]
        assert (cosines[weights[:, item] > 0, item] >= third - 1e-6).all()


def test_gram_counts_shared_users_in_blocks(
    train: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baselines.shared.gram._ENTRIES_PER_BLOCK", 7 * train.n_items)
    history = train.positives.toarray()
    np.testing.assert_array_equal(gram(train.positives, np.float32), history.T @ history)


@pytest.mark.parametrize(
    ("name", "parameter", "value"),
    [
        ("svd", "factors", 0),
        ("svdpp", "epochs", 0),
        ("nmf", "regularization", -0.1),
        ("baseline_only", "item_regularization", -1.0),
        ("knn_baseline", "min_neighbours", 0),
        ("als", "alpha", 0.0),
        ("bpr", "learning_rate", 0.0),
        ("slim", "l1", 0.0),
        ("slim", "neighbours", 0),
        ("ease", "regularization", 0.0),
        ("lightfm", "epochs", 0),
        ("lightfm_cf", "item_alpha", -1.0),
    ],
)
def test_parameters_out_of_range_are_refused(name: str, parameter: str, value: float) -> None:
    with pytest.raises(UserError, match=f"baselines.{name}: {parameter} is"):
        contract.build(name, contract.load(name), {parameter: value}, seed=0)


_FIT_SLIM = """
from baselines import slim
from tests.worlds import synthetic
compiled = slim.elastic_net.descend, slim.elastic_net.count
print([len(function.signatures) for function in compiled])
slim.Model(l1=2, l2=100).fit(synthetic.train())
print([len(function.signatures) for function in compiled])
"""


def test_nothing_is_compiled_while_slim_is_fitted() -> None:
    said = subprocess.check_output([sys.executable, "-c", _FIT_SLIM], text=True)
    assert said.split("\n")[:2] == ["[1, 1]", "[1, 1]"]
