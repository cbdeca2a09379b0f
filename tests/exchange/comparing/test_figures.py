"""Two tables are compared figure by figure, and a difference says how large it is."""

from pathlib import Path

import pytest

from benchmarks.contract import package
from benchmarks.contract.csv import read_csv
from benchmarks.contract.errors import UserError
from benchmarks.exchange.comparing.figures import KEYS, Compared, compare
from tests.worlds.results import ROW

REPORTS = Path(__file__).parents[3] / "reports"
NAMES = [table.name for table in package.TABLES if (REPORTS / f"{table.name}.csv").exists()]


def row(**figures: str) -> dict[str, str]:
    return (
        ROW
        | {"value": "0.500000", "ci_low": "0.400000", "ci_high": "0.600000", "n_users": "100"}
        | figures
    )


def test_a_difference_is_given_in_units_of_the_interval() -> None:
    compared = compare("results", [row()], [row(value="0.550000")])
    (difference,) = compared.differences
    assert (compared.figures, compared.exact, compared.same) == (4, 3, 3)
    assert (difference.column, difference.before, difference.after) == (
        "value",
        "0.500000",
        "0.550000",
    )
    assert difference.intervals == pytest.approx(0.25)


def test_a_tolerance_forgives_numbers_within_it_and_no_words() -> None:
    near = row(value="0.500090", ci_low="0.399980")
    assert len(compare("results", [row()], [near]).differences) == 2
    forgiven = compare("results", [row()], [near], tolerance=1e-4)
    assert (forgiven.exact, forgiven.same, forgiven.differences) == (2, 4, [])
    further = compare("results", [row()], [row(value="0.500110")], tolerance=1e-4)
    assert len(further.differences) == 1
    words = [ROW | {"verdict": "better"}], [ROW | {"verdict": "worse"}]
    assert len(compare("comparisons", *words, tolerance=1.0).differences) == 1


def test_a_row_that_one_side_lacks_is_a_difference_of_all_its_figures() -> None:
    other = row() | {"metric": "rmse"}
    for one, two in (([row()], [row(), other]), ([row(), other], [row()])):
        compared = compare("results", one, two)
        assert (compared.figures, compared.exact, compared.same) == (8, 4, 4)
        assert {"" in (d.before, d.after) for d in compared.differences} == {True}


def test_what_is_empty_on_both_sides_is_no_figure() -> None:
    empty = row(ci_low="", ci_high="")
    assert compare("results", [empty], [empty]) == Compared(2, 2, [])


def test_two_rows_of_one_key_stop_the_comparison() -> None:
    with pytest.raises(UserError, match=r"results.csv: two rows are called b all all ease ndcg 10"):
        compare("results", [row(), row(value="0.600000")], [row()])


@pytest.mark.parametrize("name", NAMES)
def test_one_figure_that_changed_in_any_table_of_the_report_is_found(name: str) -> None:
    rows = read_csv(REPORTS / f"{name}.csv")
    assert not compare(name, rows, rows).differences
    columns = [column for column in (rows or [{}])[-1] if column not in KEYS[name]]
    for column in columns[:1]:  # none where nobody has judged anything
        changed = [*rows[:-1], rows[-1] | {column: "another"}]
        (difference,) = compare(name, rows, changed).differences
        assert (difference.column, difference.after) == (column, "another")
