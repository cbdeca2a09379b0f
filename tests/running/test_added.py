"""What a user added is counted and left aside; all else is verified."""

from pathlib import Path

import pytest

from benchmarks.contract.leaderboards import Reported
from benchmarks.exchange.comparing.reports import Report
from benchmarks.running.added import Added
from tests.worlds.repository import git

CELL = {"benchmark": "tiny", "status": "ok", "tier": "run here"}
PAIR = {"benchmark": "tiny", "view": "all", "metric": "ndcg", "k": "10", "difference": "0.1"}
REPORT = Report(
    {
        "cells": [
            CELL | {"baseline": "ease"},
            CELL | {"baseline": "theirs", "tier": "submitted"},
            CELL | {"baseline": "slow", "tier": "extra"},
            CELL | {"benchmark": "own", "baseline": "ease"},
        ],
        "comparisons": [
            PAIR | {"baseline": "ease", "other": "popular", "verdict": "better"},
            PAIR | {"baseline": "ease", "other": "theirs", "verdict": "worse"},
            PAIR | {"baseline": "theirs", "other": "popular", "verdict": ""},
        ],
        "agreement": [
            {"metric": "ndcg", "k": "10", "benchmark": "tiny", "other": "own", "tau": "0.500000"}
        ],
        "ranks": [{"metric": "ndcg", "k": "10", "baseline": "ease", "average_rank": "1.000000"}],
        "baselines": [
            {"baseline": "theirs", "label": "T"},
            {"baseline": "ease", "label": "E"},
        ],
    }
)
VIEWS = [Reported("tiny", "tiny", "all", "all"), Reported("own", "own", "all", "all")]


@pytest.fixture
def committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the test where the last commit has the benchmark `tiny` alone."""
    git(tmp_path, "init", "--quiet")
    (tmp_path / "params.yaml").write_text("benchmarks:\n  tiny: {dataset: tiny}\n")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "Start")
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("committed")
def test_where_one_stands_is_left_aside_where_anybody_else_stands_too() -> None:
    standing = {"view": "all", "metric": "ndcg", "k": "10", "baseline": "ease"}
    standings = [standing | {"benchmark": name} for name in ("tiny", "other")]
    report = Report({**REPORT.tables, "standings": standings})
    assert Added.of(report, VIEWS).without(report).tables["standings"] == standings[1:]


@pytest.mark.usefixtures("committed")
def test_rows_that_what_was_added_has_a_part_in_are_left_aside_and_counted() -> None:
    added = Added.of(REPORT, VIEWS)
    left = added.without(REPORT).tables
    assert left["cells"] == REPORT.tables["cells"][:1]
    assert left["comparisons"] == REPORT.tables["comparisons"][:1]
    assert left["baselines"] == REPORT.tables["baselines"][1:]
    assert (left["agreement"], left["ranks"]) == ([], [])
    assert added.homes == {"own"}
    # Two figures of each of three cells, two and one of the pairs, and three more.
    assert added.told(REPORT, Report({})) == (
        "12 figures of 1 submission, 1 extra cell and 1 benchmark of your own"
    )


@pytest.mark.usefixtures("committed")
def test_where_nothing_was_added_all_is_verified() -> None:
    cells = REPORT.tables["cells"][:1]
    report = Report({**REPORT.tables, "cells": cells})
    added = Added.of(report, VIEWS[:1])
    assert added.without(report) == report
    assert added.told(report, Report({})) == ""
    assert added.told(report, Report({"cells": cells})) == "2 figures of 1 extra cell"


def test_without_a_commit_no_benchmark_counts_as_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert not Added.of(REPORT, VIEWS).homes
