"""What is made for buying again, each against its paper's formulas by hand."""

import dataclasses

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from baselines import ease, repeat, repeat_ease, tifu_knn, up_cf
from baselines.shared import baskets, recency
from benchmarks.contract.errors import UserError
from benchmarks.protocol import model as contract
from benchmarks.protocol.training import Training, binary
from tests.worlds import synthetic
from tests.worlds.synthetic import EVERYBODY

# The baskets of four users, oldest first; the last has none.
BASKETS = [
    [{0}, {0, 1}, {1}, {0, 2}, {0}],
    [{0, 1}, {1, 3}],
    [{3}, {0, 3}, {3}],
    [],
]
N_ITEMS = 4


@pytest.fixture(scope="module")
def train() -> Training:
    return synthetic.train()


def bought(histories: list[list[set[int]]] = BASKETS) -> Training:
    """Return a training set of these baskets, a day apart; rows sorted by user, item, time."""
    rows = sorted(
        (user, item, 86_400 * day)
        for user, history in enumerate(histories)
        for day, basket in enumerate(history)
        for item in basket
    )
    users, items, times = (np.array(column) for column in zip(*rows, strict=True))
    positives = binary(users, items, (len(histories), N_ITEMS))
    return dataclasses.replace(
        synthetic.train(),
        users=users.astype(np.int32),
        items=items.astype(np.int32),
        times=times,
        ratings=None,
        positives=positives,
        seen=positives,
        cut_time=int(times.max()),
    )


def as_vector(basket: set[int]) -> np.ndarray:
    """Return a basket as zeros and ones."""
    return np.array([float(item in basket) for item in range(N_ITEMS)])


def test_rows_of_a_user_at_one_time_are_a_basket() -> None:
    found = baskets.of(bought())
    expected = [as_vector(basket) for history in BASKETS for basket in history]
    np.testing.assert_array_equal(found.items.toarray(), expected)
    assert found.users.tolist() == [0, 0, 0, 0, 0, 1, 1, 2, 2, 2]
    assert found.places.tolist() == [0, 1, 2, 3, 4, 0, 1, 0, 1, 2]
    assert found.following.tolist() == [4, 3, 2, 1, 0, 1, 0, 2, 1, 0]
    assert found.counts.tolist() == [5, 2, 3, 0]


def test_only_positives_are_in_baskets(train: Training) -> None:
    found = baskets.of(train)
    assert found.items.nnz == train.positives.nnz
    assert found.counts.sum() == len({*zip(train.users[likes(train)], train.times[likes(train)])})


def likes(train: Training) -> np.ndarray:
    """Tell which rows are positive."""
    return train.ratings >= 4


def test_the_last_basket_with_an_item_is_the_latest() -> None:
    latest = baskets.latest(baskets.of(bought()))
    steps = dict(zip(zip(latest.users.tolist(), latest.items.tolist()), latest.following.tolist()))
    assert steps == {
        (0, 0): 0,
        (0, 1): 2,
        (0, 2): 1,
        (1, 0): 1,
        (1, 1): 0,
        (1, 3): 0,
        (2, 0): 1,
        (2, 3): 0,
    }


def decayed_by_the_paper(
    history: list[set[int]], groups: int, within: float, across: float
) -> np.ndarray:
    """Return the vector of a user: means with decay in each group, then over the groups."""
    if not history:
        return np.zeros(N_ITEMS)
    m = min(groups, len(history))
    sizes = [len(history) // m] * m
    for place in range(len(history) % m):
        sizes[m - 1 - place] += 1
    vector, start = np.zeros(N_ITEMS), 0
    for group, k in enumerate(sizes, start=1):
        members = history[start : start + k]
        of_group = sum(within ** (k - j) * as_vector(b) for j, b in enumerate(members, start=1)) / k
        vector = vector + across ** (m - group) * of_group / m
        start += k
    return vector


@pytest.mark.parametrize("groups", [1, 2, 3, 7])
def test_tifu_knn_makes_the_vectors_of_the_paper(groups: int) -> None:
    model = tifu_knn.Model(groups=groups, within_decay=0.8, group_decay=0.5).fit(bought())
    expected = [decayed_by_the_paper(history, groups, 0.8, 0.5) for history in BASKETS]
    np.testing.assert_allclose(model.vectors.toarray(), expected)


def test_tifu_knn_by_hand() -> None:
    model = tifu_knn.Model(groups=2, within_decay=0.8, group_decay=0.5).fit(bought())
    # Groups of {0} {0, 1} and of {1} {0, 2} {0}: (.8 + 1) / 2 and (.8 + 1) / 3 for item 0.
    item_0 = (0.5 * (0.8 + 1) / 2 + (0.8 + 1) / 3) / 2
    item_1 = (0.5 * 1 / 2 + 0.8**2 / 3) / 2
    item_2 = (0.8 / 3) / 2
    np.testing.assert_allclose(model.vectors[[0]].toarray()[0], [item_0, item_1, item_2, 0])


def test_tifu_knn_adds_the_mean_of_the_nearest_to_the_users_own(train: Training) -> None:
    model = tifu_knn.Model(neighbours=9, own_weight=0.6, groups=3).fit(train)
    vectors = model.vectors.toarray()[:-2]  # the last two have no history
    nearest = NearestNeighbors(n_neighbors=10, algorithm="brute").fit(vectors)
    of_users = nearest.kneighbors(vectors, return_distance=False)
    scores = model.scores(EVERYBODY)
    assert not scores[-2:].any()
    for user, neighbours in enumerate(of_users):
        others = neighbours[neighbours != user][:9]
        expected = 0.6 * vectors[user] + 0.4 * vectors[others].mean(axis=0)
        np.testing.assert_allclose(scores[user], expected)


def test_tifu_knn_finds_the_same_neighbours_in_blocks(
    train: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = tifu_knn.Model(neighbours=5).fit(train).neighbour_shares
    monkeypatch.setattr(tifu_knn, "_PAIRS_PER_BLOCK", 7 * train.n_users)
    blocks = tifu_knn.Model(neighbours=5).fit(train).neighbour_shares
    np.testing.assert_array_equal(blocks.toarray(), whole.toarray())


def test_up_cf_is_its_formula() -> None:
    recency, locality, asymmetry = 2, 3.0, 0.25
    sets = [set().union(*history) for history in BASKETS]
    expected = np.zeros((len(BASKETS), N_ITEMS))
    for user, own in enumerate(sets):
        for other, history in enumerate(BASKETS):
            if not own or not history:
                continue
            last = history[-recency:]
            popularity = sum(as_vector(basket) for basket in last) / min(recency, len(history))
            cosine = len(own & sets[other]) / (
                len(own) ** asymmetry * len(sets[other]) ** (1 - asymmetry)
            )
            expected[user] += cosine**locality * popularity
    model = up_cf.Model(recency=recency, locality=locality, asymmetry=asymmetry).fit(bought())
    np.testing.assert_allclose(model.scores(np.arange(4)), expected)


def test_up_cf_with_great_locality_is_the_users_own_popularity() -> None:
    model = up_cf.Model(recency=200, locality=1e6).fit(bought())
    np.testing.assert_allclose(model.scores(np.array([0]))[0], [4 / 5, 2 / 5, 1 / 5, 0])


def test_repeat_ease_adds_both_over_the_users_maximum(train: Training) -> None:
    model = repeat_ease.Model(half_life_days=10.0, ease_weight=0.3, regularization=50.0).fit(train)
    own = recency.decayed(train, 10.0, once=False).toarray()
    filtered = ease.Model(regularization=50.0).fit(train).scores(EVERYBODY)
    scores = model.scores(EVERYBODY)
    for user in EVERYBODY[:-2]:
        expected = own[user] / own[user].max() + 0.3 * filtered[user] / filtered[user].max()
        np.testing.assert_allclose(scores[user], expected, atol=1e-6)
    assert not scores[-2:].any()


@pytest.mark.parametrize("weighed", [{}, {"popularity_weight": 2.0, "popularity_halvings": 1.5}])
def test_repeat_ease_with_little_of_ease_ranks_purchases_like_repeat_and_the_rest_like_ease(
    train: Training, weighed: dict[str, float]
) -> None:
    model = repeat_ease.Model(ease_weight=1e-9, regularization=50.0, **weighed).fit(train)
    scores = model.scores(EVERYBODY[:-2])
    of_repeat = repeat.Model(**weighed).fit(train).scores(EVERYBODY[:-2])
    of_ease = ease.Model(regularization=50.0).fit(train).scores(EVERYBODY[:-2])
    for user, row in enumerate(scores):
        own = train.positives[user].indices
        others = np.setdiff1d(np.arange(train.n_items), own)
        highest = of_repeat[user, own].max()
        np.testing.assert_allclose(row[own], of_repeat[user, own] / highest, atol=2e-9)
        assert row[others].max() < row[own].min()
        shares = of_ease[user, others] / of_ease[user].max()
        np.testing.assert_allclose(row[others] * 1e9, shares, atol=1e-6)


def test_what_ends_below_the_smallest_number_still_gets_finite_scores() -> None:
    old = dataclasses.replace(bought(), cut_time=10**12)
    scores = repeat_ease.Model(half_life_days=0.001, ease_weight=0.2).fit(old).scores(np.arange(4))
    assert np.isfinite(scores).all()


@pytest.mark.parametrize(
    ("name", "parameter", "value"),
    [
        ("tifu_knn", "within_decay", 1.1),
        ("tifu_knn", "group_decay", 0.0),
        ("tifu_knn", "own_weight", 1.5),
        ("up_cf", "asymmetry", 1.2),
        ("up_cf", "locality", 0.0),
        ("repeat", "popularity_halvings", -0.5),
    ],
)
def test_parameters_out_of_range_are_refused(name: str, parameter: str, value: float) -> None:
    with pytest.raises(UserError, match=rf"baselines\.{name}: {parameter} is {value}"):
        contract.build(name, contract.load(name), {parameter: value}, seed=0)


@pytest.mark.parametrize("model", [tifu_knn.Model(), up_cf.Model()])
def test_what_needs_baskets_says_so_where_there_are_no_times(model: object) -> None:
    with pytest.raises(ValueError, match="baskets need times"):
        model.fit(dataclasses.replace(bought(), times=None))
