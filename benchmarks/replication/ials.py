"""The figures of iALS in Rendle et al. 2022 that its text gives, on data out of our reach."""

from benchmarks.contract.errors import UserError
from benchmarks.replication.ratings import Ratings
from benchmarks.replication.targets import Figures, Source, Target

SOURCE = Source(
    "iALS (Rendle et al., RecSys 2022)",
    "doi:10.1145/3523227.3548486, sections 3.1.3 and 3.2",
    "msd: that of Mult-VAE, 50,000 users held out, four fifths of their songs folded in, recall "
    "divided by min(k, relevant), 8192 factors after four of 16 epochs; ml-1m and pinterest: that "
    "of NCF, each user's last item ranked among 100 random ones, 64 factors",
)
SAMPLED = "ranked among 101 items, which is not offered here"
NOT_RECOMPUTED = "its protocol is not recomputed here"
PUBLISHED = (
    ("msd", "iALS, 8192 factors, 4 epochs", "recall_capped@20", 0.305, NOT_RECOMPUTED),
    ("msd", "iALS, 8192 factors, 4 epochs", "recall_capped@50", 0.412, NOT_RECOMPUTED),
    ("msd", "iALS, 8192 factors, 4 epochs", "ndcg@100", 0.363, NOT_RECOMPUTED),
    ("ml-1m", "iALS, 64 factors", "hit_rate@10", 0.722, SAMPLED),
    ("ml-1m", "iALS, 64 factors", "ndcg@10", 0.445, SAMPLED),
    ("pinterest", "iALS, 64 factors", "hit_rate@10", 0.892, SAMPLED),
    ("pinterest", "iALS, 64 factors", "ndcg@10", 0.573, SAMPLED),
)
TARGETS = [
    Target(dataset, baseline, metric, value, 0.001, note)
    for dataset, baseline, metric, value, note in PUBLISHED
]


def label() -> str:
    """Return what stands in the table."""
    return SOURCE.label


def jobs(targets: list[Target]) -> list[str]:
    """Return no job: nothing of these protocols is recomputed."""
    del targets
    return []


def run(data: Ratings, job: str) -> Figures:
    """Raise UserError: there is no job."""
    del data
    raise UserError(f"{SOURCE.name}: {job}: its protocol is not recomputed here.")
