"""Moments in a column as seconds since 1970-01-01 UTC, and the order of orders."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.contract.arrays import BoolArray
from benchmarks.contract.errors import UserError
from benchmarks.datasets.card_columns import Time
from benchmarks.datasets.columns import Column, numbers, texts, title_year, whole_numbers

_DAY_SECONDS = 86_400
_PER_SECOND = {"ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_OF_UTC = re.compile(r"\b(UTC|GMT)\b", re.IGNORECASE)
_ADVICE = "say `unit` or `format` of the time in the card"


def seconds(column: Column, rule: Time) -> pa.ChunkedArray:
    """Return moments as int64 seconds, fractions cut off; null where there is none."""
    values = column.values
    if pa.types.is_timestamp(values.type) or pa.types.is_date(values.type):
        return _of_type(values)
    if rule.format:
        return _parsed(column, lambda text: _by_format(text, str(rule.format)))
    if rule.unit == "iso":
        return _iso(column)
    if rule.unit == "title_year":
        return _parsed(column, lambda text: _new_year(title_year(text)))
    if rule.unit == "year":
        return _parsed(column, _year)
    return _of_numbers(column, rule)


def relative_seconds(users: pa.ChunkedArray, order: Column, days_since: Column) -> pa.Array:
    """Return times of which only the order and the days between a user's orders are known.

    A user's first order is at 0; each later one so many days after the one before, and its place
    among the user's orders in seconds, so that two of the same day do not become one.
    """
    codes = users.combine_chunks().dictionary_encode().indices.to_numpy()
    places = _required(order, whole_numbers(order)).to_numpy()
    days = numbers(days_since).to_numpy()
    strange = np.flatnonzero((days < 0) | np.isinf(days))
    if len(strange):
        raise days_since.wrong(int(strange[0]), "days since the last order are 0 or more")
    if not len(codes):
        return pa.array([], pa.int64())
    rows = np.lexsort((places, codes))
    begins = _changes(codes[rows], places[rows])
    orders = rows[begins]
    is_first = np.append(True, np.diff(codes[orders]) != 0)
    waited = np.where(is_first, 0, days[orders])
    unknown = np.flatnonzero(np.isnan(waited))
    if len(unknown):
        what = "nothing says how many days after the user's order before this one was"
        raise days_since.wrong(int(orders[unknown[0]]), what, "fill it in")
    at = _running(waited * _DAY_SECONDS, is_first) + _running(np.ones(len(orders)), is_first) - 1
    times = np.empty(len(rows), dtype=np.int64)
    times[rows] = at[np.cumsum(begins) - 1]
    return pa.array(times)


def _changes(*sorted_keys: np.ndarray) -> BoolArray:
    """Tell which rows begin another group."""
    differ = [np.append(True, np.diff(key) != 0) for key in sorted_keys]
    joined: BoolArray = np.logical_or.reduce(differ)
    return joined


def _running(values: np.ndarray, is_first: BoolArray) -> np.ndarray:
    """Return sums up to each row, begun anew at each first one."""
    total = np.cumsum(values)
    starts = np.flatnonzero(is_first)
    before = np.repeat((total - values)[starts], np.diff(np.append(starts, len(values))))
    return total - before


def _required(column: Column, values: pa.ChunkedArray) -> pa.ChunkedArray:
    if values.null_count:
        row = int(pc.index(pc.is_null(values), True).as_py())
        raise column.wrong(row, "there is no number")
    return values


def _of_type(values: pa.ChunkedArray) -> pa.ChunkedArray:
    stamps = values.cast(pa.timestamp("us", getattr(values.type, "tz", None)), safe=False)
    return _floor_divided(stamps.cast(pa.int64()), 1_000_000)


def _of_numbers(column: Column, rule: Time) -> pa.ChunkedArray:
    try:
        counted = _days(column) if rule.unit == "days" else whole_numbers(column)
    except UserError as error:
        said = str(error).rstrip(".")
        raise UserError(f"{said}; {_ADVICE}.") from error
    if pa.types.is_temporal(column.values.type):
        raise UserError(f"{column.where}: column {column.name} is {column.values.type}, no moment.")
    per_second = _PER_SECOND.get(rule.unit or "s")
    return _floor_divided(counted, per_second) if per_second else counted


def _days(column: Column) -> pa.ChunkedArray:
    """Return the seconds of days with fractions."""
    exact = pc.multiply(numbers(column), _DAY_SECONDS)
    return whole_numbers(replace(column, values=exact))


def _floor_divided(values: pa.ChunkedArray, by: int) -> pa.ChunkedArray:
    """Divide whole numbers, towards the past: -1 ms is in the second before 1970."""
    quotient = pc.divide(values, by)
    goes_back = pc.less(values, pc.multiply(quotient, by))
    return pc.subtract(quotient, goes_back.cast(pa.int64()))


def _iso(column: Column) -> pa.ChunkedArray:
    """Read text such as 2024-05-01 or 2024-05-01T12:00:00.5Z; without a zone it is UTC."""
    given = texts(column)
    for kind in (pa.timestamp("us"), pa.timestamp("us", "UTC")):
        try:
            return _of_type(given.cast(kind))
        except pa.ArrowException:
            continue
    return _parsed(column, lambda text: _utc(datetime.fromisoformat(text)))


def _parsed(column: Column, parse: Callable[[str], int | None]) -> pa.ChunkedArray:
    """Read each text that occurs once; Python's rules are the documented ones."""
    encoded = texts(column).combine_chunks().dictionary_encode()
    found = []
    for code, text in enumerate(encoded.dictionary.to_pylist()):
        try:
            found.append(parse(text.strip()))
        except (ValueError, OverflowError, re.error) as error:  # of a form with a part twice
            row = int(pc.index(encoded.indices, pa.scalar(code, pa.int32())).as_py())
            raise column.wrong(row, f"'{text}' is no such time", _ADVICE) from error
    return pa.chunked_array([pa.array(found, pa.int64()).take(encoded.indices)])


def _by_format(text: str, form: str) -> int:
    moment = datetime.strptime(text, form)
    if "%Z" in form and not _OF_UTC.search(text):  # Python knows the zone of this machine as well
        raise ValueError("its zone has a name that means another time elsewhere")
    return _utc(moment)


def _utc(moment: datetime) -> int:
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(np.floor(known.timestamp()))


def _year(text: str) -> int | None:
    return _new_year(int(float(text)))


def _new_year(year: int | None) -> int | None:
    return None if year is None else _utc(datetime(year, 1, 1, tzinfo=UTC))
