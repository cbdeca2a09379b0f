"""The contract of docs/contract.md, promise by promise, for each baseline of params.yaml.

`make test BASELINE=mine` holds it against one alone, in seconds. A test that fails says which
promise is broken, what was seen, and what to do.
"""

import copy
import dataclasses
from typing import Any

import numpy as np

from benchmarks.protocol import model as contract
from benchmarks.protocol.training import Training
from tests.baselines.promised import (
    EVERYBODY,
    NEWCOMER,
    broken,
    built,
    expect,
    fitted,
    fitted_once,
    lists_of,
    model_class,
    scores_of,
)
from tests.worlds import synthetic


def test_its_scores_are_finite_with_a_row_for_each_user(name: str, train: Training) -> None:
    scores_of(name, fitted_once(name), train)


def test_its_lists_are_full_and_hold_nothing_twice_and_nothing_seen(
    name: str, train: Training
) -> None:
    lists = lists_of(name, fitted_once(name), train)
    for user, items in enumerate(lists.items):
        assert len(set(items)) == 10
        assert set(items) <= set(range(train.n_items))
        assert not set(items) & set(train.seen[user].indices)


def test_a_user_without_history_gets_a_list(name: str, train: Training) -> None:
    assert (lists_of(name, fitted_once(name), train).items[NEWCOMER] >= 0).all()


def test_its_scores_do_not_depend_on_who_else_is_asked_for(name: str, train: Training) -> None:
    model = fitted_once(name)
    together = scores_of(name, model, train)
    some = np.array([17, 3, NEWCOMER], dtype=np.int32)
    apart = np.asarray(model.scores(some))
    expect(
        np.allclose(apart, together[some], rtol=1e-5, atol=1e-6),
        name,
        "a user's scores are the same whoever else is asked for, and each time",
        f"three users alone differ by up to {_distance(apart, together[some])}",
        "look users up by `users`, not by their place; draw random numbers in `fit` alone",
    )


def test_the_same_seed_gives_the_same_scores(name: str, train: Training) -> None:
    first, again = (scores_of(name, fitted(name, train, seed=3), train) for _ in range(2))
    expect(
        np.array_equal(first, again),
        name,
        "the same seed gives the same scores",
        f"two fits with seed 3 differ by up to {_distance(first, again)}",
        "use `np.random.default_rng(self.seed)`, pass the seed on, and compute on one thread",
    )


def test_another_seed_gives_other_scores_if_it_takes_one(name: str, train: Training) -> None:
    if not contract.is_stochastic(model_class(name)):
        return
    first, second = (scores_of(name, fitted_once(name, seed), train) for seed in (0, 1))
    expect(
        not np.array_equal(first, second),
        name,
        "what takes `seed` draws random numbers by it",
        "seeds 0 and 1 give the same scores",
        "pass the seed on, or do not take it: then the baseline runs once",
    )


def test_fit_and_scores_leave_the_training_data_as_it_is(name: str) -> None:
    train = synthetic.train()
    before = copy.deepcopy(train)
    scores_of(name, fitted(name, train), train)
    for field, value in vars(before).items():
        expect(
            _equal(value, getattr(train, field)),
            name,
            "the training data is not changed",
            f"`train.{field}` is another afterwards",
            "work on a copy: `.copy()`",
        )


def _equal(first: Any, second: Any) -> bool:
    if hasattr(first, "indptr"):
        parts = ("data", "indices", "indptr")
        return all(np.array_equal(getattr(first, part), getattr(second, part)) for part in parts)
    if dataclasses.is_dataclass(first):
        return all(_equal(value, getattr(second, name)) for name, value in vars(first).items())
    return np.array_equal(first, second)


def test_a_second_fit_forgets_the_first(name: str, train: Training) -> None:
    model = fitted(name, synthetic.train(seed=9))
    model.fit(train)
    again, fresh = scores_of(name, model, train), scores_of(name, fitted_once(name), train)
    expect(
        np.array_equal(again, fresh),
        name,
        "a second fit forgets the first",
        f"scores differ by up to {_distance(again, fresh)} from those of a fresh model",
        "make in `fit` all that `fit` changes; `__init__` only stores parameters",
    )


def test_what_it_does_not_need_may_be_missing(name: str, train: Training) -> None:
    needs = set(model_class(name).needs)
    fields = {"values": "purchases", "times": "times", "cut_time": "times"}
    optional = {"ratings", "promotions", "item_categories", "user_features", "item_features"}
    fields |= {field: field for field in (*optional, "item_titles")}
    fields["rating_scale"] = "ratings"
    without = {field: None for field, word in fields.items() if word not in needs}
    baskets = train.baskets if "baskets" in needs else None
    bare = dataclasses.replace(train, **without, named_baskets=baskets)
    try:
        scores = fitted(name, bare).scores(EVERYBODY)
    except (TypeError, ValueError, AttributeError) as error:
        broken(
            name,
            "it works without what it does not need",
            f"with nothing but {', '.join(sorted(needs)) or 'positives'}: {error}",
            "name in `needs` what `fit` reads, or look whether it is None",
        )
    assert np.isfinite(scores).all()


def test_it_says_whether_lists_depend_on_the_user(name: str, train: Training) -> None:
    if not model_class(name).personalized:
        return
    scores = scores_of(name, fitted_once(name), train)
    with_history = scores[: synthetic.N_USERS - 2]
    expect(
        not np.array_equal(with_history, np.broadcast_to(with_history[0], with_history.shape)),
        name,
        "`personalized = True` says that lists depend on the user",
        "all users with a history have the same scores",
        "write `personalized = False`, or read the users' history",
    )


def test_its_ratings_are_finite_and_one_for_each_pair(name: str, train: Training) -> None:
    if not hasattr(model_class(name), "ratings"):
        return
    predicted = np.asarray(fitted_once(name).ratings(train.users, train.items))
    expect(
        predicted.shape == train.users.shape and np.isfinite(predicted).all(),
        name,
        "ratings(users, items) returns a finite number for each pair",
        f"for {len(train.users)} pairs the shape is {predicted.shape}",
        "return an array of len(users), the mean rating where user or item is new",
    )


def test_early_stopping_leaves_the_model_as_a_fit_of_what_it_found(
    name: str, train: Training
) -> None:
    if not contract.stops_early(model_class(name)):
        return
    model = built(name)
    found = model.fit_until(train, lambda: 0.0)
    expect(
        set(found) <= set(contract.accepted(model_class(name))),
        name,
        "fit_until returns parameters of its own",
        f"it returned {found}",
        'return for example `{"epochs": best}`',
    )
    np.testing.assert_array_equal(
        model.scores(EVERYBODY), fitted(name, train, **found).scores(EVERYBODY)
    )


def _distance(first: Any, second: Any) -> str:
    if np.shape(first) != np.shape(second):
        return f"their shape, {np.shape(first)} and {np.shape(second)}"
    return f"{np.abs(np.asarray(first, float) - np.asarray(second, float)).max():.3g}"
