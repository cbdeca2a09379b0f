"""A run that is called elsewhere than in a clone, or without git, is refused in one line."""

from pathlib import Path

import pytest

from benchmarks.contract.errors import UserError
from benchmarks.running import clone, pipeline


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root of a clone, with a git of its own in PATH."""
    for name in ("params.yaml", "dvc.yaml"):
        (tmp_path / name).touch()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/git").touch(mode=0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path


def test_in_a_clone_there_is_nothing_to_say() -> None:
    clone.refuse_outside()


@pytest.mark.parametrize("name", ["params.yaml", "dvc.yaml"])
def test_a_folder_that_is_no_clone_is_named_with_what_it_lacks(name: str, root: Path) -> None:
    (root / name).unlink()
    with pytest.raises(UserError, match=f"{name}: not in {root}; .*: git checkout {name}"):
        clone.refuse_outside()


def test_git_is_asked_for_before_anything_runs(root: Path) -> None:
    (root / "bin/git").unlink()
    with pytest.raises(UserError, match=r"git: not installed, .*apt install git"):
        pipeline.main("", "", 1, None, "")
    assert not (root / ".dvc").exists()
