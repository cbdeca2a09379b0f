"""Why a stage failed, in words; a cell keeps them beside its outputs."""

import json
from pathlib import Path

import pytest

from benchmarks.running import failure
from benchmarks.running.executors.executor import Outcome, Task

CELL = Task("fit@tiny-ease", ("fit", "tiny", "ease"), (), (Path("runs/fit/tiny/ease"),))


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (Outcome(1, "error: 3 workers died while they ran it"), "3 workers died while they ran it"),
        (Outcome(1, "some words\n"), "ended with status 1 without runs/fit/tiny/ease"),
        (
            Outcome(137, ""),
            "ended with status 137 without runs/fit/tiny/ease; was there enough memory?",
        ),
    ],
)
def test_a_cell_that_leaves_nothing_gets_the_reason_that_there_is(
    outcome: Outcome, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert failure.reason(CELL, outcome) == reason
    assert json.loads((CELL.outputs[0] / "failure.json").read_text()) == {"reason": reason}


@pytest.mark.parametrize("status", [-9, 0])
def test_a_warning_is_not_why_a_stage_was_killed_or_made_nothing(
    status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    stage = Task("score@tiny", ("score", "tiny"), (), (Path("runs/score/tiny"),))
    reason = failure.reason(stage, Outcome(status, "RuntimeWarning: mean of empty slice\n"))
    assert reason is not None
    assert reason.startswith(f"ended with status {status} without runs/score/tiny")
