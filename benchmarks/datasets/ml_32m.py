"""MovieLens 32M: 32,000,204 ratings of 87,585 films by 200,948 users; half stars.

From January 1995 to October 2023.
"""

from benchmarks.datasets import _movielens

TITLE = "MovieLens 32M"
LICENCE = _movielens.LICENCE
CITATION = _movielens.CITATION
RATING_SCALE = (0.5, 5.0)
USERS_ARE = "users"
REPEATS = False

SOURCES = _movielens.sources(
    "ml-32m.zip",
    md5="d472be332d4daa821edc399621853b57",
    members=("ml-32m/ratings.csv", "ml-32m/movies.csv"),
    mirrored=False,
)

read = _movielens.read_csv
