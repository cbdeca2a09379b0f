"""MovieLens 1M: 1,000,209 ratings of about 3,900 films by 6,040 users who joined in 2000."""

from pathlib import Path

import pyarrow as pa

from benchmarks.datasets import _movielens
from benchmarks.datasets.dataset import Raw

TITLE = "MovieLens 1M"
LICENCE = _movielens.LICENCE
CITATION = _movielens.CITATION
RATING_SCALE = (1.0, 5.0)
USERS_ARE = "users"
REPEATS = False

SOURCES = _movielens.sources(
    "ml-1m.zip",
    md5="c4d9eecfca2ab87c1945afe126590906",
    members=("ml-1m/ratings.dat", "ml-1m/movies.dat", "ml-1m/users.dat"),
    mirrored=True,
)

OCCUPATIONS = (  # by their code
    "other",
    "academic/educator",
    "artist",
    "clerical/admin",
    "college/grad student",
    "customer service",
    "doctor/health care",
    "executive/managerial",
    "farmer",
    "homemaker",
    "K-12 student",
    "lawyer",
    "programmer",
    "retired",
    "sales/marketing",
    "scientist",
    "self-employed",
    "technician/engineer",
    "tradesman/craftsman",
    "unemployed",
    "writer",
)
_AGES = ("1", "18", "25", "35", "45", "50", "56")  # the first year of each band


def read(folder: Path) -> Raw:
    """Read ratings, films and users; films that nobody rated are left out.

    Raises UserError for a file that is not as it was published.
    """
    path = folder / "users.dat"
    users = [_user(path, *row[:4]) for row in _movielens.dat_rows(path, 5, "latin-1")]
    return _movielens.read_dat(folder, "latin-1", pa.Table.from_pylist(users))


def _user(path: Path, user: str, gender: str, age: str, occupation: str) -> dict[str, object]:
    codes = {str(code): name for code, name in enumerate(OCCUPATIONS)}
    if age not in _AGES or occupation not in codes:
        raise _movielens.damaged(
            path, f"user {user} has age code '{age}' and occupation code '{occupation}'"
        )
    features = [
        f"age={_movielens.age_band(int(age))}",
        f"gender={gender}",
        f"occupation={codes[occupation]}",
    ]
    return {"user_id": user, "features": features}
