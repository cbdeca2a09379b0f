"""What amounts, times and ratings may be; checked once, where data enters.

Rows are counted from 1, in the order in which the reader brought them.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.contract import tables
from benchmarks.contract.arrays import BoolArray
from benchmarks.contract.errors import UserError

_OPTIONAL = ("rating", "quantity", "value", "time", "basket")
_AMOUNTS = ("quantity", "value")
_LARGEST = 1e12  # pieces or money of one row
_LATEST = 4_102_444_800  # 2100-01-01: nothing that was recorded is later
_EARLIEST = -2_208_988_800  # 1900-01-01
# Numbers that as seconds are all of a few hours or days of 1970, by what they look like.
_OTHER_COUNTS = {
    (1_990, 2_100): "years: say `unit: year` of the time",
    (7_305, 32_873): "days: say `unit: days` of the time",
    (32_874, 73_050): "the days of a spreadsheet: subtract 25,569 and say `unit: days` of the time",
    (631_152, 4_102_444): "seconds that are read as milliseconds: say `unit: s` of the time",
    (19_900_101, 21_001_231): "dates such as 20240131: say `format: '%Y%m%d'` of the time",
}
_FINER = {"milliseconds": 1_000, "microseconds": 1_000_000, "nanoseconds": 1_000_000_000}
_UNITS = {"milliseconds": "ms", "microseconds": "us", "nanoseconds": "ns"}


def check(raw: pa.Table, dataset: str) -> None:
    """Stop at interactions that cannot be counted: no identifier, gaps, amounts, times.

    raw : user_id, item_id and optional columns

    Raises UserError that names dataset, column and row.
    """
    for name in ("user_id", "item_id"):
        _require_named(raw, name, dataset)
    for name in _OPTIONAL:
        _require_whole(raw, name, dataset)
    for name in _AMOUNTS:
        if name in raw.column_names and raw[name].null_count < raw.num_rows:
            _require_amounts(raw, name, dataset)
    if "time" in raw.column_names and raw["time"].null_count < raw.num_rows:
        _require_moments(raw, dataset)


def check_dates(table: pa.Table, name: str, of: str, dataset: str) -> None:
    """Stop at dates after 2100 in a column of items or promotions; those of films may be old.

    of : the table, for the error

    Raises UserError that names dataset, column and row.
    """
    if name in table.column_names and pa.types.is_integer(table[name].type):
        known = table[name].is_valid().to_numpy()
        dates = pc.fill_null(table[name], 0).to_numpy()
        _refuse_late(dates, known, name, f"{dataset}: {of}")


def rating_scale(
    interactions: pa.Table, given: tuple[float, float] | None, dataset: str
) -> tuple[float, float] | None:
    """Return lowest and highest rating: as given, else as in the data; None where there are none.

    Raises UserError for ratings outside of the scale, for a scale without ratings, and for ratings
    that are all the same, which are none.
    """
    ratings = interactions["rating"]
    if ratings.null_count == len(ratings):
        if given is not None:
            raise UserError(
                f"{dataset}: ratings and a rating_scale go together; here is a scale only."
            )
        return None
    values = tables.column(interactions, "rating").astype(np.float64)
    lowest, highest = given or _range(values, dataset)
    outside = ~((values >= lowest) & (values <= highest))
    if outside.any():
        raise UserError(
            f"{dataset}: {outside.sum()} ratings outside {lowest:g} to {highest:g}, "
            f"first {values[outside][0]}."
        )
    return lowest, highest


def _range(values: np.ndarray, dataset: str) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    lowest, highest = float(finite.min(initial=np.inf)), float(finite.max(initial=-np.inf))
    if lowest >= highest:
        raise UserError(
            f"{dataset}: every rating is {lowest:g}, which tells nothing apart; leave the column "
            "`rating` out of the card: the rows are events then."
        )
    return lowest, highest


def _require_named(raw: pa.Table, name: str, dataset: str) -> None:
    if name in raw.column_names and raw[name].null_count:
        row = pc.index(pc.is_null(raw[name]), True).as_py()
        raise UserError(
            f"{dataset}: interactions: {raw[name].null_count} rows have no {name}, first row "
            f"{row + 1}; fill it in or drop the row."
        )


def _require_whole(raw: pa.Table, name: str, dataset: str) -> None:
    """Stop at an optional column that is known for some rows only; of ratings NaN is told later."""
    if name not in raw.column_names:
        return
    missing = raw[name].is_null(nan_is_null=name != "rating")
    absent = pc.sum(missing).as_py() or 0
    if 0 < absent < raw.num_rows:
        row = pc.index(missing, True).as_py()
        raise UserError(
            f"{dataset}: {absent} of {raw.num_rows} interactions have no {name}; "
            "fill it in, drop the rows, or leave the column out of the card "
            f"(first row {row + 1})."
        )


def _require_amounts(raw: pa.Table, name: str, dataset: str) -> None:
    values = raw[name].cast(pa.float64()).to_numpy()
    absurd = ~(np.abs(values) <= _LARGEST)
    _refuse(absurd, values, name, dataset, "is no amount; mend or drop the row")
    back = values <= 0 if name == "quantity" else values < 0
    advice = "is a return; `returns: drop` under `interactions` of the card leaves returns out"
    _refuse(back, values, name, dataset, advice)


def _require_moments(raw: pa.Table, dataset: str) -> None:
    times = raw["time"].cast(pa.int64()).to_numpy()
    _refuse_late(times, np.full(len(times), True), "time", f"{dataset}: interactions")
    early = times < _EARLIEST
    _refuse(early, times, "time", dataset, "is before 1900; see `unit` of the time in the card")
    _refuse_other_counts(times, dataset)


def _refuse_other_counts(times: np.ndarray, dataset: str) -> None:
    """Stop where all times are in a range that is none of seconds, as real ones span more."""
    first, last = int(times.min()), int(times.max())
    for (low, high), looks_like in _OTHER_COUNTS.items():
        if low <= first < last <= high:
            raise UserError(
                f"{dataset}: interactions: column time: as seconds since 1970, {first} to {last} "
                f"are all in its first weeks or months: they look like {looks_like} in the card; "
                "if they count from another moment, add that."
            )


def _refuse_late(times: np.ndarray, known: BoolArray, name: str, where: str) -> None:
    late = times > _LATEST
    if late.any():
        unit = _looks_like(times[known])
        advice = f": it looks like {unit}, say `unit: {_UNITS[unit]}` of the time" if unit else ""
        _stop(late, times, name, where, f"is after 2100{advice or '; mend or drop the row'}")


def _looks_like(times: np.ndarray) -> str:
    """Return the unit in which the middle one of these times is of our days; "" for seconds."""
    middle = float(np.median(times))
    if middle <= _LATEST:
        return ""  # most are right, so that it is not the unit
    return min(_FINER, key=lambda unit: abs(np.log(middle / _FINER[unit] / 1.5e9)))


def _refuse(bad: BoolArray, values: np.ndarray, name: str, dataset: str, why: str) -> None:
    _stop(bad, values, name, f"{dataset}: interactions", why)


def _stop(bad: BoolArray, values: np.ndarray, name: str, where: str, why: str) -> None:
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        more = f" ({bad.sum()} such rows)" if bad.sum() > 1 else ""
        raise UserError(f"{where}: column {name}, row {row + 1}: {values[row]:g} {why}{more}.")
