"""MovieLens 20M: 20,000,263 ratings of 27,278 films by 138,493 users; half stars.

From January 1995 to March 2015.
"""

from benchmarks.datasets import _movielens

TITLE = "MovieLens 20M"
LICENCE = _movielens.LICENCE
CITATION = _movielens.CITATION
RATING_SCALE = (0.5, 5.0)
USERS_ARE = "users"
REPEATS = False

SOURCES = _movielens.sources(
    "ml-20m.zip",
    md5="cd245b17a1ae2cc31bb14903e1204af3",
    members=("ml-20m/ratings.csv", "ml-20m/movies.csv"),
    mirrored=True,
)

read = _movielens.read_csv
