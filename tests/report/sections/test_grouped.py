"""In groups of users: who is best there, who is tied or behind, and what pages make of it."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from benchmarks.report.embedding import content
from benchmarks.report.inputs import Leaderboard
from benchmarks.report.markdown.benchmark import in_groups
from benchmarks.report.prose import choosing, gaps
from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.rows import Estimate, GroupPair
from benchmarks.report.sections.grouped import InGroup, grouped
from tests.report.sections.test_workbench import bench
from tests.report.sections.test_workbench import pair as of_all

VALUES = {"ease": 0.20, "als": 0.24, "popular": 0.10}
SHOWN = Leaderboard("films", "films", "all")


def pair(one: str, other: str, p: float, verdict: str, group: str = "F") -> GroupPair:
    difference = VALUES[one] - VALUES[other]
    share = difference / VALUES[other]
    return GroupPair(
        *("films", "", "gender", group, "ndcg@10", one, other, difference),
        *(difference - 0.01, difference + 0.01),
        *(share, share - 0.1, share + 0.1, p, verdict, 120),
    )


def family(group: str = "F", p: float = 0.3, verdict: str = "undecided") -> list[GroupPair]:
    return [
        pair("popular", "als", 0.001, "worse", group),
        pair("ease", "als", p, verdict, group),
        pair("ease", "popular", 0.001, "better", group),
    ]


def groups(*rows: GroupPair) -> list[InGroup]:
    numbers = {name: Estimate(value, None, None, 120) for name, value in VALUES.items()}
    inputs = SimpleNamespace(
        settings=SimpleNamespace(
            groups=SimpleNamespace(users=["age", "gender"]),
            comparison=SimpleNamespace(reference="popular"),
        ),
        compared_in_groups={"films": list(rows)},
        numbers=lambda *_: numbers,
    )
    return grouped(SHOWN, inputs)


def test_the_best_is_the_one_that_all_were_compared_with_and_the_others_follow_by_their_numbers():
    (women,) = groups(*family())
    assert (women.view, women.choice.key, women.n_users) == ("all", "gender=F", 120)
    assert women.order == ["als", "ease", "popular"]
    assert women.tied == ["als", "ease"]
    assert women.status == {"als": "first", "ease": "tied", "popular": "behind"}
    assert women.against == pytest.approx({"als": 1.4, "ease": 1.0})


def test_a_pair_stands_the_better_way_round_with_its_share_of_the_others_number():
    behind = groups(*family())[0].pairs[0]
    assert (behind.baseline, behind.other, behind.verdict) == ("als", "popular", "better")
    assert (behind.difference, behind.low, behind.high) == pytest.approx((0.14, 0.13, 0.15))
    assert behind.relative == pytest.approx(1.4)
    whole = 0.10 / 0.24
    ends = 1 / (whole + 0.1) - 1, 1 / (whole - 0.1) - 1
    assert (behind.relative_low, behind.relative_high) == pytest.approx(ends)


def test_one_that_is_significantly_ahead_of_all_is_best_also_of_those_that_are_practically_equal():
    (women,) = groups(*family(p=0.01, verdict="practically equal"))
    assert women.status == {"als": "best", "ease": "behind, yet equal", "popular": "behind"}
    said = " ".join(choosing.in_group(women, bench()))
    assert said == (
        "ALS is best on nDCG@10 for gender F, significantly ahead of all others. Yet practically "
        "equal to it: EASE."
    )


def test_the_section_on_groups_counts_where_the_first_of_all_leads_and_names_where_it_is_behind():
    men = family("M", p=0.01, verdict="worse")
    shown = bench(in_groups=groups(*men, *family()))
    assert [group.group for group in shown.in_groups] == ["F", "M"]
    assert gaps.leading(shown, Nouns()) == (
        "EASE is best or tied for best by nDCG@10 in 1 of 2 groups of at least 100 users, and "
        "significantly behind in gender M."
    )
    assert in_groups(shown, Nouns()).splitlines()[2:] == [
        "| gender F | 120 | ALS | EASE |",
        "| gender M | 120 | ALS | – |",
    ]


def test_the_page_carries_what_the_tests_of_a_group_say():
    carried = content(bench(in_groups=groups(*family())), Nouns(), "cited so")
    of_women = carried["groups"]["all"]["gender=F"]["ndcg@10"]
    names = [row["key"] for row in carried["baselines"]]
    assert [names[place] for place in of_women["tied"]] == ["als", "ease"]
    assert of_women["said"][0] == "2 are tied for best"
    ahead = of_women["pairs"][0]
    assert [names[place] for place in ahead[:2]] == ["als", "popular"]
    assert ahead[2:6] == [0.14, 0.13, 0.15, 1.4]
    turned = pair("popular", "als", 0.001, "worse").turned()
    shares = [turned.relative_low, turned.relative_high, -0.683333, -0.483333]
    assert ahead[6:] == [*(round(share, 6) for share in shares), 0.001, "better"]


def test_the_page_carries_the_levels_that_its_script_decides_by():
    carried = content(bench(), Nouns(), "cited so")
    assert (carried["alpha"], carried["fewest"]) == (0.05, 100)


@pytest.mark.parametrize("first", ["pair", "group"])
def test_who_has_nothing_is_all_of_it_behind_who_has_something_and_the_ends_stay_unknown(first):
    lone = {"relative": None, "relative_low": None, "relative_high": None}
    ahead = replace(pair("als", "popular", 0.001, "better"), **lone)
    if first == "pair":
        ahead = of_all("als", "popular", 0.001, "better", **lone)
    behind = ahead.turned()
    assert (behind.relative, behind.relative_low, behind.relative_high) == (-1.0, None, None)
    assert replace(ahead, difference=0.0).turned().relative is None
    assert behind.turned().relative is None
