"""The reader of the logged experiment, on small stand-ins for its files."""

import numpy as np
import pytest

from benchmarks.contract.errors import UserError
from benchmarks.datasets import open_bandit
from benchmarks.online.rounds import arrays
from tests.worlds import logs

ROWS = [logs.round_row(number, item=number % 4, position=1 + number % 3) for number in range(6)]


def changed(number, **values):
    """Return the rows with one changed."""
    return [row | values if at == number else row for at, row in enumerate(ROWS)]


def read(tmp_path, rows, name="random_men"):
    return open_bandit.read(logs.write(tmp_path, **{name: rows}))


def test_a_log_is_read_with_its_positions_from_0_and_its_items_by_number(tmp_path):
    backwards = [logs.item_row(item) for item in reversed(range(logs.N_ITEMS))]
    log = open_bandit.read(
        logs.write(tmp_path, random_men=changed(2, click=1), random_men_items=backwards)
    )
    table = log["men"]["random"].rounds.to_pydict()
    assert list(log) == ["all", "men", "women"]
    assert table["item"] == [0, 1, 2, 3, 0, 1]
    assert table["position"] == [0, 1, 2, 0, 1, 2]
    assert table["click"] == [0, 0, 1, 0, 0, 0]
    assert table["propensity"] == [0.25] * 6
    assert np.diff(table["time"]).tolist() == [1.0] * 5
    assert log["men"]["random"].items["item_feature_0"].to_pylist() == [0.0, 0.1, 0.2, 0.3]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        (
            "propensity_score",
            0.0,
            r"random_men\.csv, line 5: propensity_score 0 must be above 0 and at most 1; .*drop",
        ),
        (
            "propensity_score",
            1.2,
            r"random_men\.csv, line 5: propensity_score 1\.2 must be above 0 and at most 1",
        ),
        ("propensity_score", -0.1, r"line 5: propensity_score -0\.1 must be above 0"),
        (
            "propensity_score",
            "nan",
            r"random_men\.csv, line 5: propensity_score (is empty|nan must)",
        ),
        (
            "propensity_score",
            "",
            r"random_men\.csv, line 5: propensity_score is empty; fill it in or drop the row",
        ),
        ("propensity_score", "often", r"random_men\.csv: cannot be read: .*often"),
        (
            "item_id",
            4,
            r"random_men\.csv, line 5: item_id 4 is not in random_men_items\.csv; "
            r"add it or drop the row",
        ),
        ("position", 4, r"random_men\.csv, line 5: position 4 must be 1 to 3"),
        ("position", 0, r"random_men\.csv, line 5: position 0 must be 1 to 3"),
        ("click", 2, r"random_men\.csv, line 5: click 2 must be 0 or 1"),
    ],
)
def test_a_row_that_cannot_be_is_an_error_that_names_file_line_and_value(
    column, value, message, tmp_path
):
    with pytest.raises(UserError, match=message):
        read(tmp_path, changed(3, **{column: value}))


def test_several_bad_rows_are_one_error_that_counts_them(tmp_path):
    with pytest.raises(UserError, match=r"line 2: propensity_score 0 .*\(and 5 more rows\)\.$"):
        read(tmp_path, [row | {"propensity_score": 0} for row in ROWS])


@pytest.mark.parametrize("column", [*logs.COLUMNS, "timestamp", "user_feature_2"])
def test_a_missing_column_is_an_error_that_names_it(column, tmp_path):
    with pytest.raises(
        UserError, match=rf"random_men\.csv: no column '{column}'; a log needs timestamp, item_id"
    ):
        read(
            tmp_path,
            [{name: value for name, value in row.items() if name != column} for row in ROWS],
        )


def test_an_item_that_stands_twice_is_an_error(tmp_path):
    with pytest.raises(UserError, match=r"random_men_items\.csv: an item_id stands there twice"):
        read(tmp_path, [logs.item_row(item) for item in (0, 1, 2, 3, 3)], "random_men_items")


def test_a_missing_file_is_an_error_that_names_it(tmp_path):
    logs.write(tmp_path)
    (tmp_path / "bts_all.csv").unlink()
    with pytest.raises(UserError, match=r"bts_all\.csv: cannot be read"):
        open_bandit.read(tmp_path)


def test_the_registrys_files_do_not_overwrite_each_other():
    (source,) = open_bandit.SOURCES
    assert len(source.members) == len(set(source.members.values())) == 12
    assert source.members["bts_men_items.csv"] == "obp/dataset/obd/bts/men/item_context.csv"


def test_users_of_equal_features_are_one_context_and_affinities_tell_them_apart(tmp_path):
    rows = [
        logs.round_row(0),
        logs.round_row(2),
        logs.round_row(4, affinity=2.0),
        logs.round_row(6, user="b"),
    ]
    rounds = arrays(read(tmp_path, rows)["men"]["random"])
    assert len(rounds.contexts) == 3
    assert rounds.context[0] == rounds.context[1]
    assert len({rounds.context[row] for row in (1, 2, 3)}) == 3


def test_rows_of_one_user_next_to_each_other_in_time_are_one_impression(tmp_path):
    times = ["00:00:01.000000", "00:00:01.010000", "00:00:01.020000", "00:00:03.000000"]
    rows = [logs.round_row(0) | {"timestamp": f"2019-11-24 {time}+00:00"} for time in times]
    another = logs.round_row(0, user="b") | {"timestamp": f"2019-11-24 {times[1]}+00:00"}
    rounds = arrays(read(tmp_path, [*rows, another])["men"]["random"])
    assert len(set(rounds.impression[:3])) == 1
    assert len(set(rounds.impression)) == 3
