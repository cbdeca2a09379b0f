"""Lists by irspack on an export, and what irspack's own evaluator says of them.

    python tools/peers/irspack_lists.py EXPORT SUBMISSION.csv [TEST.parquet]

TEST.parquet is data/splits/<benchmark>/test/interactions.parquet, for the evaluator alone, with
codes that are rows of `users` and `items`. Nothing of Levelground is imported: irspack has an
environment of its own (requirements.txt).
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from irspack import DenseSLIMRecommender, Evaluator
from scipy.sparse import csr_matrix

LENGTH, CUTOFF = 100, 10
WORDS = {"user": str, "item": str}


def matrix(rows: list[int], columns: list[int], shape: tuple[int, int]) -> csr_matrix:
    """Return ones at the given places."""
    return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)


def recommend(export: Path, to: Path) -> np.ndarray:
    """Fit irspack's EASE and write the lists; return them as scores, (n_users, n_items)."""
    users = pd.read_csv(export / "users.csv", dtype=WORDS)["user"]
    items = pd.read_csv(export / "items.csv", dtype=WORDS)["item"]
    rows = pd.read_csv(export / "interactions.csv", dtype=WORDS)
    user = pd.Index(users).get_indexer(rows["user"])
    item = pd.Index(items).get_indexer(rows["item"])
    liked = rows["relevant"].to_numpy()
    shape = (len(users), len(items))
    model = DenseSLIMRecommender(matrix(user[liked], item[liked], shape), reg=300.0).learn()
    scores = np.array(model.get_score(np.arange(len(users))), dtype=np.float64)
    scores[user, item] = -np.inf
    asked = pd.read_csv(export / "queries.csv", dtype=WORDS)["user"]
    codes = pd.Index(users).get_indexer(asked)
    top = np.argsort(-scores[codes], axis=1, kind="stable")[:, :LENGTH]
    kept = np.isfinite(np.take_along_axis(scores[codes], top, axis=1))
    lists = pd.DataFrame(
        {
            "user": np.repeat(asked.to_numpy(), kept.sum(axis=1)),
            "item": items.to_numpy()[top[kept]],
            "rank": np.tile(np.arange(1, LENGTH + 1), (len(codes), 1))[kept],
        }
    )
    to.parent.mkdir(parents=True, exist_ok=True)
    lists.to_csv(to, index=False)
    ranked = np.full(shape, -np.inf)
    ranked[codes[:, None], top] = -np.arange(top.shape[1])
    return ranked


def evaluated(ranked: np.ndarray, test: Path) -> dict[str, float]:
    """Return irspack's metrics at the cut-off over the users with something relevant."""
    held_out = pd.read_parquet(test)
    relevant = held_out[held_out["relevant"]]
    truth = matrix(relevant["user"], relevant["item"], ranked.shape)
    judged = np.flatnonzero(truth.getnnz(axis=1))
    evaluator = Evaluator(truth[judged], cutoff=CUTOFF, n_threads=1)
    return dict(evaluator.get_score_from_score_matrix(ranked[judged]))


def main() -> None:
    """Write lists and, with a test part, print what irspack says of them."""
    export, to, *test = map(Path, sys.argv[1:])
    ranked = recommend(export, to)
    for path in test:
        for name, value in evaluated(ranked, path).items():
            print(f"{name:16} {value:.12f}")


if __name__ == "__main__":
    main()
