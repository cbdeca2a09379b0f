"""MovieLens 25M: 25,000,095 ratings of 62,423 films by 162,541 users; half stars.

From January 1995 to November 2019.
"""

from benchmarks.datasets import _movielens

TITLE = "MovieLens 25M"
LICENCE = _movielens.LICENCE
CITATION = _movielens.CITATION
RATING_SCALE = (0.5, 5.0)
USERS_ARE = "users"
REPEATS = False

SOURCES = _movielens.sources(
    "ml-25m.zip",
    md5="6b51fb2759a8657d3bfcbfc42b592ada",
    members=("ml-25m/ratings.csv", "ml-25m/movies.csv"),
    mirrored=False,
)

read = _movielens.read_csv
