"""A small dataset of ratings in the order of its file, for the protocols of others."""

import numpy as np
import pyarrow as pa

from benchmarks.contract import tables
from benchmarks.protocol.ties import key
from benchmarks.replication.ratings import Ratings

SCALE = (1.0, 5.0)


def ratings(pairs, values, times, user_ids=None, n_items=None):
    """Return rows of (user, item) pairs, in this order; films have the numbers 1, 2 and so on."""
    users, items = zip(*pairs, strict=True)
    user_ids = user_ids or [str(user + 1) for user in range(max(users) + 1)]
    people = [{"user_id": name, "features": [], "key": key(name)} for name in user_ids]
    films = [
        {
            "item_id": name,
            "title": "",
            "categories": [],
            "features": [],
            "released": None,
            "key": key(name),
        }
        for name in (str(item + 1) for item in range(n_items or max(items) + 1))
    ]
    nothing = [None] * len(users)
    columns = {
        "user": users,
        "item": items,
        "rating": values,
        "quantity": nothing,
        "value": nothing,
        "time": times,
    }
    types = tables.INTERACTIONS
    rows = pa.table(
        {name: pa.array(list(columns[name]), types.field(name).type) for name in types.names}
    )
    return Ratings(
        rows,
        pa.Table.from_pylist(people, tables.USERS),
        pa.Table.from_pylist(films, tables.ITEMS),
        SCALE,
    )


def small(seed=0, n=300, n_users=20, n_items=25, highest=10**7):
    """Return random ratings 1 to 5 of distinct pairs."""
    random = np.random.default_rng(seed)
    codes = random.choice(n_users * n_items, n, replace=False).tolist()
    values, times = random.integers(1, 6, n).astype(float), random.integers(0, highest, n)
    ids = [str(name) for name in random.permutation(np.arange(1, n_users + 1))]
    return ratings(
        [(code // n_items, code % n_items) for code in codes],
        values.tolist(),
        times.tolist(),
        ids,
        n_items,
    )


def pairs_of(rows):
    return list(zip(rows["user"].to_pylist(), rows["item"].to_pylist(), strict=True))
