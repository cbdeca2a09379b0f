"""MovieLens 100K: 100,000 ratings of 1,682 films by 943 users, September 1997 to April 1998."""

import csv
import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.contract.errors import UserError
from benchmarks.datasets.dataset import Raw

_RATINGS_MD5 = "6e47046882bad158b0efbb84cd5cb987"  # of u.data, which both forms must reproduce

GENRES = (
    "unknown Action Adventure Animation Children's Comedy Crime Documentary Drama Fantasy "
    "Film-Noir Horror Musical Mystery Romance Sci-Fi Thriller War Western"
).split()


def read(folder: Path) -> Raw:
    """Read the ratings, films and users from either form; the ratings must have u.data's md5.

    Raises UserError when the ratings are not those of MovieLens 100K.
    """
    ratings, items, users = (
        _read_zip_form(folder) if (folder / "u.data").exists() else _read_wheel_form(folder)
    )
    text = "".join("\t".join(map(str, row)) + "\n" for row in ratings)
    if hashlib.md5(text.encode()).hexdigest() != _RATINGS_MD5:
        raise UserError(
            f"{folder}: the ratings differ from MovieLens 100K's u.data; "
            "delete the folder and download again."
        )
    return tabulate(ratings, items, users)


def age_band(age: int) -> str:
    """Return the age band that MovieLens datasets after 100K use.

    >>> age_band(17), age_band(18), age_band(49), age_band(56)
    ('under 18', '18-24', '45-49', '56+')
    """
    bands = [
        (18, "under 18"),
        (25, "18-24"),
        (35, "25-34"),
        (45, "35-44"),
        (50, "45-49"),
        (56, "50-55"),
    ]
    return next((name for limit, name in bands if age < limit), "56+")


def tabulate(ratings: list[Any], items: list[Any], users: list[Any]) -> Raw:
    """Give the rows of the original files their columns.

    ratings : (user, item, rating, time)
    items : (item, title, release date, genre flags)
    users : (user, age, gender, occupation)
    """
    user, item, rating, time = zip(*ratings, strict=True)
    return Raw(
        interactions=pa.table(
            {
                "user_id": list(map(str, user)),
                "item_id": list(map(str, item)),
                "rating": [float(value) for value in rating],
                "time": list(map(int, time)),
            }
        ),
        users=pa.Table.from_pylist([_user(*row) for row in users]),
        items=pa.Table.from_pylist([_item(*row) for row in items]),
    )


def _user(user: int, age: int, gender: str, occupation: str) -> dict[str, Any]:
    return {
        "user_id": str(user),
        "features": [
            f"age={age_band(int(age))}",
            f"gender={gender}",
            f"occupation={occupation}",
        ],
    }


def _item(item: int, title: str, released: str | None, flags: list[int]) -> dict[str, Any]:
    genres = [genre for genre, flag in zip(GENRES, flags, strict=True) if flag]
    date = datetime.strptime(released, "%d-%b-%Y").replace(tzinfo=UTC) if released else None
    return {
        "item_id": str(item),
        "title": title,
        "categories": genres,
        "features": [f"genre={genre}" for genre in genres]
        + ([f"year={date.year}"] if date else []),
        "released": int(date.timestamp()) if date else None,
    }


def _read_wheel_form(folder: Path) -> tuple[list[Any], list[Any], list[Any]]:
    def rows(table: str, *columns: str) -> list[Any]:
        data = pq.read_table(
            folder / f"MovieLens100k_{table}.parquet.brotli", columns=list(columns)
        )
        return list(zip(*(data[name].to_pylist() for name in columns), strict=True))

    items = rows("items", "movie_id", "movie_title", "release_date", *GENRES)
    return (
        rows("data", "user_id", "movie_id", "rating", "timestamp"),
        [(item, title, released, flags) for item, title, released, *flags in items],
        rows("users", "user_id", "age", "gender", "occupation"),
    )


def _read_zip_form(folder: Path) -> tuple[list[Any], list[Any], list[Any]]:
    def rows(name: str, delimiter: str) -> list[list[str]]:
        with (folder / name).open(encoding="latin-1", newline="") as stream:
            return [
                row
                for row in csv.reader(stream, delimiter=delimiter, quoting=csv.QUOTE_NONE)
                if row
            ]

    items = [
        (row[0], row[1], row[2] or None, [int(flag) for flag in row[5:]])
        for row in rows("u.item", "|")
    ]
    return rows("u.data", "\t"), items, [tuple(row[:4]) for row in rows("u.user", "|")]
