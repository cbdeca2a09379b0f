"""One piece of work by another library, in a process of its own and on one thread.

    python tools/peers/speed.py WORK TOOL FOLDER ANSWER

Called like `python -m benchmarks.speed.programs`, which says what is in FOLDER and what is printed.
Nothing of Levelground is imported; the environments are in requirements*.txt, `make peers` has
them. Inputs are turned into the library's own types before the clock starts.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

CUTOFFS = (5, 10, 20, 50, 100)
N = 100
Work = Callable[[], np.ndarray]


def main(work: str, tool: str, folder: Path, answer: Path) -> None:
    """Prepare, work, and print what the work cost and the version that did it."""
    do = WORKS[work, tool](folder)
    start = time.process_time()
    result = do()
    seconds = time.process_time() - start
    np.save(answer, result)
    print(json.dumps({"cpu_seconds": seconds, "version": version(PACKAGES.get(tool, tool))}))


def factors(folder: Path) -> tuple[np.ndarray, np.ndarray, csr_matrix]:
    """Return the factors of users and items, and what is masked."""
    users, items, seen = (np.load(folder / f"{name}.npy") for name in ("users", "items", "seen"))
    starts = np.arange(len(seen) + 1) * seen.shape[1]
    ones = np.ones(seen.size, dtype=np.float32)
    return users, items, csr_matrix((ones, seen.ravel(), starts), shape=(len(users), len(items)))


def rank_implicit(folder: Path) -> Work:
    """Rank by implicit's own models' function."""
    from implicit.cpu.topk import topk

    users, items, seen = factors(folder)
    return lambda: topk(items, users, N, filter_query_items=seen, num_threads=1)[0]


def rank_rectools(folder: Path) -> Work:
    """Rank by the ranker of RecTools' factor models."""
    from rectools.models.rank import Distance, ImplicitRanker

    users, items, seen = factors(folder)
    ranker = ImplicitRanker(Distance.DOT, users, items, num_threads=1)

    def rank() -> np.ndarray:
        _, lists, _ = ranker.rank(np.arange(len(users)), k=N, filter_pairs_csr=seen)
        return lists.reshape(len(users), N)

    return rank


def judged(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return lists and relevant items, (n_users, n) each."""
    lists, relevant = (np.load(folder / f"{name}.npy") for name in ("lists", "relevant"))
    return lists, relevant


def dictionaries(values: np.ndarray, scores: np.ndarray) -> dict[str, dict[str, float]]:
    """Return {user: {item: score}}, as the evaluators of text retrieval take them."""
    return {
        str(user): dict(zip(map(str, of_user), scores.tolist(), strict=True))
        for user, of_user in enumerate(values.tolist())
    }


def judge_pytrec(folder: Path) -> Work:
    """Judge by trec_eval's own code; making its dictionaries is part of the work."""
    import pytrec_eval

    lists, relevant = judged(folder)
    falling = np.arange(N, 0, -1.0)
    ks = ",".join(map(str, CUTOFFS))
    measures = {f"{name}.{ks}" for name in ("P", "recall", "ndcg_cut", "map_cut")} | {"recip_rank"}

    def judge() -> np.ndarray:
        truth = dictionaries(relevant, np.ones(relevant.shape[1], dtype=int))
        run = dictionaries(lists, falling)
        of_users = pytrec_eval.RelevanceEvaluator(truth, measures).evaluate(run).values()
        return np.array(
            [
                [np.mean([values[f"{name}_{k}"] for values in of_users]) for k in CUTOFFS]
                for name in ("P", "recall", "ndcg_cut")
            ]
        )

    return judge


def judge_ranx(folder: Path) -> Work:
    """Judge by ranx, compiled before the clock starts; making its types is part of the work."""
    from ranx import Qrels, Run, evaluate

    lists, relevant = judged(folder)
    names = ("precision", "recall", "ndcg", "map", "mrr")
    wanted = [f"{name}@{k}" for name in names for k in CUTOFFS]
    falling = np.arange(N, 0, -1.0)

    def evaluated(lists: np.ndarray, relevant: np.ndarray) -> np.ndarray:
        truth = dictionaries(relevant, np.ones(relevant.shape[1], dtype=int))
        run = dictionaries(lists, falling)
        means = evaluate(Qrels.from_dict(truth), Run.from_dict(run), wanted, threads=1)
        return np.array([[means[f"{name}@{k}"] for k in CUTOFFS] for name in names[:3]])

    evaluated(lists[:10], relevant[:10])
    return lambda: evaluated(lists, relevant)


def judge_rectools(folder: Path) -> Work:
    """Judge by RecTools, whose tables are made before the clock starts."""
    import pandas as pd
    from rectools.metrics import MAP, MRR, NDCG, Precision, Recall, calc_metrics

    lists, relevant = judged(folder)
    everybody = np.arange(len(lists))
    listed = {"user_id": everybody.repeat(N), "item_id": lists.ravel()}
    ranks = np.tile(np.arange(1, N + 1), len(lists))
    table = pd.DataFrame({**listed, "rank": ranks})
    of_user = everybody.repeat(relevant.shape[1])
    truth = pd.DataFrame({"user_id": of_user, "item_id": relevant.ravel()})
    kinds = (Precision, Recall, NDCG, MAP, MRR)
    wanted = {(kind.__name__, k): kind(k=k) for kind in kinds for k in CUTOFFS}

    def judge() -> np.ndarray:
        means = calc_metrics(wanted, table, truth)
        return np.array([[means[kind.__name__, k] for k in CUTOFFS] for kind in kinds[:2]])

    return judge


def positives(folder: Path, dtype: type) -> csr_matrix:
    """Return what users have, CSR (n_users, n_items) of ones."""
    saved = np.load(folder / "positives.npz")
    ones = np.ones(len(saved["indices"]), dtype=dtype)
    return csr_matrix((ones, saved["indices"], saved["indptr"]), shape=tuple(saved["shape"]))


def parameters(folder: Path, name: str) -> dict[str, float]:
    """Return the parameters that the fit runs with."""
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def top(scores: np.ndarray) -> np.ndarray:
    """Return the best N of each row, best first."""
    best = np.argpartition(-scores, N - 1, axis=1)[:, :N]
    order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1)
    return np.take_along_axis(best, order, axis=1)


def ease_irspack(folder: Path) -> Work:
    """Fit irspack's EASE and rank everybody."""
    from irspack import DenseSLIMRecommender

    matrix = positives(folder, np.float64)
    strength = parameters(folder, "ease")["regularization"]

    def work() -> np.ndarray:
        model = DenseSLIMRecommender(matrix, reg=strength).learn()
        return top(np.asarray(model.get_score(np.arange(matrix.shape[0]))))

    return work


def slim_fastslim(folder: Path) -> Work:
    """Fit fastslim and rank everybody; it regresses on all items, not on the nearest."""
    from fastslim import SLIM

    matrix = positives(folder, np.float64)
    chosen = parameters(folder, "slim")

    def work() -> np.ndarray:
        model = SLIM(lambd=chosen["l1"], beta=chosen["l2"], tol=1e-7, max_iter=10_000, n_threads=1)
        weights = model.fit(matrix).weights
        return top((matrix @ weights).toarray())

    return work


PACKAGES = {"pytrec_eval": "pytrec-eval-terrier"}
WORKS = {
    ("rank", "implicit"): rank_implicit,
    ("rank", "rectools"): rank_rectools,
    ("judge", "pytrec_eval"): judge_pytrec,
    ("judge", "ranx"): judge_ranx,
    ("judge", "rectools"): judge_rectools,
    ("ease", "irspack"): ease_irspack,
    ("slim", "fastslim"): slim_fastslim,
}

if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
