"""A change is tested over users where it can be, else by intervals; all are one family."""

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from benchmarks.exchange.comparing import sides, significance
from benchmarks.exchange.comparing.comparison import Comparison, compare, opened
from benchmarks.exchange.comparing.significance import from_intervals
from benchmarks.stats.holm import holm
from tests.worlds.reports import World, scores

BEFORE = World()


def compared(folder: Path, before: World, after: World, *with_scores: str) -> Comparison:
    """Return the comparison of two checkouts, of which those named have scores per user."""
    for name, world in (("before", before), ("after", after)):
        world.write(folder / name / "reports")
        if name in with_scores:
            world.write_scores(folder / name / "runs/score/tiny")
    both = [sides.of_folder(str(folder / name)) for name in ("before", "after")]
    return compare(*opened(*both, lambda report: report))


def test_a_small_gain_of_every_user_is_significant_in_pairs_and_not_by_intervals(
    tmp_path: Path,
) -> None:
    gains = np.linspace(0.008, 0.012, len(BEFORE.users["ease"]))
    users = BEFORE.users | {"ease": BEFORE.users["ease"] + gains}
    paired = compared(tmp_path / "a", BEFORE, BEFORE.but(users=users), "before", "after")
    (change,) = paired.changes
    assert (change.by, change.verdict, change.reason) == ("users", "better", "")
    assert change.p_value < 1e-6
    assert (change.ci_low, change.ci_high) == pytest.approx((0.01, 0.01), abs=5e-4)
    (change,) = compared(tmp_path / "b", BEFORE, BEFORE.but(users=users), "before").changes
    assert (change.by, change.verdict) == ("intervals", "undecided")
    assert change.reason == f"no scores per user of {tmp_path}/b/after are at hand"


def test_the_test_by_intervals_is_the_z_test_of_two_independent_numbers() -> None:
    se, other_se, difference = 0.03, 0.04, 0.11
    before, after = (
        {"value": str(value), "ci_low": f"{value - half:.9f}", "ci_high": f"{value + half:.9f}"}
        for value, half in ((0.5, 1.959964 * se), (0.5 + difference, 1.959964 * other_se))
    )
    test = from_intervals(before, after)
    assert test.p_value == pytest.approx(2 * norm.sf(difference / 0.05), rel=1e-4)
    assert test.ci_low == pytest.approx(difference - 1.959964 * 0.05, abs=1e-6)


def test_numbers_without_intervals_are_not_tested() -> None:
    number = {"value": "0.500000", "ci_low": "", "ci_high": ""}
    assert from_intervals(number, number | {"value": "0.600000"}) is None
    point = {"value": "0.000000", "ci_low": "0.000000", "ci_high": "0.000000"}
    assert from_intervals(point, point | {"value": "0.600000"}) is None


def test_all_tests_of_a_comparison_are_one_family(tmp_path: Path) -> None:
    after = BEFORE.but(rmse={"ease": 0.7, "popular": 1.05})
    changes = compared(tmp_path, BEFORE, after).changes
    alone = [change.p_value for change in changes]
    assert [change.p_holm for change in changes] == pytest.approx(list(holm(alone)))
    assert [change.figure.baseline for change in changes] == ["ease", "popular"]
    assert alone[0] < alone[1]


@pytest.mark.parametrize(("rmse", "verdict"), [(0.4, "better"), (1.4, "worse")])
def test_a_verdict_is_in_the_direction_of_the_metric(
    rmse: float, verdict: str, tmp_path: Path
) -> None:
    after = BEFORE.but(rmse=BEFORE.rmse | {"ease": rmse})
    (change,) = compared(tmp_path, BEFORE, after).changes
    assert change.verdict == verdict


def test_what_means_something_else_is_shown_without_a_verdict(tmp_path: Path) -> None:
    after = BEFORE.but(rmse=BEFORE.rmse | {"ease": 1.4}, fingerprint="bbbbbbbbbbbb")
    comparison = compared(tmp_path, BEFORE, after)
    (change,) = comparison.changes
    assert (change.verdict, change.p_value) == ("not comparable", None)
    assert (change.before, change.after) == (0.9, 1.4)
    assert comparison.cells.incomparable == [("tiny", "all", "ndcg@10"), ("tiny", "all", "rmse")]


def test_scores_of_another_run_than_the_table_are_not_used(tmp_path: Path) -> None:
    gains = np.linspace(0.008, 0.012, len(BEFORE.users["ease"]))
    users = BEFORE.users | {"ease": BEFORE.users["ease"] + gains}
    after = BEFORE.but(users=users)
    BEFORE.write_scores(tmp_path / "after/runs/score/tiny")  # not those of the table
    (change,) = compared(tmp_path, BEFORE, after, "before").changes
    assert change.by == "intervals"
    assert change.reason == "the scores per user at hand are of another run than the table"


def test_other_users_are_not_paired(tmp_path: Path) -> None:
    after = BEFORE.but(users={name: scores(3, 30) for name in BEFORE.users})
    changes = compared(tmp_path, BEFORE, after, "before", "after").changes
    assert {change.reason for change in changes} == {"the users are not the same"}


def test_damaged_scores_fall_back_to_intervals(tmp_path: Path) -> None:
    after = BEFORE.but(users=BEFORE.users | {"ease": scores(9)})
    broken = tmp_path / "after/runs/score/tiny"
    broken.mkdir(parents=True)
    (broken / "per_user.parquet").write_bytes(b"PAR1 and no more")
    (change,) = compared(tmp_path, BEFORE, after, "before").changes
    assert change.by == significance.INTERVALS
