"""DVC's experiments, as the documentation shows them: what a value that is tried changes."""

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.test_docs import EXPERIMENTS, SHOWN_EXPERIMENTS
from tests.worlds.clone import BESIDE, Clone

pytestmark = pytest.mark.slow

TUNED = "ease: {regularization: 20.0}\n"  # the value that params.yaml has: nothing else changes


def run(clone: Clone, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of Python as a reader would, and see that it succeeds."""
    words = shlex.split(command)
    done = clone.run(*(words[2:] if words[:2] == ["python", "-m"] else words))
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done


def lighten(clone: Clone) -> None:
    """Leave in a clone what experiments need: DVC reads and writes all that is recorded often."""
    yaml = YAML()
    params = yaml.load(clone.read("params.yaml"))
    del params["benchmarks"]["tiny-temporal"]
    for name in ("uniform", "svd"):
        del params["baselines"][name]
    document = yaml.load(clone.read("dvc.yaml"))
    for name in [*document["stages"]]:
        if name.startswith((*BESIDE, "known_truth", "report")):
            del document["stages"][name]
    for name, content in (("params.yaml", params), ("dvc.yaml", document)):
        with (clone.folder / name).open("w", encoding="utf-8") as stream:
            yaml.dump(content, stream)
    for name in ("docs", "examples", "extra", "tests", "tools"):
        shutil.rmtree(clone.folder / name)
    clone.repro()


@pytest.fixture(scope="module")
def tried(finished: Clone, tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone beside whose committed results the documentation's experiments were run."""
    clone = finished.copy(tmp_path_factory.mktemp("tried") / "clone")
    clone.write("tuned/tiny.yaml", TUNED)
    lighten(clone)
    clone.commit("Results")
    for line in EXPERIMENTS:
        for command in line.split(" && "):
            run(clone, command)
    return clone


def test_the_workspace_stays_as_it_was_where_experiments_run_beside_it(tried: Clone) -> None:
    assert len(set(SHOWN_EXPERIMENTS)) >= 3
    assert EXPERIMENTS
    assert tried.read("tuned/tiny.yaml") == TUNED
    changed = subprocess.run(
        ["git", "status", "--short"], cwd=tried.folder, capture_output=True, text=True, check=True
    )
    assert changed.stdout == ""
    difference = tried.dvc("metrics", "diff", "HEAD", "try-als")
    assert "tiny.ndcg@10.ease" in difference
    assert "popular" not in difference


def test_an_experiment_is_compared_over_users_out_of_the_cache(tried: Clone) -> None:
    compare = "python -m benchmarks compare HEAD try-als"
    content = json.loads(run(tried, f"{compare} --json").stdout)
    assert re.fullmatch(r"try-als \(experiment [0-9a-f]{10}\)", content["after"])
    assert {change["baseline"] for change in content["changes"]} == {"ease"}
    assert {change["by"] for change in content["changes"]} == {"users"}
    (changed,) = content["parameters"]["changes"]
    assert changed == {"what": "tiny ease, regularization", "before": "20.0", "after": "100"}
    assert content["code"]["changes"] == content["data"]["changes"] == []
    printed = run(tried, f"{compare} -b tiny -m ndcg@10").stdout
    assert re.search(r"1 of 2 chosen figures changed: 1 .* 1 by users\)", printed)


def test_an_experiment_in_the_workspace_and_its_differences_read_well(
    tried: Clone, tmp_path: Path
) -> None:
    clone = tried.copy(tmp_path / "copy")
    clone.write("tuned/tiny.yaml", "")  # the value of params.yaml counts
    clone.commit("Not tuned")
    value = "baselines.ease.regularization=100"
    clone.dvc("exp", "run", "--quiet", "-S", value, "--name", "strong")
    assert clone.params()["baselines"]["ease"]["regularization"] == 100
    assert "baselines.ease.regularization" in clone.dvc("params", "diff")
    changed = clone.dvc("metrics", "diff")
    assert "tiny.ndcg@10.ease" in changed
    assert "popular" not in changed
    shown = json.loads(clone.dvc("exp", "show", "--json"))
    assert "strong" in json.dumps(shown)
    assert "tiny.ndcg@10.ease" in clone.dvc("metrics", "show")
    assert json.loads(clone.dvc("plots", "show", "--json"))
