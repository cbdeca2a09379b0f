"""What a baseline cannot tell from its training part, it says; it does not end in an error.

Numbers in comments are those of docs/inputs.md.
"""

import dataclasses

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from benchmarks.protocol import ranking
from benchmarks.protocol.training import Features, Training
from tests.baselines.promised import EVERYBODY, fitted, scores_of
from tests.worlds import synthetic


def without_positives() -> Training:
    train = synthetic.train()
    return dataclasses.replace(train, positives=csr_matrix(train.positives.shape))


def with_content(words: list[str]) -> Training:
    """Return the training set with items of which no more is known than these words."""
    train = synthetic.train()
    nothing = Features((), csr_matrix((train.n_items, 0)))
    titles = tuple(words[item % len(words)] for item in range(train.n_items))
    return dataclasses.replace(train, item_features=nothing, item_titles=titles)


def rank(name: str, train: Training) -> ranking.Lists:
    """Return the lists of a baseline, after the check of its scores."""
    model = fitted(name, train)
    scores_of(name, model, train)
    keys = [table["key"].to_numpy() for table in (synthetic.users(), synthetic.items())]
    rules = ranking.Rules(train.seen, np.arange(train.n_items, dtype=float), *keys)
    return ranking.rank(model.scores, EVERYBODY, rules, 5, name)


@pytest.mark.parametrize(
    "name", ["content", "content_embedding", "blend", "gfcf", "ease", "item_knn", "als", "markov"]
)
def test_without_a_positive_every_list_is_the_fallback(name: str) -> None:  # 5
    lists = rank(name, without_positives())
    assert lists.fallback.all()
    assert (lists.items >= 0).all()


@pytest.mark.parametrize("name", ["content", "content_embedding"])
@pytest.mark.parametrize("words", [[""], ["!"], ["\N{GREEK SMALL LETTER BETA}"]])
def test_content_that_tells_no_items_apart_cannot_tell(name: str, words: list[str]) -> None:  # 5
    assert rank(name, with_content(words)).fallback.mean() > (words[0] in ("", "!")) * 0.99


@pytest.mark.parametrize("user_based", [False, True])
def test_equal_ratings_are_predicted_as_they_are(user_based: bool) -> None:
    train = synthetic.train()
    train = dataclasses.replace(train, ratings=np.full(len(train.users), 3.0))
    model = fitted("knn_baseline", train, user_based=user_based)
    assert np.allclose(model.ratings(train.users, train.items), 3.0)
    assert np.allclose(model.scores(EVERYBODY), 3.0)
