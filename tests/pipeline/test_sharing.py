"""What docs/sharing.md shows works: a team takes cells from a remote and runs none again."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.worlds.clone import ROOT, Clone

pytestmark = pytest.mark.slow

PAGE = ROOT / "docs/sharing.md"
REMOTE = "/mnt/team/levelground"
PERSON = ("-c", "user.name=test", "-c", "user.email=test@example.org")


def shown() -> list[list[str]]:
    """Return the commands of the page, block by block."""
    blocks = re.findall(r"^```console\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)
    return [[line.removeprefix("$ ") for line in block.splitlines()] for block in blocks]


def run(clone: Clone, command: str, remote: Path) -> str:
    """Run a command of the page in a clone; the remote lies elsewhere."""
    first, *words = shlex.split(command.replace(REMOTE, str(remote)))
    if first == "make":
        return clone.repro(*words[1:])
    if first == "dvc":
        return clone.dvc(*words)
    result = subprocess.run(
        [first, *PERSON, *words], cwd=clone.folder, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_a_team_shares_results_by_a_remote(clone: Clone, tmp_path: Path) -> None:
    once, after, elsewhere, made_of_it = shown()
    remote, origin, other = tmp_path / "remote", tmp_path / "origin.git", Clone(tmp_path / "other")
    subprocess.run(["git", "clone", "--quiet", "--bare", clone.folder, origin], check=True)
    clone.git("remote", "add", "origin", str(origin))
    subprocess.run(["git", "clone", "--quiet", origin, other.folder], check=True)
    clone.git("push", "--quiet", "--set-upstream", "origin", "HEAD")

    for command in (*once, *after):
        run(clone, command, remote)
    printed = [run(other, command, remote) for command in elsewhere]
    assert "cells: all up to date" in printed[-1]
    assert other.read("reports/results.csv") == clone.read("reports/results.csv")
    assert other.stale() == {"track"}

    shutil.rmtree(remote)
    for command in made_of_it:
        run(clone, command, remote)
    sent = sum(path.is_file() for path in remote.rglob("*"))
    kept = sum(path.is_file() for path in (clone.folder / ".dvc/cache").rglob("*"))
    assert 0 < sent < kept
