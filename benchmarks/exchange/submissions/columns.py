"""Which columns a file of lists or of ratings must have, under the names that people use."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.contract.errors import UserError

# The first name is ours; a file has one of each.
NAMES = {
    "user": ("user", "user_id", "userid", "uid", "query_id", "qid"),
    "item": ("item", "item_id", "itemid", "iid", "doc_id", "docid", "docno"),
    "rank": ("rank", "position"),
    "score": ("score",),
    "rating": ("rating", "predicted_rating", "prediction", "score"),
    "seed": ("seed",),
    "view": ("view",),
    "fold": ("fold",),
}
WORDS = ("user", "item", "seed", "view", "fold")
VAGUE = 2.0**53  # from it on, two whole numbers are one
EMPTY = ("", "NA", "NaN", "nan", "null", "None", "NULL")  # of numbers
WORD = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True)
class Wanted:
    """The columns of a file: all of `needed`, at least one of `either` (if any), perhaps others."""

    needed: tuple[str, ...]
    either: tuple[str, ...]
    others: tuple[str, ...]


LISTS = Wanted(("user", "item"), ("rank", "score"), ("seed", "view", "fold"))
RATINGS = Wanted(("user", "item", "rating"), (), ("seed", "fold"))


def choose(names: Sequence[str], wanted: Wanted, where: str) -> dict[str, str]:
    """Return for each of our columns that a file has the name that it has there.

    Raises UserError where a column is missing or stands twice, also under another name.
    """
    plain = [_plain(name) for name in names]
    chosen = {}
    for ours in (*wanted.needed, *wanted.either, *wanted.others):
        called = [name for name in NAMES[ours] if name in plain]
        if called and plain.count(called[0]) > 1:
            raise UserError(f"{where}: the column {called[0]} stands there twice.")
        if len(called) > 1:
            theirs = ", ".join(called)
            raise UserError(f"{where}: several columns could be the {ours}: {theirs}; keep one.")
        if called:
            chosen[ours] = names[plain.index(called[0])]
    missing = [ours for ours in wanted.needed if ours not in chosen]
    if wanted.either and not chosen.keys() & set(wanted.either):
        missing.append(" or ".join(wanted.either))
    if missing:
        has = ", ".join(repr(name[:40]) for name in names[:8]) or "none"
        raise UserError(f"{where}: no column {', '.join(missing)}; its first line names {has}.")
    return chosen


def _plain(name: str) -> str:
    """Return a column's name without its type as RecBole writes it.

    >>> _plain(" User_ID:token")
    'user_id'
    """
    return name.strip().lower().partition(":")[0]


def canonical(table: pa.Table, chosen: dict[str, str], where: str) -> pa.Table:
    """Return the chosen columns under our names: words as dictionaries, numbers as float64."""
    columns = {}
    for ours, theirs in chosen.items():
        column = table[theirs]
        try:
            columns[ours] = _words(column) if ours in WORDS else _numbers(column)
        except pa.ArrowException as error:
            reason = " ".join(str(error).split())
            raise UserError(f"{where}: column {theirs}: {reason}") from error
    return pa.table(columns)


def _words(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return identifiers as text; whole numbers are written without a point."""
    kind = column.type
    if kind == WORD:
        return column
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_floating(kind):
        vague = column.filter(pc.greater_equal(pc.abs(column), VAGUE))
        if len(vague):
            raise pa.ArrowTypeError(f"holds {vague[0]}; write identifiers as text")
        whole = pc.all(pc.equal(pc.floor(column), column)).as_py()
        column = column.cast(pa.int64()) if whole else column
        kind = column.type
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    is_text = is_text or pa.types.is_string_view(kind) or pa.types.is_null(kind)
    is_number = pa.types.is_integer(kind) or pa.types.is_floating(kind)
    if not is_text and not is_number:
        raise pa.ArrowTypeError(f"holds {kind}; identifiers are text or whole numbers")
    if is_number:  # few distinct values, many rows: only the values are written as text
        encoded = column.dictionary_encode()
        return encoded.cast(pa.dictionary(pa.int32(), kind)).cast(WORD)
    return column.cast(pa.string()).dictionary_encode()


def _numbers(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return numbers; what is empty is null."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
    if pa.types.is_boolean(column.type) or pa.types.is_nested(column.type):
        raise pa.ArrowTypeError(f"holds {kind}, not numbers")
    return column.cast(pa.float64(), safe=False)
