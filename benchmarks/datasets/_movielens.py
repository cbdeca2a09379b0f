"""What the MovieLens datasets share: terms, sources, age bands, readers of two forms.

From 1M on a dataset is a zip of `ratings` and `movies`, with `::` between the fields (`.dat`: 1M,
which has `users` as well, and 10M) or as CSV with a header (20M, 25M, 32M).

A film's year is that in brackets at the end of its title, the first one of a series that ran for
years; no other date is known, so `released` is the first second of that year, and an item's age is
right to a year only. Both are missing where the title has no year. Films that nobody rated are left
out, as nothing can tell whether they are relevant.

The counts at the head of each module are the publisher's; `dataset.json` counts what was rated.
"""

import csv
import io
import re
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from benchmarks.contract.errors import UserError
from benchmarks.datasets.dataset import Raw
from benchmarks.datasets.sources import Zip

LICENCE = "GroupLens' terms: research use, no redistribution, no endorsement"
CITATION = (
    "F. Maxwell Harper and Joseph A. Konstan. 2015. The MovieLens Datasets: History and Context. "
    "ACM Transactions on Interactive Intelligent Systems 5, 4. https://doi.org/10.1145/2827872"
)

_OFFICIAL = "https://files.grouplens.org/datasets/movielens"
_MIRROR = "https://huggingface.co/datasets/Recommenders/MovieLens/resolve/main"
_YEAR = re.compile(r"\((1[89]\d\d|20\d\d)(?:[-–]\s?(?:\d{4})?)?\)+$")
_WORDS = pa.list_(pa.string())
_ITEMS = pa.schema(
    [
        ("item_id", pa.string()),
        ("title", pa.string()),
        ("categories", _WORDS),
        ("features", _WORDS),
        ("released", pa.int64()),
    ]
)
_RATINGS = {
    "user_id": pa.string(),
    "item_id": pa.string(),
    "rating": pa.float32(),
    "time": pa.int64(),
}
_GAPS = {name: pa.null() for name in ("gap1", "gap2", "gap3")}
_CSV_RATINGS = "userId,movieId,rating,timestamp"
_CSV_FILMS = "movieId,title,genres"


def sources(archive: str, md5: str, members: tuple[str, ...], *, mirrored: bool) -> list[Zip]:
    """Return where `archive` can be had: its home, then the mirror if that has the same bytes."""
    homes = [("grouplens", _OFFICIAL), ("hugging-face", _MIRROR)][: 2 if mirrored else 1]
    return [
        Zip(name=name, url=f"{home}/{archive}", md5=md5, members=members) for name, home in homes
    ]


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


def damaged(path: Path, what: str) -> UserError:
    """Make the error for a file that is not as it was published."""
    return UserError(
        f"{path}: {what}; it is not as published: delete {path.parent} and run `make repro`."
    )


def read_dat(folder: Path, encoding: str = "utf-8", users: pa.Table | None = None) -> Raw:
    """Read ratings.dat and movies.dat; `users` is None where only their ratings are known."""
    # pyarrow knows delimiters of one byte only: `::` is two of them with nothing in between.
    names = ["user_id", "gap1", "item_id", "gap2", "rating", "gap3", "time"]
    path = folder / "ratings.dat"
    ratings = _ratings(path, pacsv.ReadOptions(column_names=names), ":")
    return _tabulate(path, ratings, dat_rows(folder / "movies.dat", 3, encoding), users)


def read_csv(folder: Path) -> Raw:
    """Read ratings.csv and movies.csv."""
    path = folder / "ratings.csv"
    _require_header(path, _text(path, "utf-8", lines=1), _CSV_RATINGS)
    ratings = _ratings(path, pacsv.ReadOptions(column_names=list(_RATINGS), skip_rows=1), ",")
    return _tabulate(path, ratings, _csv_films(folder / "movies.csv"))


def dat_rows(path: Path, n_fields: int, encoding: str) -> list[list[str]]:
    """Return the rows of a small file with `::` between the fields."""
    rows = [line.split("::") for line in _text(path, encoding).split("\n") if line]
    return _require_fields(path, rows, n_fields)


def _tabulate(
    path: Path, ratings: pa.Table, films: list[list[str]], users: pa.Table | None = None
) -> Raw:
    """Check the ratings of `path` against films and users, and give the films their columns.

    films : (id, title, genres)
    """
    items = pa.Table.from_pylist([_item(*film) for film in films], _ITEMS)
    rated, raters = (pc.unique(ratings[name]) for name in ("item_id", "user_id"))
    if users is None:
        users = _without_features(path, raters)
    _require_known(path, "film", rated, items["item_id"])
    _require_known(path, "user", raters, users["user_id"])
    return Raw(ratings, users, items.filter(pc.is_in(items["item_id"], rated)))


def _ratings(path: Path, read: pacsv.ReadOptions, delimiter: str) -> pa.Table:
    """Read user_id, item_id, rating and time, without a loop; only the gaps may be empty."""
    convert = pacsv.ConvertOptions(column_types=_RATINGS | _GAPS, null_values=[""])
    parse = pacsv.ParseOptions(delimiter=delimiter, quote_char=False)
    try:
        table = pacsv.read_csv(path, read, parse, convert).select(list(_RATINGS))
    except (OSError, pa.ArrowException) as error:
        raise damaged(path, str(error)) from error
    for name in table.column_names:
        if table[name].null_count:
            raise damaged(path, f"{table[name].null_count} rows without {name}")
    return table


def _csv_films(path: Path) -> list[list[str]]:
    text = _text(path, "utf-8")
    _require_header(path, text, _CSV_FILMS)
    try:
        head, *films = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    except csv.Error as error:
        raise damaged(path, str(error)) from error
    return _require_fields(path, films, len(head))


def _item(item: str, title: str, genres: str) -> dict[str, Any]:
    words = [word for word in genres.split("|") if word not in ("", "(no genres listed)")]
    year = _year(title)
    return {
        "item_id": item,
        "title": title.strip(),
        "categories": words,
        "features": [f"genre={word}" for word in words] + ([f"year={year}"] if year else []),
        "released": int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) if year else None,
    }


def _year(title: str) -> int | None:
    """Return the year at the end of a title."""
    found = _YEAR.search(title.strip())
    return int(found[1]) if found else None


def _without_features(path: Path, users: pa.Array) -> pa.Table:
    """Return a table of these users, by number."""
    try:
        ordered = users.take(pc.sort_indices(users.cast(pa.int64())))
    except pa.ArrowInvalid as error:
        raise damaged(path, f"a user is not a number: {error}") from error
    return pa.table({"user_id": ordered, "features": pa.array([[]] * len(ordered), _WORDS)})


def _require_known(path: Path, kind: str, named: pa.Array, listed: pa.ChunkedArray) -> None:
    """Stop at a film or user that has ratings and is not in the file of films or users."""
    strange = named.filter(pc.invert(pc.is_in(named, listed.combine_chunks())))
    if len(strange):
        count = f"{len(strange)} {kind}s are not in the file of {kind}s"
        raise damaged(path, f"{count}, first '{strange[0]}'")


def _require_header(path: Path, text: str, expected: str) -> None:
    first = text.partition("\n")[0]
    if first.replace('"', "") != expected:
        raise damaged(path, f"the first line is '{first}', not '{expected}'")


def _require_fields(path: Path, rows: list[list[str]], n_fields: int) -> list[list[str]]:
    for row in rows:
        if len(row) != n_fields:
            raise damaged(
                path, f"the row of '{row[0]}' has {len(row)} fields instead of {n_fields}"
            )
    return rows


def _text(path: Path, encoding: str, lines: int | None = None) -> str:
    """Return the text of a small file, or the first lines of a large one."""
    try:
        with path.open(encoding=encoding) as stream:
            return stream.read() if lines is None else "".join(islice(stream, lines))
    except (OSError, UnicodeDecodeError) as error:
        raise damaged(path, f"cannot be read: {error}") from error
