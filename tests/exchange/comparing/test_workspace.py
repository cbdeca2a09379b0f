"""The workspace is compared with the commit that holds its results."""

import re

import pytest

from tests.worlds.clone import Clone

pytestmark = pytest.mark.slow


def compare(clone: Clone, *words: str, status: int = 0) -> str:
    """Run `compare` in a clone."""
    done = clone.run("benchmarks", "compare", *words)
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def test_right_after_make_repro_the_commit_and_the_workspace_are_the_same(clone: Clone) -> None:
    clone.commit("Results")
    printed = compare(clone, "HEAD", "workspace", "--fail-on", "changed")
    assert re.search(r"^The same [\d,]+ figures\.$", printed, re.MULTILINE)
    assert "no reports" not in printed
    said = compare(clone, "HEAD~1", "workspace", status=1)
    assert re.fullmatch(r"error: HEAD~1 .*no reports/results\.csv, so no report .*\n", said)
