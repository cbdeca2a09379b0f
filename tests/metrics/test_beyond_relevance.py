"""Coverage, popularity, diversity, calibration, freshness: by definitions and other libraries."""

import math
from itertools import combinations, pairwise
from statistics import fmean

import numpy as np
import pytest
import scipy.stats
from scipy.sparse import csr_matrix
from sklearn.metrics.pairwise import cosine_distances

from benchmarks.metrics import coverage, diversity
from benchmarks.metrics.calibration import miscalibration
from benchmarks.metrics.places import membership
from tests.worlds.worlds import FRESH_DAYS, Row, World, disagreements, over_worlds, world

NAN = math.nan


def mean(values):
    values = list(values)
    return fmean(values) if values else NAN


def user_coverage_in_words(case, user):
    return 1.0 if case.top(user) and user not in case.fallback else 0.0


def head(case):
    """The most popular items that hold 80 % of the positives; equals are in or out together."""
    total, held, found = sum(case.popularity), 0, set()
    for level in sorted(set(case.popularity), reverse=True):
        if held < total * 4 / 5:
            found |= {item for item in range(case.n_items) if case.popularity[item] == level}
        held += sum(popularity for popularity in case.popularity if popularity == level)
    return found


def long_tail_in_words(case, user):
    return mean(float(item not in head(case)) for item in case.top(user))


def popularity_lift_in_words(case, user):
    listed = mean(case.popularity[item] for item in case.top(user))
    return listed / mean(case.popularity[item] for item in case.liked(user)) - 1


def novelty_in_words(case, user):
    n_users = len({row.user for row in case.train if case.liked(row.user)})
    shares = [max(case.popularity[item], 1) / max(n_users, 1) for item in case.top(user)]
    return mean(-math.log2(share) for share in shares)


def distance_within(items, words_of):
    """Mean cosine distance over the pairs of a list by scikit-learn, of ones and zeros."""
    vectors = np.array(
        [[letter in words_of(item) for letter in "abc"] for item in items], dtype=float
    ).reshape(-1, 3)
    distances = cosine_distances(vectors) if len(items) else None
    return mean(distances[one, other] for one, other in combinations(range(len(items)), 2))


def category_diversity_by_scikit_learn(case, user):
    return distance_within(case.top(user), case.categories_of)


def content_diversity_by_scikit_learn(case, user):
    return distance_within(case.top(user), lambda item: case.features[item])


def serendipity_in_words(case, user):
    usual = set(case.popular(user)[: case.k])
    return (
        len([item for item in case.top(user) if item in case.relevant(user) and item not in usual])
        / case.k
    )


def shares_of_categories(case, items):
    """The mean over the items that have categories, each item's categories in equal parts."""
    of_items = [case.categories_of(item) for item in items if case.categories_of(item)]
    return [mean((letter in words) / len(words) for words in of_items) for letter in "abc"]


def miscalibration_by_scipy(case, user):
    history, listed = (
        shares_of_categories(case, case.liked(user)),
        shares_of_categories(case, case.top(user)),
    )
    mixed = [0.99 * q + 0.01 * p for p, q in zip(history, listed, strict=True)]
    return NAN if np.isnan(mixed).any() else scipy.stats.entropy(history, mixed)


def item_age_in_words(case, user):
    return mean(case.age(item) for item in case.top(user) if not math.isnan(case.age(item)))


def fresh_share_in_words(case, user):
    return mean(float(case.age(item) < FRESH_DAYS) for item in case.top(user))


def fresh_recall_in_words(case, user):
    fresh = {item for item in case.relevant(user) if case.age(item) < FRESH_DAYS}
    return len(fresh & set(case.top(user))) / len(fresh) if fresh else NAN


ORACLES = {
    "user_coverage": user_coverage_in_words,
    "long_tail": long_tail_in_words,
    "popularity_lift": popularity_lift_in_words,
    "novelty": novelty_in_words,
    "category_diversity": category_diversity_by_scikit_learn,
    "content_diversity": content_diversity_by_scikit_learn,
    "serendipity": serendipity_in_words,
    "miscalibration": miscalibration_by_scipy,
    "item_age": item_age_in_words,
    "fresh_share": fresh_share_in_words,
    "fresh_recall": fresh_recall_in_words,
}


def exposures(case):
    shown = [item for user in case.users for item in case.top(user)]
    return [shown.count(item) for item in range(case.n_items)]


def coverage_in_words(case):
    return len(set().union(*(case.top(user) for user in case.users))) / case.n_items


def gini_by_mean_absolute_difference(case):
    counts = exposures(case)
    pairs = sum(abs(one - other) for one in counts for other in counts)
    return pairs / (2 * len(counts) * sum(counts)) if sum(counts) else 0.0


def entropy_by_scipy(case):
    return scipy.stats.entropy(exposures(case), base=2) if sum(exposures(case)) else 0.0


def personalization_over_pairs_of_users(case):
    pairs = combinations(case.users, 2)
    return mean(1 - len(set(case.top(one)) & set(case.top(other))) / case.k for one, other in pairs)


OF_ALL_LISTS = {
    "coverage": coverage_in_words,
    "gini": gini_by_mean_absolute_difference,
    "entropy": entropy_by_scipy,
    "personalization": personalization_over_pairs_of_users,
}


def lacking(case):
    """Metrics of categories or features where no item has one: that is data without them."""
    lacks_categories = not any(case.categories)
    lacks_features = not any(case.features)
    names = {"category_diversity", "miscalibration"} if lacks_categories else set()
    return names | ({"content_diversity"} if lacks_features else set())


@over_worlds(max_examples=150)
def test_every_metric_of_a_users_list_equals_its_definition(case):
    lacked = lacking(case)
    assert (
        disagreements(
            case, {name: oracle for name, oracle in ORACLES.items() if name not in lacked}
        )
        == []
    )
    assert [case.values(name) for name in lacked] == [None] * len(lacked)


@over_worlds(max_examples=80)
def test_every_metric_of_all_lists_together_equals_its_definition(case):
    for name, oracle in OF_ALL_LISTS.items():
        assert np.ndim(case.values(name)) == 0
        np.testing.assert_allclose(
            case.values(name), oracle(case), rtol=0, atol=1e-12, err_msg=name
        )


@over_worlds(max_examples=60)
def test_every_metric_stays_within_the_range_that_its_docstring_gives(case):
    n_users = len({row.user for row in case.train if case.liked(row.user)})
    most = {
        "novelty": math.log2(max(n_users, 1)),
        "miscalibration": math.log(100),
        "entropy": math.log2(case.n_items),
    }
    most |= {"gini": 1 - 1 / case.n_items, "popularity_lift": math.inf, "item_age": math.inf}
    for name in {*ORACLES, *OF_ALL_LISTS} - lacking(case):
        values = np.atleast_1d(case.values(name))
        values = values[~np.isnan(values)]
        lowest = -1 if name == "popularity_lift" else 0
        assert (values >= lowest - 1e-12).all(), name
        assert (values <= most.get(name, 1) + 1e-12).all(), name


@over_worlds(max_examples=50)
def test_exposure_counts_in_how_many_lists_each_item_is(case):
    assert coverage.exposure(case.items[:, : case.k], case.n_items).tolist() == exposures(case)


def test_everybody_gets_the_same_list_or_nobody_shares_an_item():
    same, apart = (
        world([[0, 1]] * 3, [{0}] * 3, 6, 2),
        world([[0, 1], [2, 3], [4, 5]], [{0}] * 3, 6, 2),
    )
    assert (same.values("personalization"), apart.values("personalization")) == (0, 1)
    assert (same.values("coverage"), apart.values("coverage")) == (1 / 3, 1)
    assert (same.values("entropy"), apart.values("entropy")) == pytest.approx(
        (1, math.log2(6)), abs=1e-12
    )
    assert (same.values("gini"), apart.values("gini")) == pytest.approx((2 / 3, 0), abs=1e-12)


@pytest.mark.parametrize("n_missing", range(5))
def test_gini_counts_items_that_are_left_out_as_never_shown(n_missing):
    shown = np.array([3, 1, 4, 1])
    alone = coverage.gini_of(shown, 4 + n_missing)
    assert alone == coverage.gini_of(np.append(shown, [0] * n_missing), 4 + n_missing)


def test_gini_of_exposures_1_2_3_is_two_ninths():
    assert coverage.gini(np.array([[0, 1, 2], [1, 2, -1], [2, -1, -1]]), 3) == pytest.approx(
        2 / 9, abs=1e-15
    )


def test_the_distance_between_lists_of_thousands_of_users_equals_the_loop_over_pairs():
    lists = np.random.default_rng(5).permuted(np.tile(np.arange(40), (150, 1)), axis=1)[:, :7]
    shared = [len(set(one) & set(other)) / 7 for one, other in combinations(lists.tolist(), 2)]
    assert diversity.personalization(lists, 40) == pytest.approx(1 - fmean(shared), abs=1e-12)


def test_popularitys_own_list_has_no_serendipity_and_the_one_place_beyond_it_has():
    train = tuple(
        Row(user, item) for item, count in enumerate((4, 3, 2)) for user in range(1, 1 + count)
    )
    case = World(
        {0: [0, 1], 9: [2, 1]},
        tuple(Row(u, i, part="test") for u in (0, 9) for i in range(3)),
        4,
        2,
        train,
    )
    assert case.values("serendipity").tolist() == [0, 0.5]


def test_miscalibration_of_a_list_grows_as_it_leaves_the_proportions_of_the_history():
    categories = (*[frozenset("a")] * 4, *[frozenset("b")] * 4)
    history = (Row(0, 0), Row(0, 1), Row(0, 2), Row(0, 4))  # three of a, one of b
    steps = [[3, 0, 1, 5], [3, 0, 5, 6], [3, 5, 6, 7], [4, 5, 6, 7]]
    cases = [
        World({0: items}, (Row(0, 3, part="test"),), 8, 4, history, categories) for items in steps
    ]
    values = [case.values("miscalibration").item() for case in cases]
    assert values[0] == pytest.approx(0, abs=1e-12)
    assert all(low < high for low, high in pairwise(values))


def test_an_item_of_unknown_age_is_neither_fresh_nor_part_of_the_mean_age():
    case = World(
        {0: [0, 1], 1: [1]},
        (Row(0, 0, part="test"),),
        2,
        2,
        (Row(0, 1, day=50),),
        released=(40, None),
    )
    np.testing.assert_array_equal(case.values("item_age"), [10.0, NAN])
    assert case.values("fresh_share").tolist() == [0.5, 0.0]


def test_users_without_history_are_left_out_of_what_compares_with_it_and_of_nothing_else():
    words = (frozenset("a"), frozenset("b"))
    case = World({0: [0, 1]}, (Row(0, 0, part="test"),), 2, 2, (Row(1, 0),), words, words)
    left_out = {name for name in ORACLES if np.isnan(case.values(name)).any()}
    assert left_out == {"popularity_lift", "miscalibration"}


def test_miscalibration_is_what_the_sum_over_all_categories_gives_to_the_last_bit():
    random = np.random.default_rng(0)
    items = random.integers(-1, 50, (40, 10))
    category_shares = csr_matrix(
        random.dirichlet(np.ones(30), 50) * (random.random((50, 30)) < 0.2)
    )
    history = random.dirichlet(np.full(30, 0.1), 40) * (random.random((40, 30)) < 0.4)
    items[3], history[4] = -1, 0.0
    totals = (membership(items, 50) @ category_shares).toarray()
    lengths = totals.sum(axis=1, keepdims=True)
    mixed = 0.99 * (totals / np.where(lengths > 0, lengths, 1.0)) + 0.01 * history
    ratio = np.divide(history, mixed, out=np.ones_like(mixed), where=history > 0)
    expected = np.maximum((history * np.log(ratio)).sum(axis=1), 0.0)
    expected[[3, 4]] = np.nan
    ours = miscalibration(items, category_shares, history)
    assert ours.tobytes() == expected.tobytes()
