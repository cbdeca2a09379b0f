"""Train implicit's ALS on an export and write lists: `python recommend.py EXPORT SUBMISSION.csv`.

Nothing of Levelground is imported here: copy this file beside your own model.
"""

import csv
import sys
from pathlib import Path

import numpy as np
from implicit.als import AlternatingLeastSquares
from scipy.sparse import csr_matrix

LENGTH = 100  # of a list


def column(path: Path, name: str) -> list[str]:
    """Return one column of a table."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [row[name] for row in csv.DictReader(stream)]


def matrix(export: Path, users: list[str], items: list[str], liked_only: bool) -> csr_matrix:
    """Return who has what, or who likes what, (n_users, n_items)."""
    row_of = {name: row for row, name in enumerate(users)}
    column_of = {name: place for place, name in enumerate(items)}
    with (export / "interactions.csv").open(encoding="utf-8", newline="") as stream:
        chosen = [
            (row_of[row["user"]], column_of[row["item"]])
            for row in csv.DictReader(stream)
            if row["relevant"] == "true" or not liked_only
        ]
    rows, columns = np.array(chosen).T
    ones = np.ones(len(rows), dtype=np.float32)
    return csr_matrix((ones, (rows, columns)), shape=(len(users), len(items)))


def main(export: Path, to: Path) -> None:
    """Train on training and validation rows together, and write the lists of all who are asked."""
    users, items = column(export / "users.csv", "user"), column(export / "items.csv", "item")
    liked = matrix(export, users, items, liked_only=True)
    seen = matrix(export, users, items, liked_only=False)
    model = AlternatingLeastSquares(factors=16, iterations=15, random_state=0, num_threads=1)
    model.fit(liked, show_progress=False)
    asked = column(export / "queries.csv", "user")
    rows = np.array([users.index(name) for name in asked])
    length = min(LENGTH, len(items))
    lists, scores = model.recommend(rows, seen[rows], N=length, filter_already_liked_items=True)
    to.parent.mkdir(parents=True, exist_ok=True)
    with to.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["user", "item", "score"])
        for name, ranked, values in zip(asked, lists, scores, strict=True):
            finite = values > np.finfo(np.float32).min  # what is left out of a list comes last
            writer.writerows((name, items[i], v) for i, v in zip(ranked[finite], values[finite]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
