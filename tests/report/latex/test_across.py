"""The table for a paper of how baselines stand over all benchmarks."""

from benchmarks.report.latex.across import table
from benchmarks.report.rows import Rank, Resolution
from benchmarks.report.sections.across import Across

FIRST = Rank("ndcg@10", "user_knn", 1.5, 2, 0.75, 0.5, 1.0, 0.04, 0.0, 0.1)
UNTESTED = Rank("ndcg@10", "ease", 1.0, 1, 1.0, None, None, 0.0, None, None)
LINES = [("user_knn", [FIRST]), ("ease", [UNTESTED]), ("svd", [None])]
TOLD_APART = [Resolution("films", "ndcg@10", 3, 2, 1, 2, 3, 2, 180)]


def test_the_table_has_the_numbers_of_ranks_with_their_bounds() -> None:
    written = table(Across(["ndcg@10"], {"ndcg@10": 2}, LINES, TOLD_APART, None)).written()
    user_knn = r"\texttt{user\_knn} & 2 & 1.5 & 0.75 {\scriptsize [0.50, 1.00]} & 0.04 {\scriptsize"
    assert user_knn + " [0.00, 0.10]}" in written
    assert r"\texttt{ease} & 1 & 1.0 & 1.00 & 0.00" in written  # no bounds where untested
    assert written.isascii()
    assert "svd" not in written  # it has no number by the first metric
    assert "Neighbouring ranks told apart: films 1 of 2." in written


def test_an_older_report_has_no_such_table() -> None:
    older = [("ease", [Rank("ndcg@10", "ease", 1.0, 1)])]
    assert table(Across(["ndcg@10"], {"ndcg@10": 1}, older, [], None)) is None
