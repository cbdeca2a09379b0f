"""What a leaderboard's page offers: tests the better way round, words that they allow, axes."""

import re

import pytest

from benchmarks.contract.spaces import Floats
from benchmarks.report.pair import Pair
from benchmarks.report.prose import choosing, picturing
from benchmarks.report.prose import opening as said_first
from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.rows import Estimate
from benchmarks.report.rows_beside import Stand
from benchmarks.report.sections import opening as opened
from benchmarks.report.sections.cards import space
from benchmarks.report.sections.choices import Choice, measures
from benchmarks.report.sections.matrix import matrix
from benchmarks.report.sections.scales import axis, decades
from benchmarks.report.sections.scatters import scatter
from benchmarks.report.sections.tested import of_family
from benchmarks.report.sections.verdicts import standing
from benchmarks.report.sections.workbench import Contender, Workbench

VALUES = {"ease": 0.20, "als": 0.19, "popular": 0.10}


def pair(one: str, other: str, p: float, verdict: str, n_users: int = 500, **changed) -> Pair:
    difference = VALUES[one] - VALUES[other]
    numbers = {"effect_size": 0.1, "win": 0.5, "tie": 0.3, "loss": 0.2, "detectable": 0.02}
    given = {
        "benchmark": "films",
        "metric": "ndcg@10",
        "baseline": one,
        "other": other,
        "value": VALUES[one],
        "other_value": VALUES[other],
        "difference": difference,
        "low": difference - 0.01,
        "high": difference + 0.01,
        "relative": difference / VALUES[other],
        "relative_low": difference / VALUES[other] - 0.1,
        "relative_high": difference / VALUES[other] + 0.1,
        "users_for_1_percent": 1000,
        "p_value": p / 3,
        "p": p,
        "verdict": verdict,
        "n_users": n_users,
    }
    return Pair(**numbers | given | changed)


def family(n_users: int = 500) -> list[Pair]:
    return [
        pair("als", "ease", 0.4, "undecided", n_users),
        pair("popular", "ease", 0.001, "worse", n_users),
        pair("als", "popular", 0.001, "better", n_users),
    ]


def stand(baseline: str, low: int, high: int, relative: float | None) -> Stand:
    ends = dict.fromkeys(("reference_relative_low", "reference_relative_high"))
    return Stand(
        *("films", "", "ndcg@10", baseline, VALUES[baseline], low, low, high, low == 1, True),
        *("popular", relative, None, None, None, *ends.values(), 0.05, 500),
    )


STANDS = [stand("ease", 1, 2, 1.0), stand("als", 1, 2, 0.9), stand("popular", 3, 3, None)]


def test_each_pair_stands_the_better_way_round_with_what_belongs_to_it_turned():
    tested = of_family("ndcg@10", family(), None, STANDS)
    assert [(of.baseline, of.other) for of in tested.pairs] == [
        ("ease", "als"),
        ("ease", "popular"),
        ("als", "popular"),
    ]
    ahead = tested.pairs[1]
    assert (ahead.verdict, ahead.win, ahead.loss) == ("better", 0.2, 0.5)
    assert ahead.difference == pytest.approx(0.1)
    assert ahead.relative == pytest.approx(1.0)
    ends = 1 / (1 - 0.4) - 1, 1 / (1 - 0.6) - 1  # to popular it is -0.5, give or take 0.1
    assert (ahead.relative_low, ahead.relative_high) == pytest.approx(ends)


def test_where_less_is_better_the_lower_number_stands_first():
    tested = of_family("rmse", [pair("ease", "popular", 0.001, "worse", metric="rmse")], None, [])
    assert tested.pairs[0].baseline == "popular"
    assert tested.standing.leader == "popular"


def test_ranks_and_differences_from_the_reference_are_those_of_the_standings():
    tested = of_family("ndcg@10", family(), None, STANDS)
    assert tested.ranks == {"ease": (1, 2), "als": (1, 2), "popular": (3, 3)}
    assert tested.against == {"ease": 1.0, "als": 0.9}


def test_a_word_stands_beside_each_baseline_unless_too_few_users_allow_any():
    assert of_family("ndcg@10", family(), None, STANDS).status == {
        "ease": "first",
        "als": "tied",
        "popular": "behind",
    }
    few = of_family("ndcg@10", family(n_users=99), None, STANDS)
    assert (few.status, few.tied) == ({}, [])


def test_tests_against_the_reference_alone_name_no_first():
    alone = of_family("ndcg@10", family()[1:], None, [])
    assert (alone.standing, alone.status, alone.ranks) == (None, {}, {})


def said(tested) -> str:
    return " ".join(choosing.may_be_said("ndcg@10", tested, bench(), Nouns()))


def test_the_line_above_the_table_says_who_is_tied_who_is_best_or_that_nobody_may_be_called_so():
    tied = of_family("ndcg@10", family(), None, STANDS)
    assert said(tied) == "2 are tied for best on nDCG@10: EASE and ALS."
    decided = [pair("als", "ease", 0.001, "worse"), *family()[1:]]
    best = of_family("ndcg@10", decided, None, STANDS)
    assert said(best) == "EASE is best on nDCG@10, significantly ahead of all others."
    equal = [pair("als", "ease", 0.001, "practically equal"), *family()[1:]]
    assert said(of_family("ndcg@10", equal, None, STANDS)).endswith(
        "Yet practically equal to it: ALS."
    )
    few = of_family("ndcg@10", family(n_users=99), None, STANDS)
    assert said(few) == "99 users: below 100, so no claim. The order may be chance."
    assert (
        choosing.may_be_said(
            "ndcg@10", of_family("ndcg@10", family()[1:], None, []), bench(), Nouns()
        )
        is None
    )


def contender(name: str, **changed) -> Contender:
    given = {"family": "", "tier": "run here", "reason": "", "seeds": 1, "fit_seconds": 1.0}
    given |= {"request_ms": 1.0, "fallback_share": None, "origin": ""}
    return Contender(**{"name": name, "label": name.upper()} | given | changed)


def bench(**changed) -> Workbench:
    numbers = {
        name: Estimate(value, value - 0.01, value + 0.01, 500) for name, value in VALUES.items()
    }
    given = {
        "name": "films",
        "metric": "ndcg@10",
        "reference": "popular",
        "margin": 0.05,
        "views": ["all"],
        "siblings": [],
        "contenders": [contender(name) for name in (*VALUES, "svd")],
        "measures": measures(["ndcg@10"]),
        "choices": [Choice("all", "", "", 500)],
        "numbers": {("all", "all", "ndcg@10"): numbers},
        "tested": {("all", "ndcg@10"): of_family("ndcg@10", family(), None, STANDS)},
        "in_groups": [],
        "codes": {("all", "ndcg@10"): "0123456789ab"},
    }
    return Workbench(**given | changed)


def test_the_table_opens_with_the_range_of_ranks_and_without_tests_with_places():
    lines = opened.opening(bench()).lines
    assert [line.rank for line in lines] == ["1–2", "1–2", "3", ""]
    assert [line.kind for line in lines] == ["tied", "tied", "behind reference", ""]
    assert lines[2].against is None  # the reference itself
    places = [line.rank for line in opened.opening(bench(tested={})).lines]
    assert places == ["1", "2", "3", ""]


def test_equal_numbers_share_a_place():
    same = {name: Estimate(0.5, None, None, 500) for name in VALUES}
    alike = bench(tested={}, numbers={("all", "all", "ndcg@10"): same})
    assert [line.rank for line in opened.opening(alike).lines] == ["1", "1", "1", ""]


def test_a_title_that_was_submitted_gets_an_anchor_without_blanks():
    row = contender("My_model, 2nd try (submitted)", tier="submitted")
    assert re.fullmatch(r"My_model-2nd-try-submitted-[0-9a-f]{6}", row.anchor)
    assert not row.is_own


def test_titles_that_differ_in_signs_alone_get_anchors_of_their_own_that_stay():
    titles = [f"A{sign} (submitted)" for sign in ("+", "*", "")]
    anchors = [contender(title, tier="submitted").anchor for title in titles]
    assert len(set(anchors)) == 3
    assert anchors == [contender(title, tier="submitted").anchor for title in titles]
    assert anchors[0] == "A-submitted-d2667a"


def test_an_axis_starts_at_zero_unless_all_numbers_lie_far_above_it():
    assert axis([0.1, 0.4]).low == 0
    narrow = axis([0.95, 1.0])
    assert narrow.low == pytest.approx(0.947)
    assert narrow.at(1.0) == 100
    assert all(narrow.low <= tick <= narrow.high for tick in narrow.ticks)
    assert decades([0.5, 20.0]).ticks == [1.0, 10.0]


def test_a_scatter_names_those_that_no_other_beats_on_both_and_the_reference():
    at = {"a": (0.1, 0.9), "b": (0.5, 0.5), "c": (0.4, 0.4), "d": (0.9, 0.1), "popular": (0.2, 0.2)}
    drawn = scatter("novelty@10", at, {"tied": ["a"], "reference": ["popular"]}, True, str)
    assert [name.text for name in drawn.names] == ["a", "b", "d", "popular"]
    kinds = {point.name: point.kind for point in drawn.points}
    assert kinds == {
        "a": "tied",
        "b": "behind",
        "c": "behind",
        "d": "behind",
        "popular": "reference",
    }
    cheap = scatter("fit_seconds", at, {}, False, str)
    assert [name.text for name in cheap.names] == ["a"]  # the best, and nothing costs less


def test_a_space_is_told_in_words():
    assert space(Floats(1.0, 1000.0, log=True)) == "1 to 1000, on a logarithmic scale"


def test_the_matrix_has_a_cell_for_each_pair_by_verdict_and_none_where_not_all_are_tested():
    drawn = matrix(of_family("ndcg@10", family(), None, STANDS))
    assert drawn.counts == {"open": 1, "ahead": 2}
    assert [name for name, _, _ in drawn.names] == ["ease", "als", "popular"]
    assert drawn.cells["ahead"].count("M") == 2
    assert drawn.signs.count("M") == 1  # the undecided one
    assert matrix(of_family("ndcg@10", family()[1:], None, [])) is None


def test_of_a_pair_whose_seeds_are_known_to_spread_p_with_luck_is_told_and_ranks_heed_it():
    tested = of_family("ndcg@10", family(), None, STANDS, {"ease": 0.05})
    told = {(of.baseline, of.other): tested.p_with_luck(of) for of in tested.pairs}
    assert told["als", "popular"] is None
    assert told["ease", "popular"] > 0.05
    assert tested.tied == ["ease", "als"]  # als is still ahead of popular
    assert of_family("ndcg@10", family(), None, STANDS, {"als": 0.05}).tied == ["ease", "als"]


def test_two_that_are_the_same_for_every_user_are_not_said_to_have_an_interval_within_a_margin():
    same = {"p": 1.0, "verdict": "practically equal", "low": None, "high": None}
    alike = [pair("popular", "ease", **same), family()[0], family()[2]]
    tested = {("all", "ndcg@10"): of_family("ndcg@10", alike, None, STANDS)}
    said = said_first.compared(bench(tested=tested), Nouns()).said
    assert said == ("Practically equal:", "no user’s number differs.")
    assert "or no user’s number differs" in choosing.of_pairs(bench(), Nouns())["equal"]


@pytest.mark.parametrize(
    ("metric", "lows", "ends"),
    [
        ("ndcg@10", [0.1, 0.1], "intervals over users."),
        ("ndcg@10", [0.1, None], "Without a bar: fewer than 10 users are unlike all others, or"),
        ("ndcg@10", [None, None], "2 rows, 500 users. Without a bar: fewer than 10 users are"),
        ("coverage@10", [None, None], "500 users. No interval: one number for all lists together."),
    ],
)
def test_the_note_below_the_table_tells_why_a_number_has_no_bar(metric, lows, ends):
    numbers = {name: Estimate(0.2, low, 0.3, 500) for name, low in zip(VALUES, lows, strict=False)}
    shown = bench(metric=metric, numbers={("all", "all", metric): numbers}, tested={})
    assert ends in said_first.told(shown, Nouns())
    assert [of.is_one for of in measures([metric])] == [metric == "coverage@10"]


def test_the_key_of_scatters_counts_the_names_and_tells_that_the_reference_is_among_them():
    at = {"a": (0.1, 0.9), "b": (0.5, 0.5), "popular": (0.2, 0.2)}
    drawn = scatter("novelty@10", at, {"reference": ["popular"]}, True, str)
    said = picturing.scatters([drawn], "ndcg@10", "popular")
    assert said.endswith(
        "Named: at most 6 that no other beats on both, the highest first, and popular."
    )
    alone = picturing.scatters([scatter("novelty@10", at, {}, True, str)], "ndcg@10", "popular")
    assert alone.endswith("the highest first.")


def test_no_number_is_marked_where_too_few_users_allow_a_claim():
    enough, few = (standing("ndcg@10", family(n_users)) for n_users in (100, 99))
    assert [enough.mark(name) for name in VALUES] == ["tied", "tied", ""]
    assert [few.mark(name) for name in VALUES] == ["", "", ""]
