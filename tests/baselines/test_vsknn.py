"""V-SkNN against its formula, written down pair by pair."""

import dataclasses
import math

import numpy as np
import pytest

from baselines import vsknn
from benchmarks.contract.errors import UserError
from benchmarks.protocol import model as contract
from benchmarks.protocol.training import Training
from tests.worlds import synthetic
from tests.worlds.synthetic import EVERYBODY

STEPS = 5
WEIGHTS = {  # of items by how many steps they were before the last
    "linear": [1, 0.8, 0.6, 0.4, 0.2],
    "inverse": [1, 1 / 2, 1 / 3, 1 / 4, 1 / 5],
    "logarithmic": [1 / math.log10(before + 1.7) for before in range(STEPS)],
    "none": [1, 1, 1, 1, 1],
}


@pytest.fixture(scope="module")
def train() -> Training:
    return synthetic.train()


def running_session(train: Training, user: int, decay: str) -> dict[int, float]:
    """Return what the items of a user's last steps weigh; equal times are a step."""
    liked = (train.users == user) & (train.ratings >= 4)
    times = sorted(set(train.times[liked].tolist()), reverse=True)[:STEPS]
    pairs = zip(train.items[liked].tolist(), train.times[liked].tolist(), strict=True)
    return {item: WEIGHTS[decay][times.index(time)] for item, time in pairs if time in times}


@pytest.mark.parametrize("decay", list(WEIGHTS))
def test_scores_are_their_formula(decay: str, train: Training) -> None:
    model = vsknn.Model(
        neighbours=7, steps=STEPS, decay=decay, size_exponent=0.3, idf_weight=0.4
    ).fit(uneven(train))
    users = EVERYBODY[:6]
    expected = [scores_of(uneven(train), user, decay) for user in users]
    np.testing.assert_allclose(model.scores(users), expected)


def uneven(train: Training) -> Training:
    """Return histories of different sizes and with ties in time: of a third of users some rows."""
    kept = (train.users % 3 > 0) | (train.items % 4 > 0)
    rows = {name: getattr(train, name)[kept] for name in ("users", "items", "ratings")}
    positives = train.positives.tolil()
    positives[::3, ::4] = 0
    times = train.times[kept] // 20_000
    return dataclasses.replace(train, **rows, times=times, positives=positives.tocsr())


def scores_of(train: Training, user: int, decay: str) -> np.ndarray:
    """Return the scores of a user, with 7 neighbours."""
    session = running_session(train, user, decay)
    history = train.positives.toarray()
    similar = np.zeros(len(history))
    for other, items in enumerate(history):
        if other != user and items.any():
            shared = sum(weight for item, weight in session.items() if items[item])
            similar[other] = shared / items.sum() ** 0.3
    nearest = np.argsort(-similar, kind="stable")[:7]
    n_users = (history.sum(axis=1) > 0).sum()
    rarity = 1 + 0.4 * np.log(n_users / history.sum(axis=0))
    return similar[nearest] @ history[nearest] * rarity


def test_the_latest_items_decide(train: Training) -> None:
    """A user whose last item is of the other taste is near to those of that taste."""
    last = (train.users == 0) & (train.items % 2 == 1)
    ratings, times = train.ratings.copy(), train.times.copy()
    ratings[last], times[last] = 5.0, train.times.max() + 1
    positives = train.positives.tolil()
    positives[0, train.items[last]] = 1
    turned = dataclasses.replace(train, ratings=ratings, times=times, positives=positives.tocsr())
    model = vsknn.Model(neighbours=10, steps=1)
    assert (model.fit(turned).similarity[[0]].indices % 2 == 1).all()
    assert (model.fit(train).similarity[[0]].indices % 2 == 0).all()


def test_neighbours_are_the_same_in_blocks(
    train: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = vsknn.Model(neighbours=5).fit(train).similarity
    monkeypatch.setattr(vsknn, "_PAIRS_PER_BLOCK", 7 * train.n_users)
    blocks = vsknn.Model(neighbours=5).fit(train).similarity
    np.testing.assert_array_equal(blocks.toarray(), whole.toarray())


def test_users_without_history_get_nothing(train: Training) -> None:
    assert not vsknn.Model().fit(train).scores(EVERYBODY[-2:]).any()


def test_an_unknown_decay_is_refused() -> None:
    with pytest.raises(UserError, match=r"baselines\.vsknn: decay is 'steep'; one of linear"):
        contract.build("vsknn", contract.load("vsknn"), {"decay": "steep"}, seed=0)
