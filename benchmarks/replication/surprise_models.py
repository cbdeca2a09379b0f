"""The algorithms of Surprise's table, with its default parameters: baselines of ours, and peers."""

from dataclasses import dataclass
from typing import Any, Protocol, cast

import surprise

from baselines.shared.surprise import trainset
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.protocol import model as contract
from benchmarks.protocol.model import PredictsRatings
from benchmarks.protocol.training import Training
from benchmarks.replication import surprise_pairs

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


class RatesPairs(PredictsRatings, Protocol):
    """A model that learns to predict ratings."""

    def fit(self, train: Training) -> object:
        """Learn from the training part."""


@dataclass
class Peer:
    """An algorithm of Surprise that is no baseline here, as a model that predicts ratings."""

    algorithm: surprise.AlgoBase

    def fit(self, train: Training) -> "Peer":
        """Let Surprise fit."""
        self.fitted = self.algorithm.fit(trainset(train))
        return self

    def ratings(self, users: IntArray, items: IntArray) -> FloatArray:
        """Return Surprise's predictions of the pairs."""
        return surprise_pairs.predicted(self.fitted, users, items)


def model(name: str) -> RatesPairs:
    """Return a model with Surprise's default parameters and seed 0."""
    if name in OURS:
        built = contract.build(name, contract.load(name), OURS[name], seed=0)
        return cast(RatesPairs, built)  # all of these predict ratings
    algorithm = PEERS[name]
    parameters: dict[str, Any] = {}
    if issubclass(algorithm, surprise.KNNBasic.__base__):
        parameters["verbose"] = False
    if "random_state" in algorithm.__init__.__code__.co_varnames:
        parameters["random_state"] = 0
    return Peer(algorithm(**parameters))
