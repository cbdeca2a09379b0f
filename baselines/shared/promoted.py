"""What was promoted in the last weeks before the cut, and how strongly."""

import numpy as np

from benchmarks.contract.arrays import BoolArray, FloatArray
from benchmarks.protocol.training import Training

SECONDS_PER_WEEK = 7 * 86_400


def strength(train: Training, weeks: int, sales_weight: float) -> tuple[BoolArray, FloatArray]:
    """Return which items were promoted, (n_items,), and a strength from 0 to 1 of each, (n_items,).

    An item is promoted if a promotion of it began in the `weeks` weeks before `train.cut_time`.
    With `stores` the stores of these promotions added up and `users` the number of users with a
    positive on the item in all of training, the strength is

        (1 - sales_weight) log(1 + stores) / max log(1 + stores)
        + sales_weight log(1 + users) / max log(1 + users)

    with the maxima over the promoted items.
    """
    if train.promotions is None or train.cut_time is None:
        raise ValueError("what was promoted of late needs promotions and times")
    recent = train.promotions.times > train.cut_time - weeks * SECONDS_PER_WEEK
    items, stores = train.promotions.items[recent], train.promotions.stores[recent]
    amounts = np.bincount(items, weights=stores, minlength=train.n_items)
    total = np.asarray(amounts, dtype=np.float64)
    promoted = np.bincount(items, minlength=train.n_items) > 0
    users = np.where(promoted, np.asarray(train.positives.sum(axis=0)).ravel(), 0.0)
    return promoted, (1 - sales_weight) * _log_share(total) + sales_weight * _log_share(users)


def ranked(promoted: BoolArray, strengths: FloatArray, train: Training) -> FloatArray:
    """Return scores like `strengths`: 1 + strength if promoted, else popularity, scaled below 1."""
    counts = np.asarray(train.positives.sum(axis=0), dtype=np.float64).ravel()
    return np.where(promoted, 1.0 + strengths, counts / (counts.max(initial=0.0) + 1.0))


def _log_share(amounts: FloatArray) -> FloatArray:
    """Return the logarithms of 1 + amount as shares of the largest."""
    logs = np.log1p(amounts)
    return logs / max(logs.max(initial=0.0), np.finfo(np.float64).tiny)
