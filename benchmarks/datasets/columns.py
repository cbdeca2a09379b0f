"""Columns of a file as identifiers, numbers and words; what is wrong is told by column and row.

Rows are counted from 1, without the header.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.contract.arrays import IntArray
from benchmarks.contract.errors import UserError, one_line
from benchmarks.datasets.card_columns import Words

# What people write where there is no number.
NOTHING = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "\\N"]
_YEAR = re.compile(r"\((1[89]\d\d|20\d\d)(?:[-–]\s?(?:\d{4})?)?\)+$")
_LISTS = pa.list_(pa.string())
_VAGUE = 2.0**24  # above it, two whole numbers are one in 32 bits


@dataclass(frozen=True)
class Column:
    """A column of a file.

    where : the file
    before : how many rows of the file were read before
    places : (n_rows,) which rows of those read now these are; None for all
    """

    where: str
    name: str
    values: pa.ChunkedArray
    before: int = 0
    places: IntArray | None = None

    def wrong(self, row: int, what: str, advice: str = "") -> UserError:
        """Make the error for a row, counted from 0."""
        place = row if self.places is None else self.places[row]
        number = self.before + place + 1
        said = one_line(f"{self.where}: column {self.name}, row {number}: {what}", 1000)
        return UserError(f"{said}; {advice}." if advice else f"{said}.")


def identifiers(column: Column, of: str = "user or item") -> pa.ChunkedArray:
    """Return names as text: 007 stays 007, and 12.0 is 12; of : what they name, for the error."""
    values = _plain(column)
    if pa.types.is_floating(values.type):
        values = _whole(column, values, of)
    if pa.types.is_nested(values.type):
        raise UserError(f"{column.where}: column {column.name} is {values.type}, no single values.")
    text = values.cast(pa.string())
    empty = is_empty(text)
    if pc.any(empty).as_py():
        advice = "fill it in, or leave such rows out by `missing: drop` in the card"
        raise column.wrong(_first(empty), f"nothing names a {of}", advice)
    return text


def is_empty(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Tell where there is nothing: null, no number, or a text without letters, blanks aside."""
    absent = values.is_null(nan_is_null=True)
    if not pa.types.is_string(values.type):
        return absent
    return pc.or_(absent, pc.equal(pc.utf8_trim_whitespace(values), "").fill_null(False))


def numbers(column: Column) -> pa.ChunkedArray:
    """Return a column as float64; null where there is none."""
    values = _plain(column)
    if pa.types.is_string(values.type):
        values = _without_nothing(values)
    try:
        return values.cast(pa.float64())
    except (pa.ArrowException, ValueError) as error:
        row, word = _unreadable(values, float)
        raise column.wrong(row, f"'{word}' is no number") from error


def ratings(column: Column) -> pa.ChunkedArray:
    """Return a column as float32, which must tell any two whole ratings apart."""
    given = numbers(column)
    vague = pc.greater(pc.abs(given), _VAGUE).fill_null(False)
    if pc.any(vague).as_py():
        row = _first(vague)
        advice = "mend or drop the row; amounts are `quantity` or `value` in the card"
        what = f"{given[row].as_py():g} is no rating: it is beyond {_VAGUE:,.0f}"
        raise column.wrong(row, what, advice)
    return given.cast(pa.float32())


def whole_numbers(column: Column) -> pa.ChunkedArray:
    """Return a column as int64; null where there is none; 1.9e9 and 3.0 count as whole."""
    values = _plain(column)
    if pa.types.is_string(values.type):
        values = _without_nothing(values)
    if not pa.types.is_floating(values.type):
        try:
            return values.cast(pa.int64())
        except (pa.ArrowException, ValueError):
            pass
    as_float = numbers(column)
    too_large = pc.greater_equal(pc.abs(as_float), 2.0**63)
    if pc.any(too_large).as_py():
        raise column.wrong(_first(too_large), "the number is too large")
    whole = pc.floor(as_float)
    return pc.if_else(pc.is_nan(whole), None, whole).cast(pa.int64())


def words(column: Column, rule: Words) -> pa.ChunkedArray:
    """Return the words of each row, a list; none where there is nothing."""
    values = _plain(column)
    if pa.types.is_list(values.type) or pa.types.is_large_list(values.type):
        values = values.cast(_LISTS)
    else:
        values = texts(column)
    if pa.types.is_list(values.type):
        options = values.to_pylist()
        codes: list[int | None] = list(range(len(options)))
    else:
        encoded = values.combine_chunks().dictionary_encode()
        options = [_split(word, rule) for word in encoded.dictionary.to_pylist()]
        codes = encoded.indices.to_pylist()
    kept = [
        [] if code is None else _kept(options[code], rule, column, row)
        for row, code in enumerate(codes)
    ]
    return pa.chunked_array([pa.array(kept, _LISTS)])


def texts(column: Column) -> pa.ChunkedArray:
    """Return a column as text, 1995.0 as 1995; null where there is nothing."""
    values = _plain(column)
    if pa.types.is_floating(values.type):
        written = [_number(value) for value in values.to_pylist()]
        return pa.chunked_array([pa.array(written, pa.string())])
    if pa.types.is_list(values.type) or pa.types.is_large_list(values.type):
        return pc.binary_join(values.cast(_LISTS), " ")
    try:
        return values.cast(pa.string())
    except (pa.ArrowException, ValueError) as error:
        said = f"{column.where}: column {column.name} is {values.type}, no text."
        raise UserError(said) from error


def title_year(title: str) -> int | None:
    """Return the year in brackets at the end of a title, the first one of a series.

    >>> title_year("Heat (1995)"), title_year("A Series (2009-)"), title_year("1984")
    (1995, 2009, None)
    """
    found = _YEAR.search(title.strip())
    return int(found[1]) if found else None


def _plain(column: Column) -> pa.ChunkedArray:
    """Return the values without a dictionary, of a type that the others here know."""
    values = column.values
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if pa.types.is_large_string(values.type) or pa.types.is_string_view(values.type):
        values = values.cast(pa.string())
    if pa.types.is_binary(values.type) or pa.types.is_large_binary(values.type):
        values = _decoded(column, values)
    if pa.types.is_decimal(values.type):
        values = values.cast(pa.float64())
    if pa.types.is_float16(values.type):
        values = values.cast(pa.float32())
    if pa.types.is_null(values.type):
        values = values.cast(pa.string())
    if pa.types.is_nested(values.type) and not _is_list_of_text(values.type):
        raise UserError(f"{column.where}: column {column.name} is {values.type}, no single values.")
    return values


def _is_list_of_text(kind: pa.DataType) -> bool:
    if not (pa.types.is_list(kind) or pa.types.is_large_list(kind)):
        return False
    return bool(pa.types.is_string(kind.value_type) or pa.types.is_large_string(kind.value_type))


def _decoded(column: Column, values: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return values.cast(pa.string())
    except pa.ArrowException as error:
        raise UserError(f"{column.where}: column {column.name} holds bytes, no UTF-8.") from error


def _without_nothing(values: pa.ChunkedArray) -> pa.ChunkedArray:
    trimmed = pc.utf8_trim_whitespace(values)
    return pc.if_else(pc.is_in(trimmed, pa.array(NOTHING)), None, trimmed)


def _whole(column: Column, values: pa.ChunkedArray, of: str) -> pa.ChunkedArray:
    """Return numbers that name something as whole ones; of : what they name, for the error."""
    given = values.cast(pa.float64())
    broken = pc.and_kleene(pc.is_finite(given), pc.not_equal(given, pc.floor(given)))
    most = 2.0**24 - 1 if pa.types.is_float32(values.type) else 2.0**53  # above it, two are one
    broken = pc.or_kleene(broken, pc.greater(pc.abs(given), most)).fill_null(False)
    if pc.any(broken).as_py():
        row = _first(broken)
        raise column.wrong(row, f"{given[row]} names a {of}", "write it as text")
    known = pc.if_else(pc.is_finite(given), given, None)
    return known.cast(pa.int64())


def _number(value: float | None) -> str | None:
    if value is None or value != value:
        return None
    return str(int(value)) if float(value).is_integer() else str(value)


def _split(word: str | None, rule: Words) -> list[str]:
    """Return the words of one field."""
    if word is None:
        return []
    if rule.part == "title_year":
        year = title_year(word)
        return [str(year)] if year else []
    parts = word.split(rule.separator) if rule.separator else [word]
    return [part.strip() for part in parts if part.strip()]


def _kept(found: list[str] | None, rule: Words, column: Column, row: int) -> list[str]:
    """Leave out words that mean nothing, and say what codes stand for."""
    kept = [word for word in found or [] if word is not None and word not in rule.none]
    if not rule.words:
        return kept
    for word in kept:
        if word not in rule.words:
            raise column.wrong(row, f"'{word}' is none of {', '.join(rule.words)}")
    return [rule.words[word] for word in kept]


def _first(mask: pa.ChunkedArray) -> int:
    """Return the row of the first that is true."""
    return int(pc.index(mask, True).as_py())


def _unreadable(values: pa.ChunkedArray, parse: Callable[[str], Any]) -> tuple[int, str]:
    """Return the first value that is not what it should be, with its row."""
    for row, value in enumerate(values.to_pylist()):
        try:
            parse(str(value)) if value is not None else None
            pa.scalar(value, values.type).cast(pa.float64())
        except (pa.ArrowException, ValueError, TypeError):
            return row, str(value)
    return 0, str(values.type)
