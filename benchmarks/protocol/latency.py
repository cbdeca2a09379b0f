"""What a fitted model costs to serve: a request, its size, the time until a new item is in."""

import pickle
import time
from typing import Any

import numpy as np

from benchmarks.protocol import ranking
from benchmarks.protocol.model import Model, TakesNewItems
from benchmarks.protocol.queries import Queries
from benchmarks.protocol.training import Training
from benchmarks.protocol.view import View

TOP = 10  # items that a request asks for
WARM_UP, REQUESTS = 20, 200
# A slow model gets fewer requests: at least so many, and no more once they have taken so long.
FEWEST_REQUESTS, MOST_SECONDS = 30, 3.0
SEED = 0  # of the users who ask
_BYTES_PER_MIB = 2**20


def measure(
    model: Model, train: Training, asked: Queries, view: View, who: str, refit_seconds: float
) -> dict[str, Any]:
    """Return `request_ms`, `model_mib` and `new_item` of a fitted model.

    refit_seconds : what the fit took, for models that need another one to take a new item in
    who : the baseline's name, for errors

    To be called with one thread. The model is of no use afterwards, as it may have one more item.
    """
    return {
        "request_ms": request_ms(model, train, asked, view, who),
        "model_mib": model_mib(model),
        "new_item": new_item(model, train, asked, who, refit_seconds),
    }


def request_ms(
    model: Model, train: Training, asked: Queries, view: View, who: str
) -> dict[str, float] | None:
    """Return how long one user's top 10 of all items takes, and of how many `requests` that is.

    p50, p95 and p99 are in milliseconds of this thread's CPU time, through the ranking that the
    lists come from. The users are drawn from those served, with replacement. None where nobody is.
    """
    if not len(asked.users):
        return None
    rules = asked.rules(train, view)
    users = np.random.default_rng(SEED).choice(asked.users, WARM_UP + REQUESTS)
    seconds: list[float] = []
    for number, user in enumerate(users):
        start = time.thread_time()
        ranking.rank(model.scores, np.array([user], dtype=asked.users.dtype), rules, TOP, who)
        if number >= WARM_UP:
            seconds.append(time.thread_time() - start)
        if len(seconds) >= FEWEST_REQUESTS and sum(seconds) > MOST_SECONDS:
            break
    p50, p95, p99 = (
        round(1000 * float(value), 4) for value in np.percentile(seconds, (50, 95, 99))
    )
    return {"p50": p50, "p95": p95, "p99": p99, "requests": len(seconds)}


class _Counter:
    """A file that keeps nothing but the number of bytes written to it."""

    def __init__(self) -> None:
        self.n_bytes = 0

    def write(self, data: bytes) -> int:
        self.n_bytes += len(data)
        return len(data)

    def count(self, buffer: pickle.PickleBuffer) -> None:
        """Take an array's memory as it is; in the stream, pickle would copy it first."""
        self.n_bytes += buffer.raw().nbytes


def model_mib(model: object) -> float | None:
    """Return the size of a pickled model in MiB; None if it cannot be pickled.

    Up to a few bytes per array.
    """
    counter = _Counter()
    try:
        pickle.Pickler(counter, protocol=5, buffer_callback=counter.count).dump(model)
    except Exception:  # any part of a model may refuse, each in its own way; that is the finding
        return None
    return round(counter.n_bytes / _BYTES_PER_MIB, 6)


def new_item(
    model: Model, train: Training, asked: Queries, who: str, refit_seconds: float
) -> dict[str, Any]:
    """Return the `seconds` until a new item is in, and `by` what: `add_items` or a `refit`.

    For `add_items` they are the CPU time of this process for one item with the features of the
    first; compiling what has not run before is part of it.

    Raises UserError if `scores` has no column for the item afterwards.
    """
    if not isinstance(model, TakesNewItems) or train.item_features is None:
        return {"seconds": refit_seconds, "by": "refit"}
    twin = train.item_features.matrix[[0]]
    start = time.process_time()
    model.add_items(twin)
    seconds = round(time.process_time() - start, 6)
    ranking.checked_scores(
        model.scores, asked.users[:1], train.n_items + 1, f"{who}: after add_items"
    )
    return {"seconds": seconds, "by": "add_items"}
