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
