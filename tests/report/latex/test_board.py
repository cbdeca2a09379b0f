"""A leaderboard as a table: what its line holds, and what its caption says of it."""

from pathlib import Path

import pytest

from benchmarks.report.inputs import Inputs, Leaderboard
from benchmarks.report.latex import board
from benchmarks.report.latex.table import COLUMN
from benchmarks.report.rows import Estimate
from benchmarks.report.sections.chosen import Chosen, Number
from tests.report.latex import typeset
from tests.worlds.films import settled, write_inputs

FILMS = Leaderboard("films-leaky", "films-leaky", "all")
NUMBER = Number(Estimate(0.1923, 0.1789, 0.2065, 905), "tied")
SPREAD = Number(Estimate(0.2412, None, None, 905, sd=0.0014), "")


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    folder = tmp_path_factory.mktemp("boards")
    write_inputs(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return settled()


def chosen(numbers: list[Number], names: list[str] | None = None, best: int = 0) -> Chosen:
    metrics = ["ndcg@10", "recall@10", "precision@10", "gini@10", "hit_rate@10", "coverage@10"]
    lines = [(name, numbers) for name in names or ["alpha", "demographic_popular"]]
    return Chosen(FILMS, metrics[: len(numbers)], lines, 9, {}, best)


def test_as_many_metrics_as_a_column_holds_are_in_the_short_table(inputs: Inputs) -> None:
    table = board.brief(chosen([NUMBER] * 4), inputs)
    assert table.heads[1:] == [r"nDCG@10 $\uparrow$", r"recall@10 $\uparrow$"]
    assert (table.inches, table.starred, table.fits) == (COLUMN, False, True)
    assert r"{\scriptsize [.1789, .2065]}" in table.rows[0][2]


def test_spreads_go_before_intervals_and_the_last_intervals_first(inputs: Inputs) -> None:
    def bracketed(numbers: list[Number], inches: float) -> list[bool]:
        table = board.of_width(chosen(numbers), inputs, inches, "tab:x")
        assert table.fits
        return ["scriptsize" in cell for cell in table.rows[0][1:]]

    numbers = [NUMBER, NUMBER, NUMBER, SPREAD]
    assert bracketed(numbers, 7) == [True, True, True, True]
    assert bracketed(numbers, 4.95) == [True, True, True, False]
    assert bracketed(numbers, 4.5) == [True, False, False, False]
    assert bracketed(numbers, 4.1) == [False] * 4


def test_what_cannot_fit_says_so_and_what_it_needs(inputs: Inputs) -> None:
    table = board.of_width(chosen([NUMBER] * 6), inputs, COLUMN, "tab:x")
    assert not table.fits
    wider = board.of_width(chosen([NUMBER] * 6), inputs, table.needs + 0.01, "tab:x")
    assert wider.fits


def test_the_caption_says_which_baselines_and_explains_only_what_stands_there(
    inputs: Inputs,
) -> None:
    caption = board.full(chosen([NUMBER]), inputs).caption
    assert ": 2 of 9 baselines, 905 users." in caption
    assert r"$\dagger$" in caption
    assert "Brackets" in caption
    assert "Bold" not in caption
    assert r"\pm" not in caption
    best = board.brief(chosen([SPREAD], best=1), inputs).caption
    assert r": the 1 best of 9 baselines and \texttt{demographic\_popular}, 905 users." in best
    assert r"$\pm$: standard deviation over seeds." in best
    assert "Brackets" not in best
    assert "dagger" not in best


def test_a_column_has_the_decimals_of_its_highest_number(inputs: Inputs) -> None:
    money = [Number(Estimate(value, 0.9 * value, 1.1 * value, 9), "") for value in (12.5, 0.25)]
    lines = [("alpha", [money[0]]), ("beta", [money[1]])]
    table = board.full(Chosen(FILMS, ["ndcg@10"], lines, 2, {}), inputs)
    assert [line[1] for line in table.rows] == [
        r"12.50 {\scriptsize [11.25, 13.75]}",
        r".25 {\scriptsize [.23, .28]}",
    ]


def test_users_are_counted_by_the_first_metric_that_has_numbers(inputs: Inputs) -> None:
    caption = board.full(chosen([Number(None, ""), NUMBER]), inputs).caption
    assert ": 2 of 9 baselines, 905 users." in caption
    assert ", 0 users." in board.full(chosen([Number(None, "")]), inputs).caption


def test_an_arrow_points_to_the_better_side_if_there_is_one(inputs: Inputs) -> None:
    lines = [("alpha", [NUMBER, NUMBER, NUMBER])]
    shown = Chosen(FILMS, ["ndcg@10", "rmse", "coverage@10"], lines, 1, {})
    heads = board.full(shown, inputs).heads
    assert heads[1:] == [r"nDCG@10 $\uparrow$", r"RMSE $\downarrow$", "coverage@10"]


@pytest.mark.parametrize("engine", ["pdflatex", "lualatex"])
def test_long_titles_of_what_was_handed_in_take_several_lines(
    engine: str, inputs: Inputs, tmp_path: Path
) -> None:
    names = ["A model with a title of forty characters (submitted)", "w" * 40, "é" * 40]
    table = board.brief(chosen([NUMBER, NUMBER], names), inputs)
    assert len(table.heads) == 3
    log = typeset.typeset(engine, tmp_path, table.written(), typeset.COLUMN)
    assert typeset.too_wide(log) == []


def test_a_number_without_interval_has_its_bound_and_few_buyers_have_a_mark(inputs: Inputs) -> None:
    rare = Number(Estimate(12.5, 10.0, 15.0, 905, few_buyers=True), "")
    most = Number(Estimate(0.001, None, None, 905, None, 0.0, 0.0123), "")
    least = Number(Estimate(0.999, None, None, 905, None, 0.9877, 1.0), "")
    table = board.of_width(chosen([rare, most, least], ["alpha"]), inputs, 7, "tab:x")
    assert table.rows[0][1:] == [
        r"12.50$^\ddagger$ {\scriptsize [10.00, 15.00]}",
        r".0010 {\scriptsize [$\le$ .0123]}",
        r".9990 {\scriptsize [$\ge$ .9877]}",
    ]
    said = " ".join([table.caption, *table.notes])
    assert r"$\ddagger$: fewer than 100 users have any" in said
    assert r"$\le$, $\ge$: where a number lies on which nearly all users agree." in said
    assert r"$\ddagger$" not in board.of_width(chosen([NUMBER]), inputs, 7, "tab:x").caption
