"""The Parquet tables that stages hand to each other: every column with type, unit and sentence.

Times are seconds since 1970-01-01 UTC. Codes of users and items are rows of their tables. A column
may be null only where its sentence says so.
"""

from typing import NamedTuple

import pyarrow as pa

_WORDS = pa.list_(pa.string())


class Column(NamedTuple):
    """A column: its name, Arrow type, what it holds, and the unit of its numbers."""

    name: str
    dtype: pa.DataType
    sentence: str
    unit: str = ""


def arrow(*columns: Column) -> pa.Schema:
    """Return columns as an Arrow schema.

    Without sentences: they would change the bytes of files that are what they were.
    """
    return pa.schema([(column.name, column.dtype) for column in columns])


FEATURES = Column("features", _WORDS, "words `name=value`")
KEY = Column("key", pa.uint64(), "seeded hash that breaks ties")
USER = Column("user", pa.int32(), "row of the users table")
ITEM = Column("item", pa.int32(), "row of the items table")
VIEW = Column("view", pa.string(), "name of the view")
BASELINE = Column("baseline", pa.string(), "name of the baseline")
FOLD_NAME = Column("fold", pa.string(), "name of the fold; `all` where there is one")
SEED = Column("seed", pa.int32(), "seed of the run")
METRIC = Column("metric", pa.string(), "name of the metric")
K = Column("k", pa.int32(), "length of the lists; null for a metric without", "items")
ATTRIBUTE = Column("attribute", pa.string(), "what tells groups apart; null for everybody")
GROUP = Column("group", pa.string(), "the group; null for everybody")
VALUE = Column("value", pa.float64(), "the number; null where it is not defined")

COLUMNS: dict[str, tuple[Column, ...]] = {
    "users": (Column("user_id", pa.string(), "name in the data"), FEATURES, KEY),
    "items": (
        Column("item_id", pa.string(), "name in the data"),
        Column("title", pa.string(), "null where unknown"),
        Column("categories", _WORDS, "such as genres"),
        FEATURES,
        Column("released", pa.int64(), "null where unknown", "s"),
        KEY,
    ),
    "interactions": (
        USER,
        ITEM,
        Column("rating", pa.float32(), "null where the data has no ratings", "of the scale"),
        Column("quantity", pa.float32(), "null where the data has no purchases", "pieces"),
        Column("value", pa.float64(), "paid; null where the data has no purchases", "currency"),
        Column("time", pa.int64(), "when", "s"),
    ),
    "baskets": (
        Column("basket", pa.int32(), "of the user, from 0, in the order of time; row by row"),
    ),
    "promotions": (
        ITEM,
        Column("time", pa.int64(), "start of the week", "s"),
        Column("displays", pa.int32(), "that displayed the item that week", "stores"),
        Column("mailers", pa.int32(), "whose mailer showed it", "stores"),
    ),
    "queries": (FOLD_NAME, USER),
    "pairs": (FOLD_NAME, USER, ITEM),
    "lists": (
        FOLD_NAME,
        SEED,
        VIEW,
        USER,
        Column("rank", pa.int16(), "1 is the top"),
        ITEM,
        Column("score", pa.float32(), "of the baseline, higher is better"),
        Column("fallback", pa.bool_(), "the baseline could not tell; popularity order"),
    ),
    "predictions": (
        FOLD_NAME,
        SEED,
        USER,
        ITEM,
        Column("rating", pa.float32(), "predicted", "of the scale"),
    ),
    "per_user": (VIEW, BASELINE, FOLD_NAME, USER),  # and a column for each metric, float64
    "item_recall": (VIEW, BASELINE, FOLD_NAME, USER, ATTRIBUTE, GROUP, METRIC, K, VALUE),
    "memberships": (USER, ATTRIBUTE, GROUP),
    "groups": (
        Column("subject", pa.string(), "users or items"),
        ATTRIBUTE,
        GROUP,
        Column("order", pa.int32(), "place among the attribute's groups, from 0"),
        Column("n", pa.int32(), "users served or items of the catalogue", "users or items"),
    ),
    "totals": (VIEW, BASELINE, FOLD_NAME, SEED, METRIC, K, ATTRIBUTE, GROUP, VALUE),
    "exposures": (
        VIEW,
        BASELINE,
        FOLD_NAME,
        SEED,
        ATTRIBUTE,
        GROUP,
        Column("catalogue", pa.float64(), "of the items", "share"),
        Column("relevance", pa.float64(), "of the relevant pairs", "share"),
        Column("exposure", pa.float64(), "of the places in lists", "share"),
    ),
    "swaps": (
        VIEW,
        BASELINE,
        METRIC,
        K,
        Column("p_value", pa.float64(), "of swapping lists with the reference's", "probability"),
    ),
}
_FACTS = (
    Column("part", pa.string(), "one of five parts of a split"),
    *COLUMNS["interactions"],
    Column("relevant", pa.bool_(), "whether the row meets the rule of relevance"),
)
COLUMNS["split"] = (FOLD_NAME, *_FACTS)  # the tables train and test

USERS = arrow(*COLUMNS["users"])
ITEMS = arrow(*COLUMNS["items"])
INTERACTIONS = arrow(*COLUMNS["interactions"])
BASKETS = arrow(*COLUMNS["baskets"])
PROMOTIONS = arrow(*COLUMNS["promotions"])
SPLIT = arrow(*COLUMNS["split"])
QUERIES = arrow(*COLUMNS["queries"])
_FEW_WORDS = pa.dictionary(pa.int16(), pa.string())


def _coded(schema: pa.Schema) -> pa.Schema:
    """Return a schema in memory, with a code for each word of a few.

    Ten million words take longer to read than all the rest.
    """
    fields = [f.with_type(_FEW_WORDS) if pa.types.is_string(f.type) else f for f in schema]
    return pa.schema(fields)


SPLIT_CODED = _coded(SPLIT)
PAIRS = arrow(*COLUMNS["pairs"])
LISTS = arrow(*COLUMNS["lists"])
LISTS_CODED = _coded(LISTS)
PREDICTIONS = arrow(*COLUMNS["predictions"])
ITEM_RECALL = arrow(*COLUMNS["item_recall"])
MEMBERSHIPS = arrow(*COLUMNS["memberships"])
GROUPS = arrow(*COLUMNS["groups"])
TOTALS = arrow(*COLUMNS["totals"])
EXPOSURES = arrow(*COLUMNS["exposures"])
SWAPS = arrow(*COLUMNS["swaps"])


def per_user(metrics: list[str]) -> pa.Schema:
    """Return the schema of scores per user, with a column for each metric such as `ndcg@10`."""
    scores = [Column(name, pa.float64(), "of the user, mean over seeds") for name in metrics]
    return arrow(*COLUMNS["per_user"], *scores)
