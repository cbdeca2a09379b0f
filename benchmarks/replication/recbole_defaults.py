"""RecBole's default evaluation of MovieLens 100K: shares of each user's ratings, all ranked."""

from collections.abc import Callable
from typing import Any

from benchmarks.protocol import model as contract
from benchmarks.protocol.model import Model
from benchmarks.replication.judging import relevance
from benchmarks.replication.ratings import Ratings
from benchmarks.replication.recbole_bpr import Bpr
from benchmarks.replication.recbole_popular import PopularByBatch
from benchmarks.replication.targets import Figures, Source, Target
from benchmarks.splits.parts import TEST, TRAIN, VALIDATION
from benchmarks.splits.stratified import Stratified

SOURCE = Source(
    "RecBole 1.2.1",
    "default evaluation of ml-100k (RO, 8:1:1, full)",
    "every rating is positive; of each user's ratings a random tenth is the test and another the "
    "validation part, fitted on the rest; films seen in training or validation are left out; means "
    "over ten splits, seeds 0 to 9, as RecBole's own split depends on another library's random "
    "numbers; tolerance two standard deviations of its EASE",
)
SPLITS = range(10)
Job = tuple[tuple[str, ...], int]  # baselines, seed of the split
# RecBole's default values; of BPR ours, as the two libraries' have other meanings.
PARAMETERS: dict[str, dict[str, Any]] = {
    "ease": {"regularization": 250.0},
    "item_knn": {"neighbours": 100, "shrinkage": 0.0, "similarity": "cosine"},
    "bpr": {},
    "popular": {},
}
BY_BATCH = (
    "RecBole counts a film at most once per training batch, and sampled negatives too: the row "
    "below does so"
)
NEGATIVES = (
    "implicit draws the other film in proportion to popularity, RecBole evenly: the row below does "
    "as RecBole"
)
TARGETS = [
    Target("ml-100k", "ease", "ndcg@10", 0.330, 0.014),
    Target("ml-100k", "item_knn", "ndcg@10", 0.275, 0.014),
    Target("ml-100k", "bpr", "ndcg@10", 0.290, 0.014, NEGATIVES),
    Target("ml-100k", "bpr evenly", "ndcg@10", 0.290, 0.014),
    Target("ml-100k", "popular", "ndcg@10", 0.1005, 0.014, BY_BATCH),
    Target("ml-100k", "popular by batch", "ndcg@10", 0.1005, 0.014),
]


def label() -> str:
    """Return what stands in the table."""
    return SOURCE.label


def jobs(targets: list[Target]) -> list[Job]:
    """Return each split, which is drawn once for all baselines."""
    names = tuple(sorted({target.baseline for target in targets}))
    return [(names, seed) for seed in SPLITS]


def run(data: Ratings, job: Job) -> Figures:
    """Return nDCG@10 of some baselines on one split."""
    names, seed = job
    (drawn,) = data.split(Stratified(by="user", test=0.1, validation=0.1, seed=seed))
    train = data.train_set(drawn.of(TRAIN))
    seen, validation = data.matrix(drawn.of(TRAIN, VALIDATION)), data.matrix(drawn.of(VALIDATION))
    test = data.matrix(drawn.of(TEST))

    def judge(model: Model) -> float:
        lists = data.hits(model.scores, train, validation, train.seen, 10)
        return relevance(["rr"], *lists, (10,))["rr@10"]

    figures = {}
    for name in names:
        model = _model(name, seed, judge)
        model.fit(train)
        lists = data.hits(model.scores, train, test, seen, 10)
        for metric, value in relevance(["ndcg"], *lists, (10,)).items():
            figures[name, metric] = value
    return figures


def _model(name: str, seed: int, judge: Callable[[Model], float]) -> Model:
    if name == "popular by batch":
        return PopularByBatch(seed)
    if name == "bpr evenly":
        return Bpr(seed, judge)
    return contract.build(name, contract.load(name), PARAMETERS[name], seed)
