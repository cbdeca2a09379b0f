"""Sentences about single sections: ranges, gaps, searches, published figures, what is tied."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from benchmarks.report.prose import across, findings, gaps, leading, replicating, searched
from benchmarks.report.sections.beyond import OfLeader, Span
from benchmarks.report.sections.grids import Extreme
from benchmarks.report.sections.lapses import lapses
from benchmarks.report.sections.providers import GroupShares
from benchmarks.report.sections.replication import Figure
from benchmarks.report.sections.tuning import OfBenchmark, Search, Value
from benchmarks.report.sections.user_groups import Gap, GapLine

GAP = Gap("F", "M", 0.125, 2, 0.0004)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def span(low: float, high: float, leader: OfLeader | None = None) -> Span:
    return Span("item_age", 0, "days", Extreme(low, "new", 0), Extreme(high, "old", 2), leader)


def test_a_range_names_its_ends_and_where_the_first_of_the_leaderboard_is() -> None:
    said = findings.span(span(10, 900, OfLeader("ease", 300)))
    assert said == (
        "item age from 10 days (new) to 900 days (old and 2 others); "
        "ease, first in the leaderboard: 300 days"
    )
    assert findings.span(span(10, 900, OfLeader("old", 900))).endswith("(old and 2 others)")
    assert findings.span(span(10, 10)) == "item age is 10 days for all"


def test_revenue_is_told_as_a_range_or_as_one_share() -> None:
    said = plain(findings.business(10, span(0.05, 0.5)))
    assert "The first 10 hold between 5.0 % (new) and 50 % (old and 2 others)" in said
    assert "hold 50 % of the test revenue" in plain(findings.business(10, span(0.5, 0.5)))
    assert findings.business(10, None).endswith("bought without it.")


def test_places_that_go_by_relevance_are_not_told_as_an_excess() -> None:
    even = GroupShares("new", 0.5, 0.5)
    assert findings.providers(even, even) == "places go by relevance"
    said = findings.providers(GroupShares("old", 0.75, 0.5), GroupShares("new", 0.25, 0.5))
    assert plain(said).startswith("of the places, 75 % go to old, with 50 % of what was relevant")


def gap_line(attribute: str, larger: int, behind: tuple[str, int] | None) -> GapLine:
    return GapLine(attribute, 2, 22, larger, behind, "ease", GAP)


@pytest.mark.parametrize(
    ("larger", "often", "where"),
    [(1, 1, "the others"), (5, 5, "in all of them"), (5, 3, "most often")],
)
def test_a_gap_larger_than_chance_names_who_is_behind(larger: int, often: int, where: str) -> None:
    lines = [gap_line("gender", larger, ("F", often)), gap_line("age", 0, None)]
    assert gaps.fairness(lines, "ndcg@10") == (
        f"By gender, nDCG@10 differs by more than chance for {larger} of 22 baselines, with F "
        f"behind {where}. By age, no baseline’s gap is larger than chance makes it."
    )


def test_a_gap_has_its_groups_and_its_p() -> None:
    assert gaps.gap(GAP) == "0.125 *"
    assert gaps.who(GAP) == "F over M, p < 0.001"
    assert gaps.who(Gap("F", "M", 0.0, 2, None)) == "–"


def test_baselines_below_popularity_are_told_of_alone_or_all_together() -> None:
    assert "as rankings all of them come below" in leading.below_popular(["svd", "nmf"], 2)
    assert "as rankings it comes below" in leading.below_popular(["svd"], 2)


def search(baseline: str, flat: bool = False) -> Search:
    value = Value("factors=256", found=False, edge=True)
    return Search(baseline, 20, 1.0, "ndcg@10", 0.25, 0.5, 1.0, False, flat, [value], True)


def test_a_search_tells_of_edges_of_what_waits_and_of_what_made_no_difference() -> None:
    assert searched.marks(search("als").values, in_use=False) == (
        "at the edge of its space: factors=256; not the value in force"
    )
    block = OfBenchmark("films", ["films-new"], [search("als"), search("slim", flat=True)], ["bpr"])
    assert searched.of_benchmark(block) == (
        "Tunable and not searched yet (default parameters): bpr. films-new ranks the same fits "
        "and shares the values. Nothing to choose by: all trials of slim have one objective, so "
        "it keeps its default parameters and is not called tuned."
    )
    assert searched.of_benchmark(OfBenchmark("films", [], [search("als")], [])) == ""


def test_a_search_by_an_earlier_rule_is_named() -> None:
    block = OfBenchmark("films", [], [search("als"), replace(search("slim"), earlier=True)], [])
    assert searched.of_benchmark(block).startswith("Made by an earlier rule")
    assert searched.of_benchmark(block).endswith("to be made anew: slim.")


def test_benchmarks_without_any_search_are_named() -> None:
    waiting = OfBenchmark("films", [], [], ["als"])
    assert searched.note([waiting]).endswith("Not searched yet (default parameters): films.")
    assert searched.note([]).endswith("not drawn.")


def figure(baseline: str, note: str) -> Figure:
    return Figure(baseline, "ml-100k", "ndcg@10", 0.5, 0.5, 0.0, 0.001, "reproduced", 3, note)


def test_a_note_on_published_figures_stands_once_with_all_it_is_on() -> None:
    lines = [figure("als", "Other ties"), figure("als", "Other ties"), figure("bpr", "Other ties")]
    noted = [*lines, figure("ease", "a seed"), figure("slim", "")]
    assert replicating.notes(noted) == ["ease: a seed.", "als, bpr: Other ties."]


def test_published_figures_are_counted_with_the_verb_that_goes_with_them() -> None:
    counts = {"reproduced": 5, "differs": 1, "not run": 0, "not published": 0}
    said = replicating.introduction(counts, 6)
    assert said.startswith("5 of 6 published figures were reproduced")
    assert "1 differs: the reason that was found stands beside it." in said


def test_baselines_are_counted_though_some_run_on_few_benchmarks() -> None:
    text = across.overview(5, 2, ["Films"], {"ok": 6, "not applicable": 1})
    assert text.startswith("5 baselines on 2 benchmarks made from Films")
    assert "6 of 7 cells" in text


def test_fallbacks_and_groups_without_a_number_are_counted_and_nothing_is_said_of_none() -> None:
    def cell(fallback: float | None) -> SimpleNamespace:
        return SimpleNamespace(fallback_share=fallback)

    cells = [cell(0.3), cell(0.0), cell(None), cell(0.06)]
    counts = [("users", 19), ("users", 20), ("items", 3)]
    sizes = [SimpleNamespace(subject=subject, n=n) for subject, n in counts]
    said = across.lapses(lapses(cells, sizes))
    assert plain(said) == (
        "On average over 3 cells 12 % of lists are the fallback; 2 cells have any. "
        "1 of 2 groups of users has no number."
    )
    assert across.lapses(lapses(cells[1:3], sizes[1:])) == ""
