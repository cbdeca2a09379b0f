"""MovieLens 10M: 10,000,054 ratings of 10,681 films by 71,567 users; half stars."""

from benchmarks.datasets import _movielens

TITLE = "MovieLens 10M"
LICENCE = _movielens.LICENCE
CITATION = _movielens.CITATION
RATING_SCALE = (0.5, 5.0)
USERS_ARE = "users"
REPEATS = False

SOURCES = _movielens.sources(
    "ml-10m.zip",
    md5="ce571fd55effeba0271552578f2648bd",
    members=("ml-10M100K/ratings.dat", "ml-10M100K/movies.dat"),
    mirrored=True,
)

read = _movielens.read_dat
