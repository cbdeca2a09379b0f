"""How each library is called: positives, parameters and a seed in, scores out, on one thread.

positives : (n_users, n_items) ones; scores : (n_users, n_items)
"""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

Parameters = dict[str, Any]


def als(positives: csr_matrix, parameters: Parameters, seed: int) -> np.ndarray:
    """Fit implicit's ALS: Hu et al. 2008."""
    from implicit.cpu.als import AlternatingLeastSquares

    model = AlternatingLeastSquares(**parameters, num_threads=1, random_state=seed)
    model.fit(positives.astype(np.float32), show_progress=False)
    return model.user_factors @ model.item_factors.T


def bpr(positives: csr_matrix, parameters: Parameters, seed: int) -> np.ndarray:
    """Fit implicit's BPR, whose factors have the items' biases in their last place."""
    from implicit.cpu.bpr import BayesianPersonalizedRanking

    model = BayesianPersonalizedRanking(**parameters, num_threads=1, random_state=seed)
    model.fit(positives.astype(np.float32), show_progress=False)
    return model.user_factors @ model.item_factors.T


def _neighbours(recommender: str) -> Callable[[csr_matrix, Parameters, int], np.ndarray]:
    """Return how one of implicit's item neighbours is fitted."""

    def fit(positives: csr_matrix, parameters: Parameters, _: int) -> np.ndarray:
        from implicit import nearest_neighbours

        model = getattr(nearest_neighbours, recommender)(**parameters, num_threads=1)
        with warnings.catch_warnings():  # what implicit itself weighs is no CSR
            warnings.simplefilter("ignore")
            model.fit(positives, show_progress=False)
        return (positives @ model.similarity).toarray()

    return fit


cosine = _neighbours("CosineRecommender")
tf_idf = _neighbours("TFIDFRecommender")
bm25 = _neighbours("BM25Recommender")


def irspack(recommender: str) -> Callable[[csr_matrix, Parameters, int], np.ndarray]:
    """Return how a recommender of irspack that has no seed is fitted."""

    def fit(positives: csr_matrix, parameters: Parameters, _: int) -> np.ndarray:
        import irspack as library

        model_class = getattr(library, recommender)
        takes_threads = "n_threads" in model_class.__init__.__annotations__
        threads = {"n_threads": 1} if takes_threads else {}
        model = model_class(positives, **parameters, **threads).learn()
        return _everybody(model, positives)

    return fit


def ials(positives: csr_matrix, parameters: Parameters, seed: int) -> np.ndarray:
    """Fit irspack's iALS, as in Rendle et al. 2022."""
    from irspack import IALSRecommender

    model = IALSRecommender(positives, **parameters, random_seed=seed, n_threads=1).learn()
    return _everybody(model, positives)


def multvae(positives: csr_matrix, parameters: Parameters, seed: int) -> np.ndarray:
    """Fit irspack's Mult-VAE, which JAX computes and numpy shuffles."""
    from irspack.recommenders.multvae import MultVAERecommender

    np.random.seed(seed)  # noqa: NPY002  irspack draws from it
    epochs = parameters["train_epochs"]
    anneal = {"anneal_end_epoch": max(epochs // 2, 1)}
    model = MultVAERecommender(positives, **parameters, **anneal).learn()
    return _everybody(model, positives)


def _everybody(model: Any, positives: csr_matrix) -> np.ndarray:
    """Return what a model of irspack says of all users."""
    return np.asarray(model.get_score(np.arange(positives.shape[0])))


def fastslim(positives: csr_matrix, parameters: Parameters, _: int) -> np.ndarray:
    """Fit fastslim."""
    from fastslim import SLIM

    weights = SLIM(**parameters, n_threads=1).fit(positives).weights
    return (positives @ weights).toarray()


def ease(positives: csr_matrix, parameters: Parameters, _: int) -> np.ndarray:
    """Fit Cornac's EASE, with weights of either sign, as in its paper."""
    from cornac.models import EASE

    model = EASE(**parameters, posB=False, verbose=False)
    model.fit(_dataset(positives))
    return np.asarray(positives @ model.B)


def bpr_cornac(positives: csr_matrix, parameters: Parameters, seed: int) -> np.ndarray:
    """Fit Cornac's BPR."""
    from cornac.models import BPR

    model = BPR(**parameters, num_threads=1, seed=seed)
    model.fit(_dataset(positives))
    return model.u_factors @ model.i_factors.T + model.i_biases


def _dataset(positives: csr_matrix) -> Any:
    """Return positives as Cornac takes them, with our codes."""
    from cornac.data import Dataset

    users, items = positives.nonzero()
    same = [{code: code for code in range(count)} for count in positives.shape]
    n_users, n_items = positives.shape
    return Dataset(n_users, n_items, *same, (users, items, np.ones(len(users))))
