"""The same tables as RecBole's atomic files: typed headers, tabs, one folder for each fold.

Source: https://recbole.io/docs/user_guide/data/atomic_files.html
"""

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.contract.errors import UserError
from benchmarks.exchange.exporting.tables import PARTS, SEPARATOR

_TYPED = {
    "user": "user_id:token",
    "item": "item_id:token",
    "rating": "rating:float",
    "time": "timestamp:float",
    "quantity": "quantity:float",
    "value": "value:float",
    "title": "title:token_seq",
    "categories": "categories:token_seq",
    "features": "features:token_seq",
    "released": "released:float",
}
_SEQUENCES = ("categories", "features")
_IDENTIFIERS = ("user", "item")
_SPLITTING = r'[\t\r\n"]+'


def atomic(contents: dict[str, pa.Table], name: str) -> dict[str, pa.Table]:
    """Return the files by path below the export: `<name>.inter` and its parts, `.item`, `.user`.

    `<name>.train.inter` and `<name>.valid.inter` are for `benchmark_filename`.
    """
    files = {}
    for fold, interactions in _folds(contents["interactions"]).items():
        prefix = f"{fold}/{name}" if fold else name
        files[f"{prefix}.inter"] = _atomic(interactions)
        for part, called in (("training", "train"), ("validation", "valid")):
            of_part = interactions.filter(pc.field("split") == part)
            files[f"{prefix}.{called}.inter"] = _atomic(of_part)
        files[f"{prefix}.item"] = _atomic(contents["items"])
        files[f"{prefix}.user"] = _atomic(contents["users"])
    return files


def _folds(interactions: pa.Table) -> dict[str, pa.Table]:
    """Return the rows of each fold by a name for a folder; "" where there is one fold."""
    known = interactions.filter(pc.field("split").isin(list(PARTS.values())))
    if "fold" not in known.column_names:
        return {"": known}
    folds = {}
    for name in known["fold"].unique().to_pylist():
        folds[name.replace("=", "-")] = known.filter(pc.field("fold") == name)
    return folds


def _atomic(table: pa.Table) -> pa.Table:
    """Return the columns that RecBole knows a type for; words are separated by spaces."""
    columns = {}
    for name, typed in _TYPED.items():
        if name in table.column_names:
            column = table[name]
            if name in _SEQUENCES:  # a space parts two words, so there is none within one
                within = pc.replace_substring(column, " ", "_")
                column = pc.replace_substring(within, SEPARATOR, " ")
            if name in _IDENTIFIERS:
                _check(column, name)
            elif pa.types.is_string(column.type):
                column = pc.replace_substring_regex(column, _SPLITTING, " ")
            columns[typed] = column
    return pa.table(columns)


def _check(column: pa.ChunkedArray, name: str) -> None:
    """Raise UserError for identifiers that would have to be changed: nothing would find them."""
    splitting = pc.any(pc.match_substring_regex(column, _SPLITTING)).as_py()
    if splitting:
        raise UserError(
            f"an identifier of {name}s holds a tab, a quote or the end of a line, which atomic "
            "files cannot: take --format csv or parquet."
        )
