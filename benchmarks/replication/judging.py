"""What all protocols are judged by: errors of ratings, metrics of lists, AUC."""

import numpy as np
import pyarrow as pa

from benchmarks import metrics
from benchmarks.contract import tables
from benchmarks.contract.arrays import BoolArray, IntArray
from benchmarks.protocol.model import PredictsRatings


def errors(model: PredictsRatings, test: pa.Table, scale: tuple[float, float]) -> dict[str, float]:
    """Return RMSE and MAE of predicted ratings, clipped to the scale."""
    predicted = np.clip(
        model.ratings(tables.column(test, "user"), tables.column(test, "item")), *scale
    )
    difference = predicted - tables.column(test, "rating")
    sums = {
        "squared_error": np.sum(difference**2),
        "absolute_error": np.sum(abs(difference)),
        "n_ratings": len(test),
    }
    return {
        name: float(metrics.call(metric, sums))
        for name, metric in metrics.select(["rmse", "mae"]).items()
    }


def relevance(
    names: list[str], hits: BoolArray, n_relevant: IntArray, ks: tuple[int, ...]
) -> dict[str, float]:
    """Return the mean of metrics of lists over users at each cut-off, by name such as `ndcg@10`."""
    return {
        f"{name}@{k}": float(
            np.mean(metrics.call(metric, {"hits": hits[:, :k], "n_relevant": n_relevant}))
        )
        for name, metric in metrics.select(names).items()
        for k in ks
    }


def auc(hits: BoolArray, n_relevant: IntArray) -> float:
    """Return the mean share of pairs, relevant and other item, that lists have in this order.

    hits : (n_users, n_items), lists of the whole catalogue, nothing masked

    >>> auc(np.array([[True, False, True, False]]), np.array([2]))
    0.75
    """
    others = hits.shape[1] - n_relevant
    below = others[:, None] - np.cumsum(~hits, axis=1)
    return float(np.mean((hits * below).sum(axis=1) / (n_relevant * others)))
