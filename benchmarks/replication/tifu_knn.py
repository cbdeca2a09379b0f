"""The figures of TIFU-KNN on four groceries' data, none of which comes from where we fetch data."""

from benchmarks.contract.errors import UserError
from benchmarks.replication.ratings import Ratings
from benchmarks.replication.targets import Figures, Source, Target

SOURCE = Source(
    "TIFU-KNN (Hu et al., SIGIR 2020)",
    "arXiv:2006.00556, comparison with other methods; the figures as its reproductions quote them",
    "a user's last basket is to be found from all baskets before it; the items of all baskets are "
    "ranked, bought ones included; recall is of the basket, nDCG of binary relevance",
)
NOT_RECOMPUTED = "quoted beside our own next-basket benchmarks; its protocol is not recomputed here"
METRICS = ("recall@10", "recall@20", "ndcg@10", "ndcg@20")
PUBLISHED = {
    "valuedshopper": (0.2162, 0.3028, 0.2171, 0.2589),
    "instacart": (0.3952, 0.4875, 0.3825, 0.4384),
    "dunnhumby": (0.2087, 0.2692, 0.1983, 0.2302),
    "tafeng": (0.1301, 0.1810, 0.1011, 0.1206),
}
TARGETS = [
    Target(dataset, "TIFU-KNN", metric, value, 0.005, NOT_RECOMPUTED)
    for dataset, values in PUBLISHED.items()
    for metric, value in zip(METRICS, values, strict=True)
]


def label() -> str:
    """Return what stands in the table."""
    return SOURCE.label


def jobs(targets: list[Target]) -> list[str]:
    """Return no job: nothing of this protocol is recomputed."""
    del targets
    return []


def run(data: Ratings, job: str) -> Figures:
    """Raise UserError: there is no job."""
    del data
    raise UserError(f"{SOURCE.name}: {job}: its protocol is not recomputed here.")
