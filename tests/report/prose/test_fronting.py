"""The sentences of the front page say what the numbers and tests say, and no more."""

from dataclasses import replace

import pytest

from benchmarks.report.figures.axes import Mark
from benchmarks.report.prose import answering, fronting
from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.rows_beside import Stand
from benchmarks.report.sections.front import Front, Panel
from benchmarks.report.sections.sources import Searched


def panel(values, tied, reference="popular", n_users=500, relative=0.5, tested=True, lower=False):
    """Return a leaderboard of values by baseline, the first first; `tied` are tied for best."""
    kinds = {name: "tied" if name in tied else "behind" for name in values}
    marks = [
        Mark(
            baseline=name,
            label=name,
            value=value,
            low=value - 0.01,
            high=value + 0.01,
            kind=kinds[name] if tested and n_users >= 100 else "plain",
            is_reference=name == reference,
        )
        for name, value in values.items()
    ]
    own = next((mark for mark in marks if mark.is_reference), None)
    stands = [stand(name, value, name in tied, relative) for name, value in values.items()]
    return Panel(
        name="films",
        title="Films",
        metric="ndcg@10",
        lower=lower,
        n_users=n_users,
        leak=None,
        audit="films-audit",
        stands=stands if tested else [],
        marks=marks,
        zeros=[],
        reference=own,
        dots=None,
        fit=None,
        request=None,
        under={},
        fits={},
    )


def stand(name, value, is_tied, relative):
    low, high = (None, None) if relative is None else (relative - 0.1, relative + 0.1)
    return Stand(
        benchmark="films",
        view="",
        metric="ndcg@10",
        baseline=name,
        value=value,
        place=1,
        rank_low=1,
        rank_high=2,
        is_tied_for_best=is_tied,
        is_claimed=True,
        reference="popular",
        relative=relative,
        relative_low=low,
        relative_high=high,
        reference_relative=None,
        reference_relative_low=None,
        reference_relative_high=None,
        margin=0.05,
        n_users=500,
    )


def said(of):
    return "".join(answering.answer(of, Nouns())).replace("\u00a0", " ")


VALUES = {"ease": 0.3, "als": 0.28, "popular": 0.2}


def test_one_that_is_ahead_of_all_is_best_with_the_next_and_the_reference_beside_it():
    assert said(panel(VALUES, ["ease"])) == (
        "ease is best, significantly ahead of all 2 others: 0.300 against 0.280 for als, the next; "
        "50 % (40 % to 60 %) above popular."
    )


def test_a_tied_group_is_named_where_it_is_small_and_counted_where_not():
    assert said(panel(VALUES, ["ease", "als"])) == (
        "ease and als are tied, 0.300 to 0.280; ease is 50 % (40 % to 60 %) above popular."
    )
    many = {f"m{n}": 0.5 - n / 100 for n in range(6)} | {"popular": 0.1}
    assert said(panel(many, [f"m{n}" for n in range(6)])).startswith(
        "6 of 7 are tied, from m0 to m5, 0.500 to 0.450; m0 is 50 %"
    )


def test_where_the_reference_is_tied_there_is_no_winner():
    assert said(panel(VALUES, VALUES, n_users=153)) == (
        "No winner: 3 of 3 are tied, popular among them: 153 users are too few to tell. "
        "Highest nDCG@10: ease, 0.300."
    )


def test_without_tests_or_with_few_users_nobody_is_called_tied_or_best():
    untested = said(panel(VALUES, ["ease"], tested=False))
    few = said(panel(VALUES, ["ease"], n_users=99))
    assert untested == "Not tested.Highest nDCG@10: ease, 0.300."
    assert few == "No claim: 99 users are too few.Highest nDCG@10: ease, 0.300."


def test_of_a_metric_that_falls_the_lowest_leads_and_is_below_the_reference():
    rmse = replace(panel({"svd": 0.9, "popular": 1.0}, ["svd"], relative=-0.1), metric="rmse")
    assert "0.900 against 1.000 for popular, the next; 10 % (0 % to 20 %) below popular." in said(
        rmse
    )


def test_an_interval_that_holds_zero_has_ends_of_both_signs():
    near = panel(VALUES, ["ease"], relative=0.05)
    assert "5.0 % (−5.0 % to 15 %) above popular" in said(near)
    below = replace(panel({"svd": 0.9, "popular": 1.0}, ["svd"], relative=-0.05), metric="rmse")
    assert "5.0 % (−5.0 % to 15 %) below popular" in said(below)


def test_a_reference_that_scores_zero_is_said_so():
    zero = panel({"content": 0.08, "ease": 0.01, "popular": 0.0}, ["content"], relative=None)
    assert said(zero).endswith("the next; popular scores 0.000.")


def test_without_a_reference_nothing_is_compared_with_it():
    assert said(panel({"ease": 0.3, "als": 0.2}, ["ease"], reference=None)).endswith(
        "0.300 against 0.200 for als, the next."
    )


def test_who_is_behind_with_a_better_number_than_the_last_of_the_tied_is_explained():
    assert answering.passed(panel(VALUES, ["ease", "popular"])) == (
        "1 above popular is behind: its differences vary less."
    )
    assert answering.passed(panel(VALUES, ["ease", "als"])) == ""


@pytest.mark.parametrize(("low", "high", "text"), [(1, 5, "1–5"), (3, 3, "3")])
def test_a_range_of_one_rank_is_that_rank(low, high, text):
    one = replace(stand("ease", 0.3, True, 0.5), rank_low=low, rank_high=high)
    assert fronting.rank_range(one) == text


def test_rows_of_zeros_are_counted_and_the_reference_is_named_among_them():
    zero = replace(panel({"content": 0.08, "popular": 0.0}, ["content"]), zeros=["als", "popular"])
    assert answering.zeros(zero).startswith("2 others, popular among them, score 0.000:")
    assert "almost nothing" in answering.zeros(zero)  # what is printed as 0 need not be 0
    assert answering.zeros(panel(VALUES, ["ease"])) == ""


def front(*panels):
    nothing = {"ranks": [], "told_apart": [], "doubts": [], "n_datasets": 1, "files": frozenset()}
    places = [[one] for one in panels]
    return Front(metric="ndcg@10", places=places, **nothing)


def test_lines_are_counted_that_were_searched_by_the_rule_in_force():
    some, other = (replace(panel(VALUES, ["ease"]), searched=Searched(n, 9)) for n in (2, 9))
    said = fronting.tuning(front(some, other))[1]
    assert said.startswith(
        "One rule of budget is for all: 11 of the 18 lines of the leaderboards with parameters to "
        "search were searched by it. The others have values of an earlier rule"
    )
    assert "The others" not in fronting.tuning(front(other))[1]
    assert fronting.tuning(front(panel(VALUES, ["ease"])))[1] == "No parameters were searched."
    assert [fronting.searched(one) for one in (some, other)] == [
        "2 of 9 searched by the rule in force",
        "",
    ]


def test_fit_times_of_the_tied_are_told_with_the_fastest_and_the_slowest():
    both = replace(panel(VALUES, ["ease", "als"]), fits={"als": 1.31, "ease": 0.0123})
    assert answering.fits(both) == "CPU time of a fit: 12 ms (ease) to 1.3 s (als)."
    assert answering.fits(replace(both, fits={"als": 12.3})) == "CPU time of a fit: 12 s."
    assert answering.fits(panel(VALUES, ["ease"])) == ""


def test_who_leads_among_new_items_is_told_with_the_tied_or_the_best():
    tied = [stand("LightFM", 0.187, True, 0.5), stand("Content", 0.177, True, 0.5)]
    others = [stand("Random", 0.01, False, 0.5)]
    said = answering.second_view([*tied, *others], "ranked among the new items only")
    assert said == "Ranked among the new items only: LightFM and Content are tied, 0.187 to 0.177."
    best = answering.second_view([tied[0], *others], "slice cold")
    assert best == "Slice cold: LightFM is best, 0.187."
    few = [replace(tied[0], is_claimed=False, n_users=40)]
    assert answering.second_view(few, "slice cold").endswith("no claim, 40 users are too few.")
