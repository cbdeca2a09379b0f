"""One piece of work by our code, or by the least that anybody could do, in a process of its own.

    python -m benchmarks.speed.programs WORK TOOL FOLDER ANSWER

FOLDER has the inputs; into ANSWER goes the result as .npy, to be compared with other tools'. Prints
the CPU seconds of the work alone, as JSON. tools/peers/speed.py is called the same way.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks import metrics
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.protocol import ranking
from benchmarks.protocol.evidence import Facts
from benchmarks.protocol.hits import Pairs
from benchmarks.protocol.model import build, load
from benchmarks.report.sections.provenance import project
from benchmarks.speed.works import OURS, to_fit

JUDGED = ("precision", "recall", "ndcg", "ap", "rr")
CUTOFFS = (5, 10, 20, 50, 100)
N = 100  # length of a ranking
_BLOCK = 500  # users whose scores are held at once by what is no tool

Work = Callable[[], FloatArray | IntArray]


def main(work: str, tool: str, folder: Path, answer: Path) -> None:
    """Prepare, work, and print what the work cost."""
    do = WORKS[work, tool](folder)
    start = time.process_time()
    result = do()
    seconds = time.process_time() - start
    np.save(answer, result)
    print(json.dumps({"cpu_seconds": seconds, "version": _version(tool)}))


def _version(tool: str) -> str:
    """Return our version, or that of numpy for what only uses numpy."""
    return project().version if tool == OURS else np.__version__


def _rank(folder: Path) -> Work:
    """Rank by products of factors, as `fit` does."""
    users, items, seen = _factors(folder)
    rules = ranking.Rules(
        masked=seen,
        popularity=np.ones(len(items)),
        user_keys=np.arange(len(users), dtype=np.uint64),
        item_keys=np.arange(len(items), dtype=np.uint64),
    )
    everybody = np.arange(len(users))

    def scores(block: IntArray) -> FloatArray:
        return users[block] @ items.T

    return lambda: ranking.rank(scores, everybody, rules, N, "factors").items


def _products(folder: Path) -> Work:
    """Only multiply: what no ranking can be faster than."""
    users, items, _ = _factors(folder)
    scores = np.empty((_BLOCK, len(items)), dtype=np.float32)

    def multiply() -> FloatArray:
        for start in range(0, len(users), _BLOCK):
            block = users[start : start + _BLOCK]
            np.matmul(block, items.T, out=scores[: len(block)])
        return scores[:1]

    return multiply


def _partitions(folder: Path) -> Work:
    """Rank as one would write it in numpy, without rules for ties."""
    users, items, seen = _factors(folder)

    def rank() -> IntArray:
        lists = np.empty((len(users), N), dtype=np.int32)
        for start in range(0, len(users), _BLOCK):
            block = slice(start, start + _BLOCK)
            scores = users[block] @ items.T
            places, masked = seen[block].nonzero()
            scores[places, masked] = -np.inf
            top = np.argpartition(-scores, N - 1, axis=1)[:, :N]
            order = np.argsort(-np.take_along_axis(scores, top, axis=1), axis=1)
            lists[block] = np.take_along_axis(top, order, axis=1)
        return lists

    return rank


def _factors(folder: Path) -> tuple[FloatArray, FloatArray, csr_matrix]:
    users, items, seen = (np.load(folder / f"{name}.npy") for name in ("users", "items", "seen"))
    starts = np.arange(len(seen) + 1) * seen.shape[1]
    ones = np.ones(seen.size, dtype=np.float32)
    return users, items, csr_matrix((ones, seen.ravel(), starts), shape=(len(users), len(items)))


def _judge(folder: Path) -> Work:
    """Look lists up and call each metric at each cut-off, as `score` does."""
    lists, relevant = (np.load(folder / f"{name}.npy") for name in ("lists", "relevant"))
    everybody = np.arange(len(lists))
    n_items = int(max(lists.max(), relevant.max())) + 1
    chosen = metrics.select(list(JUDGED))

    def judge() -> FloatArray:
        pairs = Pairs.of(everybody.repeat(relevant.shape[1]), relevant.ravel(), n_items)
        n_relevant = np.bincount(pairs.users, minlength=len(lists))
        hits = pairs.hits(everybody, lists)
        facts = Facts({"hits": lambda: hits}, {"n_relevant": lambda: n_relevant})
        return np.array(
            [
                [np.mean(metrics.call(metric, facts.cut(k))) for k in CUTOFFS]
                for metric in chosen.values()
            ]
        )

    return judge


def _judge_in_numpy(folder: Path) -> Work:
    """Judge as one would write it in numpy, with running sums for all cut-offs at once."""
    lists, relevant = (np.load(folder / f"{name}.npy") for name in ("lists", "relevant"))
    n_items = int(max(lists.max(), relevant.max())) + 1
    first_codes = np.arange(len(lists))[:, None] * n_items
    places = np.arange(1, lists.shape[1] + 1)
    at = np.array(CUTOFFS) - 1

    def judge() -> FloatArray:
        relevant_codes = (first_codes + relevant).ravel()
        codes = first_codes + lists
        found = np.minimum(np.searchsorted(relevant_codes, codes), len(relevant_codes) - 1)
        hits = relevant_codes[found] == codes
        n_hits = np.cumsum(hits, axis=1)
        most = np.minimum(places, relevant.shape[1])
        gains = np.cumsum(hits / np.log2(places + 1), axis=1)
        ideal = np.cumsum((places <= relevant.shape[1]) / np.log2(places + 1))
        averaged = np.cumsum(hits * n_hits / places, axis=1)
        first = 1 / (hits.argmax(axis=1) + 1.0)
        of_places = (n_hits / places, n_hits / relevant.shape[1], gains / ideal, averaged / most)
        means = [values[:, at].mean(axis=0) for values in of_places]
        return np.array([*means, [np.mean(first * (n_hits[:, k] > 0)) for k in at]])

    return judge


def _fit(name: str) -> Callable[[Path], Work]:
    """Fit a baseline with its tuned parameters and rank everybody."""

    def prepared(folder: Path) -> Work:
        parameters = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        train = to_fit(folder / "train")
        users = np.arange(train.positives.shape[0])
        popularity = np.asarray(train.positives.sum(axis=0), dtype=np.float64).ravel()
        keys = [np.arange(n, dtype=np.uint64) for n in train.positives.shape]
        rules = ranking.Rules(None, popularity, *keys)

        def work() -> IntArray:
            model = build(name, load(name), parameters, 0, f"{name}: ")
            model.fit(train)
            return ranking.rank(model.scores, users, rules, N, name).items

        return work

    return prepared


WORKS = {
    ("rank", OURS): _rank,
    ("rank", "matrix product alone (limit)"): _products,
    ("rank", "numpy"): _partitions,
    ("judge", OURS): _judge,
    ("judge", "numpy"): _judge_in_numpy,
    ("ease", OURS): _fit("ease"),
    ("slim", OURS): _fit("slim"),
}

if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
