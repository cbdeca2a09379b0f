"""The protocol of Mult-VAE on MovieLens 20M: users held out, most of their films folded in."""

from typing import Protocol, runtime_checkable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from benchmarks.contract import tables
from benchmarks.contract.arrays import BoolArray, IntArray
from benchmarks.protocol import model as contract
from benchmarks.replication.judging import relevance
from benchmarks.replication.ratings import Ratings
from benchmarks.replication.targets import Figures, Source, Target

SOURCE = Source(
    "Mult-VAE (WWW 2018) and EASE (WWW 2019)",
    "tables of both papers; notebook VAE_ML20M_WWW2018 of dawenl/vae_cf",
    "ratings above 3.5 of users with five or more of them; 10,000 users are held out for the test "
    "and as many for validation (numpy, seed 98765); of a test user's films known in training four "
    "fifths are folded in and the others are to be found; recall is divided by min(k, relevant)",
)
METRICS = ("recall_capped@20", "recall_capped@50", "ndcg@100")
NO_FOLD_IN = "ours folds nobody in; the figures are what the other two stand beside"
APPROXIMATE = "our source gives these figures as approximate"
PUBLISHED = {
    "mult_vae": ((0.395, 0.535, 0.426), NO_FOLD_IN),
    "popular": ((0.162, 0.235, 0.191), APPROXIMATE),
    "ease": ((0.391, 0.521, 0.420), ""),
}
TARGETS = [
    Target("ml-20m", baseline, metric, value, 0.001, note)
    for baseline, (values, note) in PUBLISHED.items()
    for metric, value in zip(METRICS, values, strict=True)
]
HELD_OUT = 10_000  # users
FEWEST = 5  # liked films of a user who takes part
SEED = 98765
LAMBDA = 500.0  # the EASE paper's choice for MovieLens 20M


@runtime_checkable
class FoldsIn(Protocol):
    """A model that takes the films of users in whom it has not seen in training."""

    def fold_in(self, known: csr_matrix) -> object:
        """Take in which user has which film, (n_users, n_items)."""


def label() -> str:
    """Return what stands in the table."""
    return SOURCE.label


def jobs(targets: list[Target]) -> list[str]:
    """Return the baselines that are here."""
    return sorted({target.baseline for target in targets} - {"mult_vae"})


def run(data: Ratings, job: str, held_out: int = HELD_OUT) -> Figures:
    """Return the figures of one baseline."""
    train_rows, folded_in, wanted = divided(data, held_out)
    train = data.train_set(train_rows)
    history = data.matrix(folded_in)
    test = data.matrix(wanted)
    parameters = {"regularization": LAMBDA} if job == "ease" else {}
    model = contract.build(job, contract.load(job), parameters, 0)
    model.fit(train)
    if isinstance(model, FoldsIn):
        model.fold_in(history)
    counts = np.bincount(train.items, minlength=train.n_items)
    unknown = counts == 0
    hits, n_relevant = data.hits(model.scores, train, test, history, 100, unknown)
    figures = relevance(["recall_capped"], hits, n_relevant, (20, 50))
    figures |= relevance(["ndcg"], hits, n_relevant, (100,))
    return {(job, metric): value for metric, value in figures.items()}


def divided(data: Ratings, held_out: int) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Return the rows of training users, of test users those folded in, and those to be found."""
    liked = data.rows.filter(pc.field("rating") > 3.5)
    counts = np.bincount(tables.column(liked, "user"), minlength=data.shape[0])
    numbers = data.users["user_id"].cast(pa.int64())
    by_number = np.argsort(numbers.to_numpy())
    users = by_number[counts[by_number] >= FEWEST]
    order = np.random.RandomState(SEED).permutation(len(users))
    drawn = users[order]
    n_users = len(drawn)
    train_users = drawn[: n_users - 2 * held_out]
    test_users = drawn[n_users - held_out :]
    train = liked.filter(_of(liked, train_users))
    tested = liked.filter(_of(liked, test_users))
    known_items = np.unique(tables.column(train, "item"))
    is_known = np.isin(tables.column(tested, "item"), known_items)
    tested = tested.filter(pa.array(is_known))
    wanted = pa.array(_to_be_found(tables.column(tested, "user"), by_number))
    return train, tested.filter(pc.invert(wanted)), tested.filter(wanted)


def _of(liked: pa.Table, users: NDArray[np.intp]) -> pa.Array:
    """Tell of each row whether it is of one of these users."""
    inside = np.isin(tables.column(liked, "user"), users)
    return pa.array(inside)


def _to_be_found(users: IntArray, by_number: NDArray[np.intp]) -> BoolArray:
    """Draw a fifth of the rows of each user who has five or more, users by their number."""
    random = np.random.RandomState(SEED)
    drawn = np.zeros(len(users), dtype=bool)
    order = np.argsort(users, kind="stable")
    counts = np.bincount(users, minlength=len(by_number))
    starts = np.cumsum(counts) - counts
    for user in by_number[counts[by_number] >= FEWEST]:
        start = starts[user]
        of_user = order[start : start + counts[user]]
        n_fifth = int(0.2 * len(of_user))
        fifth = random.choice(len(of_user), size=n_fifth, replace=False)
        drawn[of_user[fifth]] = True
    return drawn
