"""A search that fails is named, and all that it wrote is shown."""

from concurrent.futures import Future

import pytest

from benchmarks.contract.errors import UserError
from benchmarks.running import tune
from benchmarks.running.executors.executor import Outcome, Task


class Executor:
    """Ends each task at once."""

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome

    def slots(self) -> int:
        return 1

    def submit(self, task: Task) -> Future[Outcome]:
        del task
        future: Future[Outcome] = Future()
        future.set_result(self._outcome)
        return future

    def close(self) -> None:
        pass


def test_the_trace_of_a_failed_search_and_the_warnings_of_another_are_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    trace = "Traceback (most recent call last):\nValueError: odd"
    with pytest.raises(UserError, match="1 searches failed:\n  a x: ValueError: odd"):
        tune.tune_all([("a", "x")], ["x"], Executor(Outcome(1, trace)))
    assert capsys.readouterr().err == f"{trace}\n"
    well = Outcome(0, "warning: edge\n", printed="a x: 4 trials\n")
    tune.tune_all([("a", "no trials")], ["x"], Executor(well))
    printed = capsys.readouterr()
    assert printed.err == "warning: edge\n"
    assert printed.out.endswith("  a x: 4 trials\n")
