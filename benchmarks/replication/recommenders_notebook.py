"""The comparison notebook of the recommenders project: SVD, SAR, popularity on MovieLens 100K."""

from collections.abc import Callable

import numpy as np

from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.protocol import model as contract
from benchmarks.protocol.model import Model, PredictsRatings
from benchmarks.replication.judging import errors, relevance
from benchmarks.replication.ratings import Ratings
from benchmarks.replication.sar import Sar
from benchmarks.replication.targets import Figures, Source, Target
from benchmarks.splits.parts import TEST, TRAIN
from benchmarks.splits.stratified import Stratified

SOURCE = Source(
    "recommenders 1.2.1",
    "examples/06_benchmarks/movielens.ipynb",
    "of each film's ratings a random quarter is the test (numpy, seed 42); every rating is "
    "relevant; films seen in training are left out; k = 10; average precision is divided by the "
    "number of relevant films; SVD's predictions are clipped to the scale, and of equal ones the "
    "film with the lower number comes first",
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


def model(name: str) -> Model:
    """Return a model with the notebook's parameters."""
    if name == "sar":
        return Sar()
    parameters = {"factors": 150, "epochs": 15, "learning_rate": 0.005, "regularization": 0.02}
    return contract.build(name, contract.load(name), parameters if name == "svd" else {}, seed=42)


def in_item_order(
    scores: Callable[[IntArray], FloatArray], scale: tuple[float, float] | None
) -> Callable[[IntArray], FloatArray]:
    """Return scores with the order of others, of equal ones the lower code first.

    scale : that they are clipped to before, or None
    """

    def places(users: IntArray) -> FloatArray:
        own = scores(users) if scale is None else np.clip(scores(users), *scale)
        order = np.argsort(-own, axis=1, kind="stable")
        falling = np.arange(order.shape[1], 0.0, -1)[None, :]
        placed = np.empty(order.shape)
        np.put_along_axis(placed, order, falling, axis=1)
        return placed

    return places


def label() -> str:
    """Return what stands in the table."""
    return SOURCE.label


def jobs(targets: list[Target]) -> list[str]:
    """Return the models."""
    return sorted({target.baseline for target in targets})


def run(data: Ratings, job: str) -> Figures:
    """Return the figures of one model."""
    (drawn,) = data.split(RULE)
    train = data.train_set(drawn.of(TRAIN))
    fitted, test = model(job), drawn.of(TEST)
    fitted.fit(train)
    # No candidates, though they may be relevant.
    unknown = np.bincount(train.items, minlength=train.n_items) == 0
    rates = isinstance(fitted, PredictsRatings)
    scores = in_item_order(fitted.scores, data.scale if rates else None)
    hits, n_relevant = data.hits(scores, train, data.matrix(test), train.seen, 10, unknown)
    figures = relevance(list(METRICS.values()), hits, n_relevant, (10,))
    if isinstance(fitted, PredictsRatings):
        figures |= errors(fitted, test, data.scale)
    return {(job, metric): value for metric, value in figures.items()}
