"""A small online experiment in the files of Open Bandit, and rounds made by hand."""

import csv
import io

import numpy as np

from benchmarks.datasets.open_bandit import CAMPAIGNS, POLICIES
from benchmarks.online.rounds import Rounds

N_ITEMS = 4
COLUMNS = ("item_id", "position", "click", "propensity_score")
_USER = tuple(f"user_feature_{k}" for k in range(4))


def files(n=120, seed=0):
    """Return the twelve files by name: four items, of which the first is clicked most."""
    random, found = np.random.default_rng(seed), {}
    for policy in POLICIES:
        shares = np.full(N_ITEMS, 0.25) if policy == "random" else np.array([0.4, 0.3, 0.2, 0.1])
        for campaign in CAMPAIGNS:
            items = random.choice(N_ITEMS, n, p=shares)
            clicks = random.random(n) < np.array([0.5, 0.2, 0.2, 0.1])[items]
            rows = [
                round_row(number, item, 1 + number % 3, int(click), shares[item])
                for number, (item, click) in enumerate(zip(items, clicks, strict=True))
            ]
            found[f"{policy}_{campaign}.csv"] = text(rows)
            found[f"{policy}_{campaign}_items.csv"] = text(
                [item_row(item) for item in range(N_ITEMS)]
            )
    return found


def round_row(number, item=0, position=1, click=0, propensity=0.25, user="a", affinity=0.0):
    """Return a row of a log; `number` is its second."""
    time = f"2019-11-24 00:{number // 60:02}:{number % 60:02}.500000+00:00"
    users = dict.fromkeys(_USER, user) | {"user_feature_3": f"{user}{number % 2}"}
    affinities = {f"user-item_affinity_{k}": affinity if k == 0 else 0.0 for k in range(N_ITEMS)}
    shown = dict(zip(COLUMNS, (item, position, click, propensity), strict=True))
    return {"": number, "timestamp": time, **shown, **users, **affinities}


def item_row(item):
    """Return a row of the items; the first two are of one kind."""
    kinds = {f"item_feature_{k}": f"k{item // 2}" for k in (1, 2, 3)}
    return {"": item, "item_id": item, "item_feature_0": item / 10, **kinds}


def text(rows):
    """Return rows as CSV."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def write(folder, **changed):
    """Write the files to a folder; `changed` are rows for a file's, by its name without `.csv`."""
    given = files() | {f"{name}.csv": text(rows) for name, rows in changed.items()}
    for name, content in given.items():
        (folder / name).write_text(content)
    return folder


def rounds(
    item, click, propensity, n_items=2, position=None, impression=None, context=None, n_contexts=1
):
    """Make rounds by hand; users and items differ by number alone."""
    n = len(item)
    zeros = np.zeros(n, dtype=np.int64)
    return Rounds(
        item=np.array(item),
        position=zeros if position is None else np.array(position),
        click=np.array(click, dtype=np.float64),
        propensity=np.broadcast_to(np.array(propensity, dtype=np.float64), n),
        context=zeros if context is None else np.array(context),
        impression=np.arange(n) if impression is None else np.array(impression),
        contexts=np.arange(n_contexts)[:, None],
        items=np.arange(n_items)[:, None],
        item_numbers=np.zeros((n_items, 1)),
    )
