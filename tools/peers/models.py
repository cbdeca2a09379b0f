"""Which implementations there are of which of our methods, and where each is searched.

A fit takes the positives, (n_users, n_items) of ones, its parameters and a seed, and returns
scores, (n_users, n_items). Libraries are imported where they are called, each on one thread.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from scipy.sparse import csr_matrix

from tools.peers import fits

Fit = Callable[[csr_matrix, dict[str, Any], int], np.ndarray]


@dataclass(frozen=True)
class Peer:
    """One implementation of a method.

    method : the name of our baseline; package : what its version is asked of
    default : the library's own values where the space has them
    seeds : how many runs a fit is averaged over; 1 where chance has no part in it
    """

    method: str
    package: str
    implementation: str
    fit: Fit
    space: dict[str, BaseDistribution]
    default: dict[str, Any]
    seeds: int = field(default=1)

    @property
    def name(self) -> str:
        """What its files are called."""
        return f"{self.package}-{self.implementation}".lower()


def _real(low: float, high: float, log: bool = True) -> FloatDistribution:
    return FloatDistribution(low, high, log=log)


def _whole(low: int, high: int) -> IntDistribution:
    return IntDistribution(low, high, log=True)


_SHARE = _real(0.0, 1.0, log=False)
_SHRINKAGE = _real(0.0, 500.0, log=False)
_WEIGHTINGS = CategoricalDistribution(["NONE", "TF_IDF", "BM_25"])

PEERS = (
    Peer(
        "als",
        "implicit",
        "AlternatingLeastSquares",
        fits.als,
        {"factors": _whole(8, 256), "regularization": _real(1e-2, 1e3), "alpha": _real(1.0, 100.0)},
        {"factors": 100, "regularization": 0.01, "alpha": 1.0},
        seeds=3,
    ),
    Peer(
        "ials",
        "irspack",
        "IALSRecommender",
        fits.ials,
        {"n_components": _whole(8, 256), "alpha0": _real(3e-3, 1.0), "reg": _real(1e-5, 1e-1)},
        {"n_components": 20, "alpha0": 0.1, "reg": 1e-3},
        seeds=3,
    ),
    Peer(
        "bpr",
        "implicit",
        "BayesianPersonalizedRanking",
        fits.bpr,
        {
            "factors": _whole(8, 256),
            "iterations": _whole(10, 300),
            "learning_rate": _real(1e-3, 0.3),
            "regularization": _real(1e-4, 0.3),
        },
        {"factors": 100, "iterations": 100, "learning_rate": 0.01, "regularization": 0.01},
        seeds=3,
    ),
    Peer(
        "bpr",
        "cornac",
        "BPR",
        fits.bpr_cornac,
        {
            "k": _whole(8, 256),
            "max_iter": _whole(10, 300),
            "learning_rate": _real(1e-3, 0.3),
            "lambda_reg": _real(1e-4, 0.3),
        },
        {"k": 10, "max_iter": 100, "learning_rate": 0.001, "lambda_reg": 0.01},
        seeds=3,
    ),
    Peer(
        "item_knn", "implicit", "CosineRecommender", fits.cosine, {"K": _whole(5, 1000)}, {"K": 20}
    ),
    Peer(
        "item_knn", "implicit", "TFIDFRecommender", fits.tf_idf, {"K": _whole(5, 1000)}, {"K": 20}
    ),
    Peer(
        "item_knn",
        "implicit",
        "BM25Recommender",
        fits.bm25,
        {"K": _whole(5, 1000), "K1": _real(1e-2, 300.0), "B": _SHARE},
        {"K": 20, "K1": 1.2, "B": 0.75},
    ),
    Peer(
        "item_knn",
        "irspack",
        "CosineKNNRecommender",
        fits.irspack("CosineKNNRecommender"),
        {
            "top_k": _whole(5, 1000),
            "shrinkage": _SHRINKAGE,
            "normalize": CategoricalDistribution([False, True]),
            "feature_weighting": _WEIGHTINGS,
        },
        {"top_k": 100, "shrinkage": 0.0, "normalize": False, "feature_weighting": "NONE"},
    ),
    Peer(
        "item_knn",
        "irspack",
        "AsymmetricCosineKNNRecommender",
        fits.irspack("AsymmetricCosineKNNRecommender"),
        {
            "top_k": _whole(5, 1000),
            "shrinkage": _SHRINKAGE,
            "alpha": _SHARE,
            "feature_weighting": _WEIGHTINGS,
        },
        {"top_k": 100, "shrinkage": 0.0, "alpha": 0.5, "feature_weighting": "NONE"},
    ),
    Peer(
        "item_knn",
        "irspack",
        "TverskyIndexKNNRecommender",
        fits.irspack("TverskyIndexKNNRecommender"),
        {
            "top_k": _whole(5, 1000),
            "shrinkage": _SHRINKAGE,
            "alpha": _real(0.0, 2.0, log=False),
            "beta": _real(0.0, 2.0, log=False),
        },
        {"top_k": 100, "shrinkage": 0.0, "alpha": 0.5, "beta": 0.5},
    ),
    Peer(
        "slim",
        "irspack",
        "SLIMRecommender",
        fits.irspack("SLIMRecommender"),
        {"alpha": _real(1e-5, 1.0), "l1_ratio": _real(1e-6, 1.0)},
        {"alpha": 0.05, "l1_ratio": 0.01},
    ),
    Peer(
        "slim",
        "fastslim",
        "SLIM",
        fits.fastslim,
        {"lambd": _real(1e-2, 100.0), "beta": _real(1e-1, 1e4)},
        {"lambd": 0.5, "beta": 0.5},
    ),
    Peer(
        "ease",
        "irspack",
        "DenseSLIMRecommender",
        fits.irspack("DenseSLIMRecommender"),
        {"reg": _real(1.0, 1e4)},
        {"reg": 1.0},
    ),
    Peer("ease", "cornac", "EASE", fits.ease, {"lamb": _real(1.0, 1e4)}, {"lamb": 500.0}),
    Peer(
        "edlae",
        "irspack",
        "EDLAERecommender",
        fits.irspack("EDLAERecommender"),
        {"reg": _real(1.0, 1e4), "dropout_p": _real(0.01, 0.95, log=False)},
        {"reg": 1.0, "dropout_p": 0.1},
    ),
    Peer(
        "rp3beta",
        "irspack",
        "RP3betaRecommender",
        fits.irspack("RP3betaRecommender"),
        {
            "alpha": _real(0.0, 2.0, log=False),
            "beta": _real(0.0, 2.0, log=False),
            "top_k": _whole(10, 1000),
            "normalize_weight": CategoricalDistribution([False, True]),
        },
        {"alpha": 1.0, "beta": 0.6, "top_k": 100, "normalize_weight": False},
    ),
    Peer(
        "multvae",
        "irspack",
        "MultVAERecommender",
        fits.multvae,
        {
            "dim_z": _whole(16, 256),
            "dropout_p": _real(0.1, 0.8, log=False),
            "kl_anneal_goal": _real(0.01, 1.0),
            "train_epochs": _whole(10, 300),
        },
        {"dim_z": 16, "dropout_p": 0.5, "kl_anneal_goal": 0.2, "train_epochs": 300},
        seeds=3,
    ),
)
