"""Small data with known structure: two groups of users with disjoint tastes."""

import dataclasses

import numpy as np
import pyarrow as pa
from scipy.sparse import csr_matrix

from benchmarks.contract import tables
from benchmarks.protocol import training
from benchmarks.protocol.ties import key

N_USERS, N_ITEMS = 120, 60
LIKED, DISLIKED = 14, 8  # ratings of each user
EVERYBODY = np.arange(N_USERS, dtype=np.int32)


def taste(user: int) -> int:
    """Return which of two groups a user or an item belongs to."""
    return user % 2


def interactions(seed: int = 0, n_users: int = N_USERS, n_items: int = N_ITEMS) -> pa.Table:
    """Return ratings, 4 or 5 for items of the user's own taste, else 1 or 2; times with ties."""
    random = np.random.default_rng(seed)
    rows = []
    for user in range(n_users):
        own = random.permutation(np.arange(taste(user), n_items, 2))[:LIKED]
        other = random.permutation(np.arange(1 - taste(user), n_items, 2))[:DISLIKED]
        rows += [(user, item, float(random.integers(4, 6))) for item in own]
        rows += [(user, item, float(random.integers(1, 3))) for item in other]
    user, item, rating = zip(*rows, strict=True)
    time = random.integers(0, 1_000, len(rows)) * 3600
    paid = random.integers(1, 10, len(rows)).astype(float)
    columns = {
        "user": user,
        "item": item,
        "rating": rating,
        "quantity": np.ones(len(rows)),
        "value": paid,
        "time": time,
    }
    table = pa.table(columns).cast(tables.INTERACTIONS)
    return table.sort_by([("user", "ascending"), ("item", "ascending")])


def users(n_users: int = N_USERS) -> pa.Table:
    """Return users with one feature, which tells their taste."""
    rows = [
        {"user_id": f"u{user}", "features": [f"group={taste(user)}"], "key": key(f"u{user}")}
        for user in range(n_users)
    ]
    return pa.Table.from_pylist(rows, tables.USERS)


def items(n_items: int = N_ITEMS) -> pa.Table:
    """Return items with a genre and title words that tell their taste."""
    words = (("sunny", "comedy"), ("dark", "thriller"))
    rows = [
        {
            "item_id": f"i{item}",
            "title": f"{words[taste(item)][0].title()} {item} (1995)",
            "categories": [words[taste(item)][1]],
            "features": [f"genre={words[taste(item)][1]}", f"year={1990 + item % 5}"],
            "released": item * 86_400,
            "key": key(f"i{item}"),
        }
        for item in range(n_items)
    ]
    return pa.Table.from_pylist(rows, tables.ITEMS)


def promotions(n_items: int = N_ITEMS) -> pa.Table:
    """Return promotions of every third item, in four weeks; the later the item, the more stores."""
    rows = [
        {"item": item, "time": week * 604_800, "displays": item, "mailers": 1}
        for item in range(0, n_items, 3)
        for week in range(4)
    ]
    return pa.Table.from_pylist(rows, tables.PROMOTIONS)


def split_rows(table: pa.Table, fold: str = "all", part: str = "train") -> pa.Table:
    """Return interactions in the form that `split` writes; relevant = rating of at least 4."""
    columns = {name: table[name] for name in tables.INTERACTIONS.names}
    relevant = tables.column(table, "rating") >= 4
    labels = {"fold": [fold] * table.num_rows, "part": [part] * table.num_rows}
    return pa.table({**labels, **columns, "relevant": relevant}).cast(tables.SPLIT)


def train(seed: int = 0, newcomers: int = 2) -> training.Training:
    """Return a training set of the two tastes; the last users have no history."""
    rows = interactions(seed)
    known = rows.filter(pa.array(tables.column(rows, "user") < N_USERS - newcomers))
    return training.build(split_rows(known), users(), items(), promotions(), (1.0, 5.0))


def train_without_item(item: int) -> training.Training:
    """Return the training set of the two tastes without the interactions of one item."""
    whole = train()
    kept = whole.items != item
    positives = whole.positives.tolil()
    positives[:, item] = 0
    rows = {name: getattr(whole, name)[kept] for name in ("users", "items", "times", "ratings")}
    return dataclasses.replace(whole, positives=csr_matrix(positives), **rows)


def train_with_strangers() -> training.Training:
    """Return the training set of the two tastes; the last two users and items have no rows."""
    rows = split_rows(interactions())
    known_user = tables.column(rows, "user") < N_USERS - 2
    known_item = tables.column(rows, "item") < N_ITEMS - 2
    rows = rows.filter(pa.array(known_user & known_item))
    return training.build(rows, users(), items(), promotions(), (1.0, 5.0))
