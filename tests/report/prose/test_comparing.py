"""The verdict on a benchmark and its evidence say what the paired tests say, and no more."""

from dataclasses import replace

import pytest

from benchmarks.report.prose import comparing
from benchmarks.report.prose.introducing import Naming
from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.rows import Estimate, Pair
from benchmarks.report.sections.leaderboard import Board, Line
from benchmarks.report.sections.summary import LeaderCost, Summary
from benchmarks.report.sections.verdicts import Standing

NAMING = Naming("films", {}, Nouns())
EASE, POPULAR = "ease", "popular"


def pair(relative: float = 0.25, p: float = 0.004) -> Pair:
    """A comparison of 0.5 with 0.4 over 200 users."""
    other = 0.5 / (1 + relative)
    return Pair(
        benchmark="films",
        metric="ndcg@10",
        baseline=EASE,
        other=POPULAR,
        value=0.5,
        other_value=other,
        difference=0.5 - other,
        low=0.05 * other,
        high=0.45 * other,
        relative=relative,
        relative_low=relative - 0.2,
        relative_high=relative + 0.2,
        effect_size=0.5,
        win=0.5,
        tie=0.25,
        loss=0.25,
        detectable=0.01,
        users_for_1_percent=1000,
        p_value=p,
        p=p,
        verdict="better",
        n_users=200,
    )


def line(baseline: str, value: float | None) -> Line:
    headline = None if value is None else Estimate(value, value - 0.1, value + 0.1, 200)
    return Line(baseline, headline, [], ["best"], 1.5, 0.0, None, "")


def board(*lines: Line, lower: bool = False) -> Board:
    leader = lines[0] if lines and lines[0].headline else None
    return Board("ndcg@10", lower, [], [lower], True, list(lines), False, leader, 1.0)


def standing(tied: list[str], n_users: int = 200) -> Standing:
    pairs = {(EASE, POPULAR): pair()}
    return Standing("ndcg@10", [EASE, POPULAR], tied, [], n_users, pairs)


BOARD = board(line(EASE, 0.5), line(POPULAR, 0.4))


@pytest.mark.parametrize(
    ("tied", "n_users", "said"),
    [
        ([EASE], 200, "ease is best."),
        ([EASE, POPULAR], 200, "Tied for first: ease and popular."),
        ([EASE], 99, "No claim: 99 users are too few. Highest nDCG@10: ease."),
    ],
)
def test_only_who_is_ahead_of_all_others_is_best(tied: list[str], n_users: int, said: str) -> None:
    assert comparing.verdict(BOARD, standing(tied, n_users), Nouns()) == said


def test_without_a_test_or_a_number_there_is_no_verdict() -> None:
    assert comparing.verdict(BOARD, None, Nouns()) == "Not tested. Highest nDCG@10: ease."
    assert comparing.verdict(board(), None, Nouns()) == "No results yet."
    falling = board(line(EASE, 0.5), lower=True)
    assert comparing.verdict(falling, None, Nouns()) == "Not tested. Lowest nDCG@10: ease."


def summary(best: bool, reference: Pair | None = None) -> Summary:
    tied = [EASE] if best else [EASE, POPULAR]
    return Summary(standing(tied), pair(), reference, reference is None, LeaderCost(1.5, 0.004))


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_evidence_is_the_number_and_the_margin_with_its_interval() -> None:
    said = comparing.evidence(BOARD, summary(best=True), [], NAMING)
    assert plain(said) == (
        "nDCG@10 0.500 (95 % interval 0.400 to 0.600): 25.0 % higher than that of the next, "
        "popular (95 % interval 5.0 % to 45.0 %, p = 0.004), which is also the reference."
    )


def test_a_leader_among_tied_ones_is_named_before_its_number() -> None:
    said = comparing.evidence(BOARD, summary(best=False), [], NAMING)
    assert said.startswith("ease has nDCG@10 0.500")


def test_a_reference_that_is_not_the_next_stands_beside_it() -> None:
    third = replace(pair(relative=-0.5), other="uniform", relative_low=-0.9, relative_high=-0.1)
    said = plain(comparing.evidence(BOARD, summary(True, third), [], NAMING))
    assert ", and 50.0 % lower than that of uniform (95 % interval 10.0 % to 90.0 %" in said


def test_without_a_relative_difference_the_margin_is_absolute() -> None:
    zero = replace(pair(), other_value=0.0, difference=0.5, relative=None)
    told = replace(summary(best=True), next=zero)
    said = comparing.evidence(BOARD, told, [], NAMING)
    assert "0.500 higher than that of the next, popular (p = 0.004)" in said


def test_costs_are_those_of_the_leader_where_measured() -> None:
    said = comparing.cost(BOARD, summary(best=True))
    assert said == "ease takes 1.50 CPU s to fit and <0.01 ms for the median request."
    unmeasured = replace(summary(best=True), cost=LeaderCost())
    assert comparing.cost(BOARD, unmeasured) == ""


def test_what_other_seeds_add_is_told_of_the_tied_and_of_the_next_alone() -> None:
    others = [EASE, POPULAR, "last"]
    luck = {EASE: 0.0012, POPULAR: 0.0008, "last": 0.5}
    known = replace(standing([EASE]), order=others, luck=luck)
    said = comparing._luck(known)
    assert said.startswith("Other seeds would move ease by 0.0012 and popular by 0.0008 (")
    assert "last" not in said
    assert comparing._luck(replace(known, luck={"last": 0.5})) == ""
