"""An experiment of DVC is compared with the commit that it started from, over users."""

import json
import re

import pytest

from tests.worlds.clone import Clone

pytestmark = pytest.mark.slow


@pytest.fixture
def committed(clone: Clone) -> Clone:
    """Return a clone whose results are committed, and one value of it tuned."""
    clone.write("tuned/tiny.yaml", "ease: {regularization: 20.0}\n")
    clone.git("add", "--all")
    clone.git("commit", "--quiet", "--message", "Results")
    return clone


def compare(clone: Clone, *words: str, status: int = 0) -> str:
    """Run `compare` in a clone."""
    done = clone.run("benchmarks", "compare", *words)
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def test_an_experiment_is_tested_over_users_out_of_the_cache(committed: Clone) -> None:
    value = "tuned/tiny.yaml:ease.regularization=5000"
    committed.dvc("exp", "run", "--temp", "--name", "strong", "--set-param", value)
    printed = compare(committed, "HEAD", "strong", "--json")
    content = json.loads(printed)
    assert re.fullmatch(r"strong \(experiment [0-9a-f]{10}\)", content["after"])
    assert {change["baseline"] for change in content["changes"]} == {"ease"}
    assert {change["by"] for change in content["changes"]} == {"users"}
    (changed,) = content["parameters"]["changes"]
    assert changed == {"what": "tiny ease, regularization", "before": "20.0", "after": "5000"}
    assert content["code"]["changes"] == content["data"]["changes"] == []
    printed = compare(committed, "HEAD", "strong", "-b", "tiny", "-m", "ndcg@10")
    assert re.search(r"1 of 4 chosen figures changed: 1 .* 1 by users\)", printed)


def test_right_after_make_repro_the_commit_and_the_workspace_are_the_same(
    committed: Clone,
) -> None:
    printed = compare(committed, "HEAD", "workspace", "--fail-on", "changed")
    assert re.search(r"^The same [\d,]+ figures\.$", printed, re.MULTILINE)
    assert "no reports" not in printed
    said = compare(committed, "HEAD~1", "workspace", status=1)
    assert re.fullmatch(r"error: HEAD~1 .*no reports/results\.csv, so no report .*\n", said)
