"""What may not enter: nameless rows, gaps, returns, endless amounts, times in other units."""

import pyarrow as pa
import pytest

from benchmarks.contract.errors import UserError
from benchmarks.datasets.bounds import check, check_dates

GOOD = {
    "user_id": ["a", "b", "c"],
    "item_id": ["x", "y", "z"],
    "quantity": [1.0, 2.0, 3.0],
    "value": [0.0, 2.5, 1.0],
    "time": [1_600_000_000, 1_600_000_001, 1_600_000_002],
}
MS = [time * 1000 for time in GOOD["time"]]


def test_good_rows_pass_whatever_they_lack() -> None:
    check(pa.table(GOOD), "shop")
    check(pa.table({name: GOOD[name] for name in ("user_id", "item_id")}), "shop")
    check(pa.table({**GOOD, "value": pa.nulls(3, pa.float64())}), "shop")
    check(pa.table({**GOOD, "time": [0, 18_000, 19_000]}), "shop")  # since a moment of their own


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"user_id": ["a", None, "c"]}, "shop: interactions: 1 rows have no user_id, first row 2"),
        (
            {"item_id": [None, "y", None]},
            "shop: interactions: 2 rows have no item_id, first row 1",
        ),
        ({"time": [1, None, 1]}, r"shop: 1 of 3 interactions have no time; .*\(first row 2\)"),
        (
            {"value": [1.0, 1.0, None]},
            r"1 of 3 interactions have no value; .*\(first row 3\)",
        ),
        (
            {"quantity": [1.0, -1.0, 1.0]},
            r"column quantity, row 2: -1 is a return; `returns:",
        ),
        ({"quantity": [1.0, 1.0, 0.0]}, r"column quantity, row 3: 0 is a return; `returns: drop`"),
        ({"value": [-2.0, -1.0, 1.0]}, r"column value, row 1: -2 is a return; .*\(2 such rows\)"),
        ({"value": [1.0, float("inf"), 1.0]}, "column value, row 2: inf is no amount; mend or"),
        (
            {"time": MS},
            r"row 1: 1.6e\+12 is after 2100: it looks like milliseconds, say `unit: ms",
        ),
        ({"time": [time * 1000 for time in MS]}, "it looks like microseconds, say `unit: us`"),
        ({"time": [time * 10**6 for time in MS]}, "it looks like nanoseconds, say `unit: ns`"),
        ({"time": [1, 2, MS[0]]}, r"row 3: 1.6e\+12 is after 2100; mend or drop the row"),
        ({"time": [1999, 2003, 2024]}, "1999 to 2024 are all .* look like years: say `unit: year`"),
        ({"time": [18_000, 18_000, 19_000]}, "look like days: say `unit: days` of the time in the"),
        ({"time": [43_831, 43_832, 43_833]}, "the days of a spreadsheet: subtract 25,569 and say"),
        ({"time": [1_600_000, 1_600_001, 1_700_000]}, "seconds that are read as milliseconds: say"),
        ({"time": [20_200_101, 20_210_131, 20_240_229]}, "dates such as 20240131: say `format: "),
        ({"time": [-(10**11), 1, 2]}, r"column time, row 1: -1e\+11 is before 1900; see `unit`"),
    ],
)
def test_what_cannot_be_counted_is_refused_by_column_and_row(changes: dict, message: str) -> None:
    with pytest.raises(UserError, match=message):
        check(pa.table(GOOD | changes), "shop")


def test_dates_of_items_in_another_unit_are_refused() -> None:
    check_dates(pa.table({"released": [-(10**10), None]}), "released", "items", "films")
    late = pa.table({"released": [None, *MS]})
    message = r"films: items: column released, row 2: 1.6e\+12 is after 2100: it looks like milli"
    with pytest.raises(UserError, match=message):
        check_dates(late, "released", "items", "films")
