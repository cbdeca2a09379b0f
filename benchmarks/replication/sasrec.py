"""The figures of SASRec on MovieLens 1M, ranked among sampled films."""

from benchmarks.contract.errors import UserError
from benchmarks.replication.ratings import Ratings
from benchmarks.replication.targets import Figures, Source, Target

SOURCE = Source(
    "SASRec (Kang and McAuley, ICDM 2018)",
    "arXiv:1808.09781, table III",
    "each user's last film is to be found, the one before it is for validation; it is ranked among "
    "100 films that are drawn at random, not among all",
)
NOT_RECOMPUTED = (
    "no number of ours is beside it, as sampled candidates are not offered here: among 101 films "
    "figures are several times those among all"
)
TARGETS = [
    Target("ml-1m", "SASRec", metric, value, 0.01, NOT_RECOMPUTED)
    for metric, value in (("hit_rate@10", 0.8245), ("ndcg@10", 0.5905))
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
