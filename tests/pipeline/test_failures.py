"""What fails is named, costs nothing else, and is tried again."""

import os
import re
import shutil
import signal
import time

import pytest

from tests.worlds.clone import BESIDE, Clone
from tests.worlds.marks import is_marked

pytestmark = pytest.mark.slow

BROKEN = """
class Model:
    needs = frozenset()
    personalized = True

    def __init__(self) -> None:
        pass

    def fit(self, train):
        raise RuntimeError("out of luck")

    def scores(self, users):
        raise NotImplementedError
"""
OUT_OF_LUCK = 'raise RuntimeError("out of luck")'
SLOW = """
import time
from pathlib import Path

from baselines.popular import Model as Popular


class Model(Popular):
    def fit(self, train):
        Path("started").touch()
        time.sleep(600)
        return super().fit(train)
"""


def add(clone: Clone, name: str, source: str) -> None:
    """Add a baseline with its block, before `popular`."""
    clone.write(f"baselines/{name}.py", source)
    clone.edit("params.yaml", "  popular: {}\n", f"  {name}: {{}}\n  popular: {{}}\n")


def spoil(clone: Clone, baseline: str, line: str) -> None:
    """Let the `fit` of a baseline begin with a line."""
    source = clone.read(f"baselines/{baseline}.py")
    head = r'    def fit\(self, train: Training\) -> "Model":\n        """[^"]*"""\n'
    spoilt, places = re.subn(head, rf"\g<0>        {line}\n", source)
    assert places == 1
    clone.write(f"baselines/{baseline}.py", spoilt)


def states(clone: Clone) -> dict[tuple[str, str], tuple[str, str]]:
    """Return how the cells ended: status and reason by benchmark and baseline."""
    return {
        (row["benchmark"], row["baseline"]): (row["status"], row["reason"])
        for row in clone.rows("cells.csv")
    }


def test_a_failing_baseline_costs_no_other_and_runs_again_until_it_is_repaired(
    clone: Clone,
) -> None:
    clone.freeze(*BESIDE)
    good = clone.read("baselines/ease.py")
    spoil(clone, "ease", 'raise RuntimeError("boom")')
    add(clone, "broken", BROKEN)
    printed = clone.repro(status=1)
    assert "4 of 10 cells failed" in printed
    assert "tiny broken: RuntimeError: out of luck" in printed
    assert "tiny ease: RuntimeError: boom" in printed
    assert states(clone)["tiny", "broken"] == ("failed", "RuntimeError: out of luck")
    assert states(clone)["tiny", "svd"] == ("ok", "")
    assert "RuntimeError: out of luck" in clone.read("reports/tiny.html")
    assert {row["baseline"] for row in clone.rows()} == {"uniform", "popular", "svd"}

    clone.freeze("report")
    clone.write("baselines/ease.py", good)
    printed = clone.repro(status=1)
    assert "2 from DVC's run cache, 2 to run" in printed, "what failed is tried again"
    assert "2 of 10 cells failed" in printed
    assert states(clone)["tiny", "ease"] == ("ok", ""), "as it was put back as it had been"

    clone.write("baselines/broken.py", clone.read("baselines/popular.py"))
    clone.repro()
    assert {"broken", "ease"} <= {row["baseline"] for row in clone.rows()}
    assert set(states(clone).values()) == {("ok", "")}


def test_of_a_stage_that_fails_nothing_more_is_made_and_all_else_is(clone: Clone) -> None:
    clone.edit("params.yaml", "regularization: 20.0", "regularization: 30.0")
    stage = clone.read("benchmarks/stages/online_plans.py")
    broken = (
        stage + "\n\ndef online_plans(benchmark: str) -> None:\n    raise OSError('no space')\n"
    )
    clone.write("benchmarks/stages/online_plans.py", broken)
    printed = clone.repro(status=1)
    assert printed.strip().endswith("error: online_plans@tiny failed: OSError: no space")
    parameters = {row["parameters"] for row in clone.rows("cells.csv") if row["baseline"] == "ease"}
    assert parameters == {'{"regularization": 30.0}'}
    waiting = {"online_plans@tiny", "report", "track"}
    assert clone.stale() & waiting == waiting
    clone.freeze("report")  # which takes half of a run
    clone.write("benchmarks/stages/online_plans.py", stage)
    clone.repro()
    assert clone.stale() == {"track"}


def test_a_cell_that_ends_without_results_has_failed(lean: Clone) -> None:
    ends = {
        "exits": ("raise SystemExit(0)", "SystemExit: 0"),
        "leaves": ("import os; os._exit(0)", "ended with status 0 without"),
        "killed": (
            "import os; os.kill(os.getpid(), 9)",
            "ended with status -9.*was there enough memory",
        ),
    }
    for name, (line, _) in ends.items():
        add(lean, name, BROKEN.replace(OUT_OF_LUCK, line))
    printed = lean.repro("--benchmark", "tiny", "--baseline", ",".join(ends), status=1)
    assert "3 of 3 cells failed" in printed
    for name, (_, reason) in ends.items():
        assert re.search(f"tiny {name}: {reason}", printed), name


def test_an_interrupted_run_keeps_what_is_finished_and_goes_on(lean: Clone) -> None:
    lean.edit("params.yaml", "regularization: 20.0", "regularization: 30.0")
    add(lean, "slow", SLOW)
    process = lean.start("benchmarks", "repro", "--jobs", "1")
    while not is_marked(lean.folder / "runs/fit", "started"):  # in the folder of its process
        time.sleep(0.1)
        assert process.poll() is None
    os.kill(process.pid, signal.SIGTERM)  # as a scheduler does at its limit of time
    printed = process.communicate()[0]  # ends with all that it started
    assert process.returncode == -signal.SIGTERM
    assert "Traceback" not in printed
    assert "interrupted: finished cells are kept" in printed
    assert not list((lean.folder / "runs").rglob("failure.json"))
    lean.edit("baselines/slow.py", "time.sleep(600)", "pass")
    lean.repro("--benchmark", "tiny")
    assert "slow" in {row["baseline"] for row in lean.rows()}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "regularization: 20.0",
            "regularisation: 20.0",
            "unknown parameter 'regularisation'. Did you mean",
        ),
        (
            "regularization: 20.0",
            "regularization: -1",
            "baselines.ease: regularization is -1; must be above 0",
        ),
        ("seeds: 2", "sedes: 2", "sedes: unknown key"),
        ("kind: temporal", "kind: temporel", "benchmarks.tiny-temporal.split.kind"),
    ],
)
def test_a_mistake_in_params_is_one_clear_error(
    clone: Clone, old: str, new: str, message: str
) -> None:
    clone.edit("params.yaml", old, new)
    commands = [("plan", "tiny"), ("fit", "tiny", "ease")]
    results = [clone.here(*command) for command in commands]
    result = next(result for result in results if result.returncode)
    assert result.returncode == 1
    assert message in result.stderr
    assert result.stderr.startswith("error: ")


def test_a_score_that_is_not_a_number_is_one_clear_error(clone: Clone) -> None:
    clone.edit(
        "baselines/ease.py",
        "return self.solution.scores(users)",
        "return self.solution.scores(users) / 0",
    )
    result = clone.run("benchmarks", "fit", "tiny", "ease")
    assert result.stderr.startswith("error: baselines/ease.py has changed since tiny was planned")
    assert clone.run("benchmarks", "plan", "tiny").returncode == 0
    result = clone.run("benchmarks", "fit", "tiny", "ease")
    assert result.returncode == 1
    assert re.search(
        r"error: ease: score of item \d+ for user \d+ is (nan|inf|-inf); scores must be finite",
        result.stderr,
    )
    assert [path.name for path in (clone.folder / "runs/fit/tiny/ease").iterdir()] == [
        "failure.json"
    ]


def test_damaged_data_stops_the_pipeline_before_any_cell(clone: Clone) -> None:
    clone.put_dataset(more_ratings="u0,i0,3.0,1\nu0,i0,3.0,2\n")
    shutil.rmtree(clone.folder / ".dvc/cache")
    printed = clone.repro(status=1)
    assert "duplicate (user, item) pairs" in printed
    assert "cells:" not in printed
