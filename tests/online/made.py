"""What is scored of a benchmark, made by hand: baselines whose lists hit by chance."""

import numpy as np
import pyarrow as pa

from benchmarks.contract import schemas
from benchmarks.online import clicks
from benchmarks.online.scored import Scored
from benchmarks.online.settings import Online

PLAN = {
    "users": [200, 2000],
    "experiments": 2000,
    "drafts": 30,
    "outcomes": ["precision@4", "revenue@4"],
}
SETTINGS = Online(
    logs="l", reader="l", plan={**PLAN, "clicks": {"relevant": 0.5, "irrelevant": 0.1}}
)
N, LENGTH = 300, 4


def made(shares, metric=None, history=None):
    """Make results: each baseline has items of its own, a share of which hit.

    Users differ in how much they like.
    """
    random, names = np.random.default_rng(0), list(shares)
    liking = random.random(N)
    hits = {
        name: random.random((1, N, LENGTH)) < shares[name] * 2 * liking[:, None] for name in names
    }
    items = {
        name: np.tile(np.arange(LENGTH) + LENGTH * code, (1, N, 1))
        for code, name in enumerate(names)
    }
    clicked = {
        name: clicks.chances(own, np.ones_like(own), SETTINGS.plan.clicks).sum(axis=2).mean()
        for name, own in hits.items()
    }
    labels = {"view": ["all"] * N, "fold": ["all"] * N, "user": np.arange(N)}
    rows = [
        pa.table({**labels, "baseline": [name] * N, f"precision@{LENGTH}": own[0].mean(axis=1)})
        for name, own in hits.items()
    ]
    values = {f"dcg@{LENGTH}": clicked} if metric is None else metric
    none = schemas.MEMBERSHIPS.empty_table()
    return Scored(
        view_names={"all": "made"},
        users=np.arange(N),
        items=items,
        hits=hits,
        rows=pa.concat_tables(rows),
        members=none,
        values=values,
        history={"liking": liking} if history is None else history,
        pairs=[(names[0], names[-1])],
        headline=list(values),
    )
