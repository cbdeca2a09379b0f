"""The table of Surprise's README: ten algorithms with default parameters, five folds."""

import random
from dataclasses import dataclass
from typing import Any

import numpy as np
import surprise

from baselines.shared.surprise import trainset
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.protocol import model as contract
from benchmarks.protocol.training import Training
from benchmarks.replication.ratings import Ratings, errors
from benchmarks.replication.targets import Source, Target
from benchmarks.splits.k_fold import KFold
from benchmarks.splits.parts import TEST, TRAIN, VALIDATION

SOURCE = Source(
    "Surprise 1.1.5",
    "README.md, Benchmarks",
    "five folds of all ratings, shuffled by numpy from seed 0 (`KFold(random_state=0)`); default parameters, seed 0; "
    "RMSE and MAE over the ratings of a fold, averaged over folds",
)
# Ours where there is a baseline, with Surprise's default values; else Surprise's own algorithm.
OURS: dict[str, dict[str, Any]] = {
    "svd": {"factors": 100, "epochs": 20, "learning_rate": 0.005, "regularization": 0.02},
    "svdpp": {"factors": 20, "epochs": 20, "learning_rate": 0.007, "regularization": 0.02},
    "nmf": {"factors": 15, "epochs": 50, "regularization": 0.06},
    "baseline_only": {"epochs": 10, "user_regularization": 15.0, "item_regularization": 10.0},
}
PEERS = {
    "slope_one": surprise.SlopeOne,
    "knn_basic": surprise.KNNBasic,
    "knn_with_means": surprise.KNNWithMeans,
    "knn_baseline": surprise.KNNBaseline,
    "co_clustering": surprise.CoClustering,
    "normal_predictor": surprise.NormalPredictor,
}
PUBLISHED = {
    "ml-100k": {
        "svd": (0.934, 0.737),
        "svdpp": (0.919, 0.721),
        "nmf": (0.963, 0.758),
        "slope_one": (0.946, 0.743),
        "knn_basic": (0.980, 0.774),
        "knn_with_means": (0.951, 0.749),
        "knn_baseline": (0.931, 0.733),
        "co_clustering": (0.963, 0.753),
        "baseline_only": (0.944, 0.748),
        "normal_predictor": (1.518, 1.219),
    },
    "ml-1m": {
        "svd": (0.873, 0.686),
        "knn_baseline": (0.895, 0.706),
        "baseline_only": (0.909, 0.719),
    },
}
TARGETS = [
    Target(dataset, baseline, metric, value, 0.0006)
    for dataset, rows in PUBLISHED.items()
    for baseline, pair in rows.items()
    for metric, value in zip(("rmse", "mae"), pair, strict=True)
]
IN_A_ROW = {"normal_predictor"}
RULE = KFold(folds=5, draw="numpy", seed=0)


@dataclass
class Peer:
    """An algorithm of Surprise that is no baseline here, as a model that predicts ratings."""

    algorithm: Any

    def fit(self, train: Training) -> "Peer":
        """Let Surprise fit."""
        self.fitted = self.algorithm.fit(trainset(train))
        return self

    def ratings(self, users: IntArray, items: IntArray) -> FloatArray:
        """Return Surprise's predictions of the pairs."""
        pairs = zip(users.tolist(), items.tolist(), strict=True)
        return np.array([self.fitted.predict(user, item).est for user, item in pairs])


def model(name: str) -> Any:
    """Return a model with Surprise's default parameters and seed 0."""
    if name in OURS:
        return contract.build(name, contract.load(name), OURS[name], seed=0)
    algorithm = PEERS[name]
    known = algorithm.__init__.__code__.co_varnames
    quiet: dict[str, Any] = (
        {"verbose": False} if issubclass(algorithm, surprise.KNNBasic.__base__) else {}
    )
    return Peer(algorithm(**quiet, **({"random_state": 0} if "random_state" in known else {})))


def jobs(targets: list[Target]) -> list[tuple[str, tuple[int, ...]]]:
    """Return each algorithm with each fold, slow ones first; one that draws from numpy itself has all in a row."""
    names = sorted(
        {target.baseline for target in targets}, key=lambda name: (name != "svdpp", name)
    )
    every = tuple(range(RULE.folds))
    return [
        (name, folds)
        for name in names
        for folds in ([every] if name in IN_A_ROW else [(fold,) for fold in every])
    ]


def run(data: Ratings, job: tuple[str, tuple[int, ...]]) -> dict[tuple[str, str], float]:
    """Return the errors of one algorithm, averaged over some folds; random generators start at 0, as for the table."""
    name, folds = job
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002  Surprise draws from it
    found = []
    for fold, drawn in enumerate(data.split(RULE)):
        if fold in folds:
            fitted = model(name).fit(data.train_set(drawn.of(TRAIN, VALIDATION)))
            found.append(errors(fitted, drawn.of(TEST), data.scale))
    return {(name, metric): float(np.mean([one[metric] for one in found])) for metric in found[0]}
