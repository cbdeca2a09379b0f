"""Popularity and its kin, each against its formula by hand."""

import dataclasses

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from baselines import (
    category_popular,
    demographic_popular,
    popular,
    popular_categories,
    recent_popular,
    repeat,
    sponsored,
    sponsored_personal,
)
from benchmarks.protocol.training import Features, Promotions, Training, binary
from tests.worlds import synthetic
from tests.worlds.synthetic import EVERYBODY

DAY, WEEK = 86_400, 7 * 86_400


@pytest.fixture(scope="module")
def train() -> Training:
    return synthetic.train()


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


def test_repeat_adds_the_popularity_among_all_to_what_the_user_bought() -> None:
    model = repeat.Model(half_life_days=10.0, popularity_weight=0.5).fit(shop())
    popularity = np.array([1, 2, 0, 0]) / 3  # users, over one more than the most
    scores = model.scores(np.array([0, 1, 2]))
    np.testing.assert_allclose(scores[0, :2], np.array([1.0, 2**-1 + 2**-2]) + 0.5 * popularity[:2])
    assert scores[1, 1] == 2**-4 + 0.5 * popularity[1]
    np.testing.assert_array_equal(scores[1, [0, 2, 3]], popularity[[0, 2, 3]] - 1)
    np.testing.assert_array_equal(scores[2], 0)


def test_repeat_ranks_the_rest_by_popularity_of_late_where_it_halves() -> None:
    model = repeat.Model(popularity_halvings=3.0).fit(shop())  # every ten days
    recent = recent_popular.Model(half_life_days=10.0).fit(shop()).weights
    np.testing.assert_allclose(model.others, recent / (recent.max() + 1) - 1)


def test_repeat_with_a_long_half_life_is_personal_frequency_and_then_popularity(
    train: Training,
) -> None:
    bought_again = dataclasses.replace(
        train,
        users=np.repeat(train.users, 1 + train.items % 3),
        items=np.repeat(train.items, 1 + train.items % 3),
        times=np.repeat(train.times, 1 + train.items % 3),
    )
    model = repeat.Model(half_life_days=1e12, popularity_weight=0.9).fit(bought_again)
    frequency = train.positives.multiply(1 + np.arange(train.n_items) % 3).toarray()
    counts = popular.Model().fit(train).counts
    for user, row in enumerate(model.scores(EVERYBODY[:-2])):
        order = np.lexsort((counts, frequency[user]))
        assert (np.diff(row[order]) >= -1e-9).all()


def test_popular_categories_take_turns_with_their_most_popular_items() -> None:
    counts = [9, 8, 7, 6, 5, 4, 3]
    kinds = ["tea", "tea", "tea", "milk", "milk", "tea", "salt"]
    scores = by_hand(counts, kinds, categories=2, per_turn=1)
    assert best_first(scores) == [0, 3, 1, 4, 2, 5, 6]  # tea, milk; tea, milk; tea; tea; others
    scores = by_hand(counts, kinds, categories=2, per_turn=2)
    assert best_first(scores) == [0, 1, 3, 4, 2, 5, 6]
    scores = by_hand(counts, kinds, categories=1, per_turn=1)
    assert best_first(scores) == [0, 1, 2, 5, 3, 4, 6]


def test_popular_categories_puts_an_item_of_several_forward_where_it_comes_first() -> None:
    scores = by_hand([9, 8, 7, 6], ["tea", "tea", "tea milk", "milk"], categories=2, per_turn=1)
    assert best_first(scores) == [0, 2, 1, 3]  # the third of tea is the first of milk
    kinds = ["milk", "milk", "tea milk", "tea", "tea", "tea"]  # the third of milk, the first of tea
    scores = by_hand([9, 8, 7, 6, 6, 6], kinds, categories=2, per_turn=1)
    assert best_first(scores) == [0, 2, 1, 3, 4, 5]


def test_popular_categories_share_the_positives_of_an_item_of_several() -> None:
    kinds = ["tea milk", "tea milk", "salt", "salt"]  # 7.5 each for tea and milk, 9 for salt
    scores = by_hand([8, 7, 5, 4], kinds, categories=1, per_turn=2)
    assert best_first(scores) == [2, 3, 0, 1]


def test_popular_categories_with_all_of_them_and_long_turns_is_popular(train: Training) -> None:
    scores = popular_categories.Model(categories=99, per_turn=99).fit(train).scores(EVERYBODY)[0]
    counts = popular.Model().fit(train).counts
    np.testing.assert_array_equal(
        np.argsort(scores, kind="stable"), np.argsort(counts, kind="stable")
    )
    assert len(np.unique(scores)) == len(np.unique(counts))  # equals stay equal


def by_hand(counts: list[int], kinds: list[str], **parameters: int) -> np.ndarray:
    """Return the scores of items with these positives and kinds, for a user."""
    users = np.concatenate([np.arange(count) for count in counts])
    items = np.repeat(np.arange(len(counts)), counts)
    names = sorted({word for words in kinds for word in words.split()})
    members = csr_matrix([[float(name in words.split()) for name in names] for words in kinds])
    few = dataclasses.replace(
        shop(),
        positives=binary(users, items, (max(counts), len(counts))),
        item_categories=Features(tuple(names), members),
    )
    return popular_categories.Model(**parameters).fit(few).scores(np.array([0]))[0]


def best_first(scores: np.ndarray) -> list[int]:
    """Return the items in the order of their scores."""
    return np.argsort(-scores, kind="stable").tolist()


def people(train: Training) -> Training:
    """Return the two tastes with a second attribute, and a user of whom nothing is known."""
    groups = train.user_features.matrix.toarray()
    young = (np.arange(len(groups)) % 3 == 0).astype(float)
    features = np.column_stack([young, 1 - young, groups])
    features[4] = 0
    names = ("age=young", "age=old", *train.user_features.names)
    return dataclasses.replace(train, user_features=Features(names, csr_matrix(features)))


def test_demographic_popular_is_its_formula(train: Training) -> None:
    known = people(train)
    history, features = known.positives.toarray(), known.user_features.matrix.toarray()
    general = history.sum(axis=0) / history.sum()
    scores = demographic_popular.Model(smoothing=40.0).fit(known).scores(EVERYBODY)
    for user in (0, 1, 3, len(EVERYBODY) - 1):  # the last is new
        parts = []
        for feature in np.flatnonzero(features[user]):
            members = history[features[:, feature] > 0]
            parts.append((members.sum(axis=0) + 40 * general) / (members.sum() + 40))
        assert len(parts) == 2
        np.testing.assert_allclose(scores[user], np.mean(parts, axis=0), rtol=1e-6)
    assert not scores[4].any()


def test_demographic_popular_becomes_popular_as_the_smoothing_grows(train: Training) -> None:
    scores = demographic_popular.Model(smoothing=1e12).fit(train).scores(EVERYBODY)
    counts = popular.Model().fit(train).counts
    np.testing.assert_allclose(scores, np.tile(counts / counts.sum(), (len(scores), 1)), rtol=1e-6)


def test_demographic_popular_serves_a_newcomer_like_its_group(train: Training) -> None:
    scores = demographic_popular.Model().fit(train).scores(EVERYBODY)
    newcomer = len(EVERYBODY) - 1
    np.testing.assert_array_equal(scores[newcomer], scores[newcomer - 2])
    own = np.arange(train.n_items) % 2 == synthetic.taste(newcomer)
    assert scores[newcomer, own].min() > scores[newcomer, ~own].max()


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
