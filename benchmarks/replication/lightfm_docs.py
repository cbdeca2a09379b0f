"""The example of LightFM's documentation: BPR and WARP on MovieLens 100K.

With and without films seen in training.
"""

from pathlib import Path

import pyarrow as pa

from benchmarks.contract import paths
from benchmarks.protocol import model as contract
from benchmarks.replication.judging import auc, relevance
from benchmarks.replication.ratings import Drawn, Ratings
from benchmarks.replication.targets import Figures, Source, Target
from benchmarks.splits.parts import TEST, TRAIN
from benchmarks.splits.stratified import Stratified

SOURCE = Source(
    "LightFM 1.17",
    "docs, examples/movielens_implicit",
    "every rating is positive; ten ratings of each user are the test: GroupLens' split `ua` where "
    "its zip is the source of the data, else drawn anew by a seed and marked so; films seen in "
    "training stay in the lists (and are left out where it says so); precision at 10 and AUC over "
    "users",
)
RULE = Stratified(by="user", test_rows=10, seed=0)
PARAMETERS = {
    "factors": 10,
    "epochs": 10,
    "learning_rate": 0.05,
    "item_alpha": 0.0,
    "user_alpha": 0.0,
}
SEEN_OUT = "films seen in training left out"
TARGETS = [
    Target("ml-100k", "lightfm_cf bpr", "precision@10", 0.10, 0.01),
    Target("ml-100k", "lightfm_cf bpr", "auc", 0.86, 0.01),
    Target("ml-100k", "lightfm_cf bpr", "precision@10 unseen", 0.198, 0.01, SEEN_OUT),
    Target("ml-100k", "lightfm_cf warp", "precision@10", 0.11, 0.01),
    Target("ml-100k", "lightfm_cf warp", "auc", 0.90, 0.01),
    Target("ml-100k", "lightfm_cf warp", "precision@10 unseen", 0.220, 0.01, SEEN_OUT),
]


def label() -> str:
    """Return what stands in the table: it says if the split is not the original."""
    return SOURCE.label + ("" if _ua().exists() else ", split drawn anew")


def jobs(targets: list[Target]) -> list[str]:
    """Return the two losses."""
    return sorted({target.baseline for target in targets})


def run(data: Ratings, job: str) -> Figures:
    """Return the figures of one loss."""
    drawn = _as_published(data) if _ua().exists() else next(data.split(RULE))
    train, test = data.train_set(drawn.of(TRAIN)), data.matrix(drawn.of(TEST))
    name, _, loss = job.partition(" ")
    model = contract.build(name, contract.load(name), {**PARAMETERS, "loss": loss}, seed=0)
    model.fit(train)
    everything = data.hits(model.scores, train, test, None, train.n_items)
    unseen = data.hits(model.scores, train, test, train.seen, 10)
    figures = {"auc": auc(*everything), **relevance(["precision"], *everything, (10,))}
    figures["precision@10 unseen"] = relevance(["precision"], *unseen, (10,))["precision@10"]
    return {(job, metric): value for metric, value in figures.items()}


def _ua() -> Path:
    return paths.raw("ml-100k") / "ua.test"


def _as_published(data: Ratings) -> Drawn:
    """Return the rows in the order of the file, those of ua.test as the test."""
    with _ua().open(encoding="latin-1") as stream:
        held_out = {tuple(line.split()[:2]) for line in stream}
    users, items = (
        table.take(data.rows[name]).to_pylist()
        for table, name in ((data.users["user_id"], "user"), (data.items["item_id"], "item"))
    )
    parts = [TEST if pair in held_out else TRAIN for pair in zip(users, items, strict=True)]
    return Drawn(data.rows.append_column("part", pa.array(parts, pa.int8())))
