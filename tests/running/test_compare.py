"""Two tables are compared figure by figure, and a difference says how large it is."""

import pytest

from benchmarks.contract.errors import UserError
from benchmarks.running.compare import compare

ROW = {
    "benchmark": "b",
    "view": "all",
    "fold": "",
    "subject": "all",
    "attribute": "",
    "group": "",
    "baseline": "ease",
    "metric": "ndcg",
    "k": "10",
}


def row(**figures: str) -> dict[str, str]:
    return (
        ROW
        | {"value": "0.500000", "ci_low": "0.400000", "ci_high": "0.600000", "n_users": "100"}
        | figures
    )


def test_a_difference_is_given_in_units_of_the_interval() -> None:
    figures, exact, (difference,) = compare("results", [row()], [row(value="0.550000")])
    assert (figures, exact) == (4, 3)
    assert (difference.column, difference.stated, difference.found) == (
        "value",
        "0.500000",
        "0.550000",
    )
    assert difference.intervals == pytest.approx(0.25)


def test_a_tolerance_forgives_numbers_within_it_and_no_words() -> None:
    near = row(value="0.500090", ci_low="0.399980")
    assert len(compare("results", [row()], [near])[2]) == 2
    assert compare("results", [row()], [near], tolerance=1e-4)[1:] == (2, [])
    assert len(compare("results", [row()], [row(value="0.500110")], tolerance=1e-4)[2]) == 1
    words = [ROW | {"verdict": "better"}], [ROW | {"verdict": "worse"}]
    assert len(compare("comparisons", *words, tolerance=1.0)[2]) == 1


def test_a_row_that_one_side_lacks_is_a_difference_of_all_its_figures() -> None:
    other = row() | {"metric": "rmse"}
    for one, two in (([row()], [row(), other]), ([row(), other], [row()])):
        figures, exact, differences = compare("results", one, two)
        assert (figures, exact, len(differences)) == (8, 4, 4)
        assert {"" in (d.stated, d.found) for d in differences} == {True}


def test_what_is_empty_on_both_sides_is_no_figure() -> None:
    empty = row(ci_low="", ci_high="")
    assert compare("results", [empty], [empty]) == (2, 2, [])


def test_two_rows_of_one_key_stop_the_comparison() -> None:
    with pytest.raises(UserError, match=r"results.csv: two rows are called b all all ease ndcg 10"):
        compare("results", [row(), row(value="0.600000")], [row()])
