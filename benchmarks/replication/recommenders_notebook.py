"""The comparison notebook of the recommenders project: SVD, SAR and the most popular films, on MovieLens 100K."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.protocol import model as contract
from benchmarks.protocol.training import Training
from benchmarks.replication.ratings import Ratings, errors, relevance
from benchmarks.replication.targets import Source, Target
from benchmarks.splits.parts import TEST, TRAIN
from benchmarks.splits.stratified import Stratified

SOURCE = Source(
    "recommenders 1.2.1",
    "examples/06_benchmarks/movielens.ipynb",
    "of each film's ratings a random quarter is the test (numpy, seed 42); every rating is "
    "relevant; films seen in training are left out; k = 10; average precision is divided by the number of relevant "
    "films; SVD's predictions are clipped to the scale, and of equal ones the film with the lower number comes first",
)
RULE = Stratified(by="item", test=0.25, rounding="nearest", draw="numpy", seed=42)
METRICS = {
    "ndcg@10": "ndcg",
    "precision@10": "precision",
    "recall@10": "recall",
    "ap_relevant@10": "ap_relevant",
}
PUBLISHED = {
    "svd": {
        "rmse": 0.942506,
        "mae": 0.744752,
        "ndcg@10": 0.094445,
        "precision@10": 0.089077,
        "recall@10": 0.030094,
        "ap_relevant@10": 0.012060,
    },
    "sar": {
        "ndcg@10": 0.393819,
        "precision@10": 0.340615,
        "recall@10": 0.185377,
        "ap_relevant@10": 0.114038,
    },
}
NOT_THERE = "the notebook has no such row; ours is what any of its rows should be compared with"
TARGETS = [
    Target("ml-100k", baseline, metric, value, 1e-6)
    for baseline, row in PUBLISHED.items()
    for metric, value in row.items()
] + [Target("ml-100k", "popular", metric, None, 1e-6, NOT_THERE) for metric in METRICS]

HALF_LIFE_SECONDS = 30 * 24 * 60 * 60


@dataclass
class Sar:
    """Smart adaptive recommendations: a user's decayed ratings times Jaccard similarities of items.

    An item's affinity is its rating, halved for every 30 days before the last training row; the
    similarity of two items is the users they share over the users that either has, its own 1.
    Source: the recommenders project's description of the algorithm, written anew.
    """

    def fit(self, train: Training) -> "Sar":
        """Weigh the ratings and count shared users."""
        age = (train.times.max() - train.times) / HALF_LIFE_SECONDS
        shape = train.positives.shape
        self.affinity = csr_matrix(
            (train.ratings * 0.5**age, (train.users, train.items)), shape=shape
        )
        shared = (train.positives.T @ train.positives).toarray().astype(np.float64)
        sizes = np.diag(shared)
        either = sizes[:, None] + sizes - shared
        self.similarity = np.divide(shared, either, out=np.zeros_like(shared), where=either > 0)
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return affinities times similarities, (len(users), n_items)."""
        return self.affinity[users] @ self.similarity


def model(name: str) -> Any:
    """Return a model with the notebook's parameters."""
    if name == "sar":
        return Sar()
    parameters = {"factors": 150, "epochs": 15, "learning_rate": 0.005, "regularization": 0.02}
    return contract.build(name, contract.load(name), parameters if name == "svd" else {}, seed=42)


def in_item_order(
    scores: Callable[[IntArray], FloatArray], scale: tuple[float, float] | None
) -> Callable[..., Any]:
    """Return scores with the order of others, clipped to a scale if any; of equal ones the lower code comes first."""

    def places(users: IntArray) -> FloatArray:
        own = scores(users) if scale is None else np.clip(scores(users), *scale)
        order = np.argsort(-own, axis=1, kind="stable")
        found = np.empty(order.shape)
        np.put_along_axis(found, order, np.arange(order.shape[1], 0.0, -1)[None, :], axis=1)
        return found

    return places


def jobs(targets: list[Target]) -> list[str]:
    """Return the models."""
    return sorted({target.baseline for target in targets})


def run(data: Ratings, job: str) -> dict[tuple[str, str], float]:
    """Return the figures of one model."""
    (drawn,) = data.split(RULE)
    train = data.train_set(drawn.of(TRAIN))
    fitted = model(job).fit(train)
    unknown = (
        np.bincount(train.items, minlength=train.n_items) == 0
    )  # no candidates, though they may be relevant
    rates = hasattr(fitted, "ratings")
    scores = in_item_order(fitted.scores, data.scale if rates else None)
    hits, n_relevant = data.hits(
        scores, train, data.matrix(drawn.of(TEST)), train.seen, 10, unknown
    )
    found = relevance(list(METRICS.values()), hits, n_relevant, (10,))
    found |= errors(fitted, drawn.of(TEST), data.scale) if rates else {}
    return {(job, metric): value for metric, value in found.items()}
