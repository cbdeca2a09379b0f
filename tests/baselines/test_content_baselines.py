"""Popularity and its kin in closed form, content against scikit-learn, blend and two-tower."""

import dataclasses
import os
import subprocess
import sys

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from baselines import (
    blend,
    category_popular,
    content_embedding,
    ease,
    popular,
    recent_popular,
    repeat,
    sponsored,
    sponsored_personal,
    two_tower,
)
from baselines.shared import documents, minibatches
from benchmarks.protocol.training import Features, Promotions, Training, binary
from tests.worlds import synthetic

DAY, WEEK = 86_400, 7 * 86_400
EVERYBODY = np.arange(synthetic.N_USERS, dtype=np.int32)
COLD = 6  # an item of taste 0 that no one has in `cold_train`


@pytest.fixture(scope="module")
def train() -> Training:
    return synthetic.train()


@pytest.fixture(scope="module")
def cold_train(train: Training) -> Training:
    """Return the two tastes without the interactions of one item."""
    kept = train.items != COLD
    positives = train.positives.tolil()
    positives[:, COLD] = 0
    rows = {name: getattr(train, name)[kept] for name in ("users", "items", "times", "ratings")}
    return dataclasses.replace(train, positives=csr_matrix(positives), **rows)


def shop() -> Training:
    """Return purchases by hand.

    User 0 buys item 0 today and item 1 twice; user 1 item 1 long ago; user 2 nothing.
    Items 0 and 1 are fruit, 2 and 3 fish; fish 2 is promoted now, fish 3 and fruit 0 were four
    weeks ago.
    """
    users, items = np.array([0, 0, 0, 1], np.int32), np.array([0, 1, 1, 1], np.int32)
    cut = 100 * WEEK
    positives = binary(users, items, (3, 4))
    kinds = Features(
        ("fish", "fruit"), csr_matrix(np.array([[0, 1], [0, 1], [1, 0], [1, 0]], np.float32))
    )
    promoted = Promotions(
        np.array([2, 2, 3, 0], np.int32),
        np.array([cut, cut - WEEK, cut - 4 * WEEK, cut - 4 * WEEK]),
        np.array([4, 5, 99, 99], np.int32),
    )
    return Training(
        users=users,
        items=items,
        times=np.array([cut, cut - 20 * DAY, cut - 10 * DAY, cut - 40 * DAY]),
        ratings=None,
        values=np.ones(4),
        positives=positives,
        seen=positives,
        user_features=None,
        item_features=kinds,
        item_categories=kinds,
        promotions=promoted,
        item_titles=None,
        rating_scale=None,
        cut_time=cut,
    )


def test_recent_popular_halves_the_latest_positive_of_each_user_with_its_age() -> None:
    scores = recent_popular.Model(half_life_days=10.0).fit(shop()).scores(np.array([0, 2]))
    np.testing.assert_allclose(scores, [[1.0, 2**-1 + 2**-4, 0, 0]] * 2)


def test_recent_popular_becomes_popular_as_the_half_life_grows(train: Training) -> None:
    scores = recent_popular.Model(half_life_days=1e9).fit(train).scores(EVERYBODY)
    np.testing.assert_allclose(scores, popular.Model().fit(train).scores(EVERYBODY), rtol=1e-6)


def test_only_positive_interactions_are_recent(train: Training) -> None:
    liked = train.ratings >= 4
    ages = (train.cut_time - train.times[liked]) / DAY
    expected = np.bincount(train.items[liked], weights=0.5 ** (ages / 5.0), minlength=train.n_items)
    np.testing.assert_allclose(
        recent_popular.Model(half_life_days=5.0).fit(train).scores(EVERYBODY)[0], expected
    )


def test_repeat_adds_up_every_purchase_and_puts_what_was_never_bought_below() -> None:
    scores = repeat.Model(half_life_days=10.0).fit(shop()).scores(np.array([0, 1, 2]))
    np.testing.assert_allclose(scores[0], [1.0, 2**-1 + 2**-2, -1, -1])
    np.testing.assert_allclose(scores[1], [1 / 3 - 1, 2**-4, -1, -1])
    np.testing.assert_array_equal(scores[2], 0)


def test_repeat_ranks_what_remains_by_popularity(train: Training) -> None:
    scores = repeat.Model().fit(train).scores(EVERYBODY[:-2])
    counts = popular.Model().fit(train).counts
    for user, row in enumerate(scores):
        own = train.positives[user].indices
        others = np.setdiff1d(np.arange(train.n_items), own)
        assert row[own].min() > row[others].max()
        np.testing.assert_array_equal(
            np.argsort(row[others], kind="stable"), np.argsort(counts[others], kind="stable")
        )


def test_repeat_keeps_its_order_when_ages_are_beyond_floating_point() -> None:
    scores = repeat.Model(half_life_days=0.001).fit(shop()).scores(np.array([1]))
    assert scores[0, 1] == scores.max()
    assert (np.delete(scores[0], 1) < scores[0, 1]).all()


def test_sponsored_is_its_formula() -> None:
    scores = sponsored.Model(weeks=4, sales_weight=0.25).fit(shop()).scores(np.array([0]))[0]
    np.testing.assert_allclose(
        scores, [1 / 3, 2 / 3, 1 + 0.75, 0]
    )  # promoted before the window: by popularity
    scores = sponsored.Model(weeks=5, sales_weight=0.25).fit(shop()).scores(np.array([0]))[0]
    share = np.log(10) / np.log(100)
    np.testing.assert_allclose(scores, [1 + 0.75 + 0.25, 2 / 3, 1 + 0.75 * share, 1 + 0.75])


def test_sponsored_personal_prefers_promotions_of_the_users_categories() -> None:
    model = sponsored_personal.Model(weeks=5, sales_weight=0.0, taste_weight=0.5).fit(shop())
    share = np.log(10) / np.log(100)
    bought, newcomer = model.scores(np.array([0, 2]))
    np.testing.assert_allclose(bought, [1 + 0.5 + 0.5, 2 / 3, 1 + 0.5 * share, 1 + 0.5])
    np.testing.assert_allclose(newcomer, [1 + 0.5, 2 / 3, 1 + 0.5 * share, 1 + 0.5])
    plain = sponsored.Model(weeks=5, sales_weight=0.0).fit(shop()).scores(np.array([2]))[0]
    np.testing.assert_array_equal(
        np.argsort(newcomer, kind="stable"), np.argsort(plain, kind="stable")
    )


def test_the_users_categories_count_by_their_lift() -> None:
    kinds = Features(
        ("fish", "fruit"), csr_matrix(np.array([[1, 0], [0, 1], [1, 0], [1, 0]], np.float32))
    )
    model = sponsored_personal.Model(weeks=5, sales_weight=0.0, taste_weight=1.0)
    scores = model.fit(dataclasses.replace(shop(), item_categories=kinds)).scores(np.array([0]))[0]
    fish, fruit = (
        np.log(1 + (1 / 2) / (1 / 3)),
        np.log(1 + (1 / 2) / (2 / 3)),
    )  # of all 3 positives 1 is fish
    assert fish > fruit
    np.testing.assert_allclose(scores, [2.0, 2 / 3, 2.0, 2.0])
    np.testing.assert_allclose(model.tastes.toarray()[0], [fish, fruit])


def test_category_popular_is_its_formula(train: Training) -> None:
    members = train.item_categories.matrix.toarray()
    history = train.positives.toarray()
    counts = history.sum(axis=0)
    of_category = counts @ members
    interest = history @ members + 7.0 * of_category / of_category.sum()
    expected = (interest / of_category) @ members.T * counts
    scores = category_popular.Model(smoothing=7.0).fit(train).scores(EVERYBODY)
    np.testing.assert_allclose(scores[:-2], expected[:-2], rtol=1e-5)
    assert not scores[-2:].any()


def test_category_popular_divides_an_item_among_its_categories() -> None:
    kinds = Features(
        ("fish", "fruit"), csr_matrix(np.array([[1, 1], [0, 1], [1, 0], [1, 0]], np.float32))
    )
    model = category_popular.Model(smoothing=0.0).fit(
        dataclasses.replace(shop(), item_categories=kinds)
    )
    np.testing.assert_allclose(
        model.scores(np.array([0]))[0], [0.5 * 1 + 1.5 * 0.2, 1.5 * 0.8, 0, 0]
    )


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


def test_an_epoch_holds_each_positive_once_in_rows_of_its_user(train: Training) -> None:
    shapes = set()
    for seed in range(3):
        users, items = minibatches.epoch(
            train.positives, rows=8, width=4, random=np.random.default_rng(seed)
        )
        shapes.add((users.shape, items.shape))
        there = items >= 0
        owner = np.broadcast_to(users[..., None], items.shape)[there]
        assert there.sum() == train.positives.nnz
        np.testing.assert_array_equal(
            binary(owner, items[there], train.positives.shape).indices, train.positives.indices
        )
        lengths = there.sum(axis=2)[users >= 0]
        assert set(lengths) == {3, 4}  # 14 positives in rows of at most 4
    assert len(shapes) == 1


def test_the_two_tower_can_learn_a_small_history_by_heart(train: Training) -> None:
    some = dataclasses.replace(
        train, positives=binary(np.arange(12), np.arange(12) * 3 % 17, train.positives.shape)
    )
    model = two_tower.Model(epochs=150, learning_rate=0.01, temperature=0.1, dropout=0.0).fit(some)
    best = model.scores(np.arange(12, dtype=np.int32)).argmax(axis=1)
    np.testing.assert_array_equal(best, np.arange(12) * 3 % 17)


def test_the_two_tower_serves_an_item_without_interactions_by_its_features(
    cold_train: Training,
) -> None:
    scores = two_tower.Model(epochs=12).fit(cold_train).scores(EVERYBODY[:-2])
    assert scores[::2, COLD].mean() > scores[1::2, COLD].mean() + 0.5
    others = scores[::2, 1::2].mean()
    assert scores[::2, COLD].mean() > others


def test_the_two_tower_serves_a_newcomer_by_features_and_cannot_tell_without(
    train: Training,
) -> None:
    newcomers = EVERYBODY[-2:]
    scores = two_tower.Model(epochs=20).fit(train).scores(newcomers)
    for newcomer, row in zip(newcomers, scores, strict=True):
        own = np.arange(train.n_items) % 2 == synthetic.taste(newcomer)
        assert row[own].mean() > row[~own].mean()
    without = two_tower.Model(epochs=2).fit(dataclasses.replace(train, user_features=None))
    assert not without.scores(newcomers).any()
    assert without.scores(EVERYBODY[:2]).std() > 0


def test_the_two_tower_works_without_features(train: Training) -> None:
    bare = dataclasses.replace(train, user_features=None, item_features=None)
    scores = two_tower.Model(epochs=15).fit(bare).scores(EVERYBODY[:-2])
    own = EVERYBODY[:-2, None] % 2 == np.arange(train.n_items) % 2
    assert scores[own].mean() > scores[~own].mean() + 0.5


def test_early_stopping_returns_the_best_epoch_and_leaves_the_model_as_a_fit_of_that_length(
    train: Training,
) -> None:
    values = iter([0.1, 0.3, 0.2, 0.3, 0.1, 0.0, 0.0, 0.9])
    model = two_tower.Model(epochs=20)
    assert model.fit_until(train, lambda: next(values)) == {"epochs": 2}
    assert next(values) == 0.9  # stopped after five epochs without improvement
    expected = two_tower.Model(epochs=2).fit(train).scores(EVERYBODY)
    np.testing.assert_array_equal(model.scores(EVERYBODY), expected)


def test_early_stopping_validates_the_model_as_it_stands(train: Training) -> None:
    model, seen = two_tower.Model(epochs=2), []
    model.fit_until(train, lambda: seen.append(model.scores(EVERYBODY)) or len(seen))
    for epochs in (1, 2):
        np.testing.assert_array_equal(
            seen[epochs - 1], two_tower.Model(epochs=epochs).fit(train).scores(EVERYBODY)
        )


_PRINT_DIGEST = """
import hashlib, os, sys
cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else []
if sys.argv[1] == "one" and cores:
    os.sched_setaffinity(0, cores[:1])
from baselines import two_tower
from tests.worlds import synthetic
model = two_tower.Model(epochs=3, seed=1).fit(synthetic.train())
print(hashlib.sha256(model.item_vectors.tobytes() + model.user_vectors.tobytes()).hexdigest())
"""


@pytest.mark.slow
def test_the_two_tower_gives_the_same_bits_on_one_core_and_on_all() -> None:
    digests = set()
    for cores, threads in (("one", "1"), ("all", "2")):
        environment = {k: v for k, v in os.environ.items() if k != "NPROC"}
        environment |= {
            "OMP_NUM_THREADS": threads,
            "OPENBLAS_NUM_THREADS": threads,
            "PYTHONPATH": ".",
        }
        command = [sys.executable, "-c", _PRINT_DIGEST, cores]
        result = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=True
        )
        digests.add(result.stdout)
    assert len(digests) == 1


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
