"""RecBole's default evaluation of MovieLens 100K: random shares of each user's ratings, all films ranked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.protocol import model as contract
from benchmarks.protocol.training import Training
from benchmarks.replication.ratings import Ratings, relevance
from benchmarks.replication.recbole_bpr import Bpr
from benchmarks.replication.targets import Source, Target
from benchmarks.splits.parts import TEST, TRAIN, VALIDATION
from benchmarks.splits.stratified import Stratified

SOURCE = Source(
    "RecBole 1.2.1",
    "default evaluation of ml-100k (RO, 8:1:1, full)",
    "every rating is positive; of each user's ratings a random tenth is the test and another the validation part, "
    "fitted on the rest; films seen in training or validation are left out; means over ten splits, seeds 0 to 9, as "
    "RecBole's own split depends on another library's random numbers; tolerance two standard deviations of its EASE",
)
SPLITS = range(10)
# RecBole's default values; of BPR ours, as the two libraries' have other meanings.
PARAMETERS: dict[str, dict[str, Any]] = {
    "ease": {"regularization": 250.0},
    "item_knn": {"neighbours": 100, "shrinkage": 0.0, "similarity": "cosine"},
    "bpr": {},
    "popular": {},
}
BY_BATCH = "RecBole counts a film at most once per training batch, and sampled negatives too: the row below does so"
NEGATIVES = "implicit draws the other film in proportion to popularity, RecBole evenly: the row below does as RecBole"
TARGETS = [
    Target("ml-100k", "ease", "ndcg@10", 0.330, 0.014),
    Target("ml-100k", "item_knn", "ndcg@10", 0.275, 0.014),
    Target("ml-100k", "bpr", "ndcg@10", 0.290, 0.014, NEGATIVES),
    Target("ml-100k", "bpr evenly", "ndcg@10", 0.290, 0.014),
    Target("ml-100k", "popular", "ndcg@10", 0.1005, 0.014, BY_BATCH),
    Target("ml-100k", "popular by batch", "ndcg@10", 0.1005, 0.014),
]
BATCH = 2048  # RecBole's default; half of it are sampled negatives


@dataclass
class PopularByBatch:
    """Popularity as RecBole 1.2.1 counts it: a batch adds one to each film it has, as a positive or a negative."""

    seed: int

    def fit(self, train: Training) -> "PopularByBatch":
        """Count over one epoch."""
        random = np.random.default_rng(self.seed)
        items = random.permutation(train.items)
        self.counts = np.zeros(train.n_items)
        for start in range(0, len(items), BATCH // 2):
            positives = items[start : start + BATCH // 2]
            negatives = random.integers(0, train.n_items, len(positives))
            self.counts[np.union1d(positives, negatives)] += 1
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return the counts for each user, (len(users), n_items)."""
        return np.broadcast_to(self.counts, (len(users), len(self.counts)))


def jobs(targets: list[Target]) -> list[tuple[str, int]]:
    """Return each baseline with each split."""
    return [
        (name, seed) for name in sorted({target.baseline for target in targets}) for seed in SPLITS
    ]


def run(data: Ratings, job: tuple[str, int]) -> dict[tuple[str, str], float]:
    """Return nDCG@10 of one baseline on one split."""
    name, seed = job
    (drawn,) = data.split(Stratified(by="user", test=0.1, validation=0.1, seed=seed))
    train = data.train_set(drawn.of(TRAIN))
    seen, validation = data.matrix(drawn.of(TRAIN, VALIDATION)), data.matrix(drawn.of(VALIDATION))

    def judge(model: Any) -> float:
        return relevance(
            ["rr"], *data.hits(model.scores, train, validation, train.seen, 10), (10,)
        )["rr@10"]

    model = _model(name, seed, judge).fit(train)
    found = relevance(
        ["ndcg"], *data.hits(model.scores, train, data.matrix(drawn.of(TEST)), seen, 10), (10,)
    )
    return {(name, metric): value for metric, value in found.items()}


def _model(name: str, seed: int, judge: Callable[[Any], float]) -> Any:
    if name == "popular by batch":
        return PopularByBatch(seed)
    if name == "bpr evenly":
        return Bpr(seed, judge)
    return contract.build(name, contract.load(name), PARAMETERS[name], seed)
