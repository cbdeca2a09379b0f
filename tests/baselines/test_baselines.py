"""The contract, for every baseline of params.yaml; each against an independent reference."""

import copy
import dataclasses
import inspect

import numpy as np
import pyarrow as pa
import pytest
from lightfm import LightFM
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity
from surprise import SVD, Dataset, Reader

from baselines.shared import neighbours as knn
from benchmarks.config import load
from benchmarks.contract import tables
from benchmarks.contract.errors import UserError
from benchmarks.protocol import model as contract
from benchmarks.protocol import ranking, training
from benchmarks.protocol.training import Training
from tests.worlds import synthetic

SETTINGS = load.load()
NAMES = list(SETTINGS.baselines)
NEWCOMER = synthetic.N_USERS - 1
EVERYBODY = np.arange(synthetic.N_USERS, dtype=np.int32)


@pytest.fixture(scope="module")
def train() -> Training:
    return synthetic.train()


def fitted(name: str, train: Training, seed: int = 0, **changes: object) -> object:
    model_class = contract.load(name)
    parameters = SETTINGS.baselines[name].given | changes
    model = contract.build(name, model_class, parameters, seed)
    assert model.fit(train) is model
    return model


def lists_of(
    name: str, train: Training, seed: int = 0, n: int = 10, mask: bool = True
) -> ranking.Lists:
    model = fitted(name, train, seed)
    popularity = np.asarray(train.positives.sum(axis=0), dtype=float).ravel()
    keys = [np.asarray(table["key"].to_numpy()) for table in (synthetic.users(), synthetic.items())]
    rules = ranking.Rules(train.seen if mask else None, popularity, *keys)
    return ranking.rank(model.scores, EVERYBODY, rules, n, name)


@pytest.mark.parametrize("name", NAMES)
def test_lists_hold_distinct_items_of_the_catalogue_and_none_that_was_seen(
    name: str, train: Training
) -> None:
    lists = lists_of(name, train)
    for user, row in enumerate(lists.items):
        assert len(set(row)) == 10
        assert set(row) <= set(range(train.n_items))
        assert not set(row) & set(train.seen[user].indices)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_lists(name: str, train: Training) -> None:
    np.testing.assert_array_equal(
        lists_of(name, train, seed=3).items, lists_of(name, train, seed=3).items
    )


@pytest.mark.parametrize(
    "name", [name for name in NAMES if contract.is_stochastic(contract.load(name))]
)
def test_another_seed_gives_a_stochastic_baseline_other_scores(name: str, train: Training) -> None:
    first, second = (fitted(name, train, seed).scores(EVERYBODY) for seed in (0, 1))
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("name", NAMES)
def test_fit_and_scores_leave_the_training_data_unchanged(name: str) -> None:
    train = synthetic.train()
    before = copy.deepcopy(train)
    lists_of(name, train)
    for field, value in vars(before).items():
        same(value, getattr(train, field))


def same(first: object, second: object) -> None:
    if hasattr(first, "indptr"):
        for part in ("data", "indices", "indptr"):
            np.testing.assert_array_equal(getattr(first, part), getattr(second, part))
    elif dataclasses.is_dataclass(first):
        for name, value in vars(first).items():
            same(value, getattr(second, name))
    else:
        np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("name", NAMES)
def test_a_second_fit_forgets_the_first(name: str, train: Training) -> None:
    model = fitted(name, synthetic.train(seed=9))
    model.fit(train)
    np.testing.assert_array_equal(model.scores(EVERYBODY), fitted(name, train).scores(EVERYBODY))


@pytest.mark.parametrize("name", NAMES)
def test_a_user_without_history_gets_a_list(name: str, train: Training) -> None:
    assert (lists_of(name, train).items[NEWCOMER] >= 0).all()


@pytest.mark.parametrize("name", NAMES)
def test_scores_do_not_depend_on_who_else_is_asked_for(name: str, train: Training) -> None:
    model = fitted(name, train)
    together = model.scores(EVERYBODY)
    assert together.shape == (train.n_users, train.n_items)
    some = np.array([17, 3, NEWCOMER], dtype=np.int32)
    np.testing.assert_allclose(model.scores(some), together[some], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", [name for name in NAMES if contract.load(name).personalized])
def test_a_personalized_baseline_finds_the_users_taste(name: str, train: Training) -> None:
    assert taste_share(name, train) > taste_share("uniform", train) + 0.15


@pytest.mark.parametrize("name", [name for name in NAMES if not contract.load(name).personalized])
def test_an_unpersonalized_baseline_does_not_know_the_users_taste(
    name: str, train: Training
) -> None:
    assert abs(taste_share(name, train) - taste_share("uniform", train)) < 0.15


def taste_share(name: str, train: Training) -> float:
    """Share of recommended items that are of the user's own taste, over users with history."""
    known = EVERYBODY[: synthetic.N_USERS - 2]
    mask = name != "repeat"  # what is bought again has been seen
    items = lists_of(name, train, n=5, mask=mask).items[known]
    return float((items % 2 == known[:, None] % 2).mean())


@pytest.mark.parametrize("name", NAMES)
def test_parameters_are_keyword_only_and_have_defaults(name: str) -> None:
    for parameter in inspect.signature(contract.load(name)).parameters.values():
        assert parameter.kind is inspect.Parameter.KEYWORD_ONLY
        assert parameter.default is not inspect.Parameter.empty


@pytest.mark.parametrize("name", NAMES)
def test_params_give_a_baseline_only_what_it_takes_and_no_default_again(name: str) -> None:
    signature = inspect.signature(contract.load(name)).parameters
    written = SETTINGS.baselines[name].given
    assert set(written) <= set(contract.accepted(contract.load(name)))
    for parameter, value in written.items():
        assert value != signature[parameter].default


@pytest.mark.parametrize("name", NAMES)
def test_a_baseline_of_ours_names_the_family_of_its_method(name: str) -> None:
    assert contract.family(contract.load(name))


@pytest.mark.parametrize("name", NAMES)
def test_what_predicts_ratings_is_tuned_for_them_and_the_rest_for_its_ranking(name: str) -> None:
    predicts = hasattr(contract.load(name), "ratings")
    assert contract.objective(contract.load(name)) == ("rmse" if predicts else "ndcg@10")


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in NAMES
        if hasattr(contract.load(name), "ratings") and contract.load(name).personalized
    ],
)
def test_predicted_ratings_tell_liked_from_disliked(name: str, train: Training) -> None:
    model = fitted(name, train)
    predicted = model.ratings(train.users, train.items)
    assert predicted.shape == train.ratings.shape
    assert predicted[train.ratings >= 4].mean() > predicted[train.ratings <= 2].mean() + 0.5


@pytest.mark.parametrize("name", ["item_knn", "user_knn"])
@pytest.mark.parametrize(
    ("parameter", "value"), [("neighbours", 0), ("shrinkage", -1.0), ("similarity", "pearson")]
)
def test_parameters_out_of_range_are_refused(name: str, parameter: str, value: object) -> None:
    with pytest.raises(UserError, match=f"baselines.{name}: {parameter} is"):
        contract.build(name, contract.load(name), {parameter: value}, seed=0)


def test_a_misspelt_parameter_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(
        UserError, match=r"baselines\.ease: unknown parameter 'regularisation'.*'regularization'"
    ):
        contract.build("ease", contract.load("ease"), {"regularisation": 1.0}, seed=0)


def test_an_unknown_baseline_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UserError, match=r"unknown baseline 'eese'. Did you mean 'ease'\?"):
        contract.load("eese")


def test_a_baseline_that_needs_ratings_is_not_applicable_without() -> None:
    rows = synthetic.split_rows(synthetic.interactions())
    without = training.build(
        rows, synthetic.users(), synthetic.items(), tables.PROMOTIONS.empty_table(), None
    )
    assert contract.not_applicable(contract.load("svd"), without) == "needs ratings"
    assert contract.not_applicable(contract.load("ease"), without) is None


@pytest.mark.parametrize(
    ("name", "reason"), [("ease", "needs 19 GB"), ("slim", "needs 19 GB"), ("item_knn", None)]
)
def test_a_dense_item_model_is_not_applicable_to_a_huge_catalogue(
    name: str, reason: str | None, train: Training
) -> None:
    huge = dataclasses.replace(train, positives=csr_matrix((train.n_users, 68_509)))
    assert contract.not_applicable(contract.load(name), huge) == reason


COLD = 6  # an item that nobody has in `cold_train`


@pytest.fixture(scope="module")
def cold_train(train: Training) -> Training:
    """Return the two tastes without titles; one item has features and no interactions."""
    rows = synthetic.split_rows(synthetic.interactions())
    rows = rows.filter(pa.array(tables.column(rows, "item") != COLD))
    without = training.build(
        rows, synthetic.users(), synthetic.items(), synthetic.promotions(), (1.0, 5.0)
    )
    return dataclasses.replace(without, item_titles=None)


TAKES_NEW_ITEMS = [name for name in NAMES if hasattr(contract.load(name), "add_items")]


def test_what_knows_items_by_their_features_takes_new_items() -> None:
    assert set(TAKES_NEW_ITEMS) == {"content", "content_embedding", "lightfm", "two_tower"}


@pytest.mark.parametrize("name", TAKES_NEW_ITEMS)
def test_new_items_come_last_and_leave_the_scores_of_the_others(name: str, train: Training) -> None:
    model = fitted(name, train)
    before = model.scores(EVERYBODY)
    model.add_items(train.item_features.matrix[[3, 8]])
    after = model.scores(EVERYBODY)
    assert after.shape == (train.n_users, train.n_items + 2)
    assert np.isfinite(after).all()
    np.testing.assert_allclose(after[:, :-2], before, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", TAKES_NEW_ITEMS)
def test_the_twin_of_an_item_without_interactions_scores_like_it(
    name: str, cold_train: Training
) -> None:
    model = fitted(name, cold_train)
    model.add_items(cold_train.item_features.matrix[[COLD]])
    scores = model.scores(EVERYBODY)
    assert scores[:, COLD].std() > 0
    np.testing.assert_allclose(scores[:, -1], scores[:, COLD], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", TAKES_NEW_ITEMS)
def test_new_items_at_once_score_as_one_after_another(name: str, train: Training) -> None:
    at_once, in_turn = fitted(name, train), fitted(name, train)
    at_once.add_items(train.item_features.matrix[[3, 8]])
    for item in (3, 8):
        in_turn.add_items(train.item_features.matrix[[item]])
    np.testing.assert_allclose(
        at_once.scores(EVERYBODY), in_turn.scores(EVERYBODY), rtol=1e-6, atol=1e-6
    )


@pytest.mark.parametrize("name", TAKES_NEW_ITEMS)
def test_a_new_item_without_any_feature_gets_finite_scores(name: str, train: Training) -> None:
    model = fitted(name, train)
    model.add_items(csr_matrix((1, len(train.item_features.names)), dtype=np.float32))
    assert np.isfinite(model.scores(EVERYBODY)[:, -1]).all()


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


def test_svd_predicts_what_surprise_predicts(train: Training) -> None:
    rows = zip(train.users, train.items, train.ratings, strict=True)
    data = Dataset(Reader(rating_scale=(1, 5))).construct_trainset(
        [(int(u), int(i), r, None) for u, i, r in rows]
    )
    defaults = inspect.signature(contract.load("svd")).parameters
    reference = SVD(
        n_factors=defaults["factors"].default,
        n_epochs=defaults["epochs"].default,
        lr_all=defaults["learning_rate"].default,
        reg_all=defaults["regularization"].default,
        random_state=0,
    ).fit(data)
    model = fitted("svd", train)
    users, items = np.divmod(np.arange(train.n_users * train.n_items), train.n_items)
    expected = [
        reference.predict(int(u), int(i), clip=False).est for u, i in zip(users, items, strict=True)
    ]
    np.testing.assert_allclose(model.scores(EVERYBODY).ravel(), expected, atol=1e-9)
    np.testing.assert_allclose(model.ratings(users, items), expected, atol=1e-9)


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
