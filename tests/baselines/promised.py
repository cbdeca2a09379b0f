"""What the tests of baselines share: a baseline with its parameters, fitted, and plain words."""

from functools import cache
from typing import Any, NoReturn

import numpy as np
import pytest

from benchmarks.config import load
from benchmarks.contract.arrays import FloatArray
from benchmarks.contract.errors import UserError
from benchmarks.protocol import model as contract
from benchmarks.protocol import ranking
from benchmarks.protocol.lending import lent
from benchmarks.protocol.training import Training
from tests.worlds import synthetic

SETTINGS = load.load()
EVERYBODY = np.arange(synthetic.N_USERS, dtype=np.int32)
NEWCOMER = synthetic.N_USERS - 1  # a user without history


def broken(name: str, promise: str, seen: str, remedy: str) -> NoReturn:
    """End a test in plain words: which promise, what happened instead, and what to do."""
    lines = [f"{name} breaks a promise: {promise}.", f"  seen: {seen}", f"  do:   {remedy}"]
    pytest.fail("\n".join(lines), pytrace=False)


def expect(kept: object, name: str, promise: str, seen: str, remedy: str) -> None:
    """End a test in plain words where a promise is not kept."""
    if not kept:
        broken(name, promise, seen, remedy)


def model_class(name: str) -> Any:
    """Return a baseline's class; what is wrong with it ends the test in one line."""
    block = SETTINGS.baselines.get(name)
    try:
        return contract.load(name, block.defined_in if block else "")
    except UserError as error:
        pytest.fail(str(error), pytrace=False)


def given(name: str) -> dict[str, Any]:
    """Return the parameters that params.yaml gives a baseline; none where it does not name it."""
    block = SETTINGS.baselines.get(name)
    return dict(block.given) if block else {}


def built(name: str, seed: int = 0, **changes: object) -> Any:
    """Return a baseline with its parameters, not fitted."""
    try:
        return contract.build(name, model_class(name), given(name) | changes, seed)
    except UserError as error:
        pytest.fail(str(error), pytrace=False)


def fitted(name: str, train: Training, seed: int = 0, **changes: object) -> Any:
    """Return a baseline that has learned from `train`."""
    model = built(name, seed, **changes)
    try:
        same = model.fit(lent(train))
    except ValueError as error:
        promise, remedy = "the training data is not changed", "work on a copy: `.copy()`"
        expect("read-only" not in str(error), name, promise, f"fit writes into it: {error}", remedy)
        raise
    expect(
        same is model,
        name,
        "fit(train) returns the model itself",
        f"it returned {type(same).__name__}",
        "end `fit` with `return self`",
    )
    return model


@cache
def fitted_once(name: str, seed: int = 0) -> Any:
    """Return a baseline that has learned from the two tastes; nobody may change it."""
    return fitted(name, synthetic.train(), seed)


def scores_of(name: str, model: Any, train: Training) -> FloatArray:
    """Return the scores of everybody, after the check that the harness makes."""
    try:
        return ranking.checked_scores(model.scores, EVERYBODY, train.n_items, name)
    except UserError as error:
        promise = "scores(users) returns finite numbers, for each user and each item"
        broken(name, promise, str(error), "score every item; 0 for all says `cannot tell`")


def lists_of(
    name: str, model: Any, train: Training, n: int = 10, mask: bool = True
) -> ranking.Lists:
    """Return everybody's top `n`, without what was seen where `mask` says so."""
    popularity = np.asarray(train.positives.sum(axis=0), dtype=float).ravel()
    keys = [np.asarray(table["key"].to_numpy()) for table in (synthetic.users(), synthetic.items())]
    rules = ranking.Rules(train.seen if mask else None, popularity, *keys)
    return ranking.rank(model.scores, EVERYBODY, rules, n, name)
