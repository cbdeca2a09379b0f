"""Each of the four things that hold a report is opened, and what is none of them is one line."""

import subprocess
from pathlib import Path

import pytest

from benchmarks.contract.errors import UserError
from benchmarks.exchange.comparing import sides
from tests.worlds.reports import World
from tests.worlds.repository import cache_scores, commit, git

EXPERIMENT = "refs/exps/ab/cdef0123"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository with two commits, in which the test runs."""
    folder = tmp_path / "study"
    commit(folder, World())
    commit(folder, World().but(fit_seconds=3.0))
    monkeypatch.chdir(folder)
    return folder


def seconds(side: sides.Side) -> str:
    """Return how long fits took in a side's report."""
    return side.of_report("measured.csv").splitlines()[1].split(",")[2]


def test_a_revision_a_folder_and_the_workspace_are_opened(repository: Path) -> None:
    World().but(fit_seconds=4.0).write(repository / "reports")
    elsewhere = World().but(fit_seconds=5.0).write(repository.parent / "tables")
    opened = [sides.of_word(word) for word in ("HEAD~1", "HEAD", "workspace", str(elsewhere))]
    assert [seconds(side) for side in opened] == ["2.000000", "3.000000", "4.000000", "5.000000"]
    assert [side.kind for side in opened] == ["commit", "commit", "workspace", "folder"]
    head = git(repository, "rev-parse", "HEAD")
    assert str(opened[1]) == f"HEAD (commit {head[:10]})"
    assert str(sides.of_word(head)) == head


def test_an_experiment_is_found_by_its_name_its_ref_or_its_hash(repository: Path) -> None:
    sha = git(repository, "rev-parse", "HEAD~1")
    git(repository, "update-ref", f"{EXPERIMENT}/tidal-wave", sha)
    git(repository, "update-ref", "refs/exps/stash/tidal-wave", "HEAD")
    named = sides.of_word("tidal-wave")
    assert (named.kind, seconds(named)) == ("experiment", "2.000000")
    assert sides.of_word(f"{EXPERIMENT}/tidal-wave").kind == "experiment"
    assert sides.of_word(sha[:12]).commit == sha


def test_two_experiments_of_one_name_are_told_apart(repository: Path) -> None:
    for ref, sha in ((EXPERIMENT, "HEAD"), ("refs/exps/ff/aa", "HEAD~1")):
        git(repository, "update-ref", f"{ref}/same", sha)
    with pytest.raises(UserError, match=f"write {EXPERIMENT}/same or refs/exps/ff/aa/same"):
        sides.of_word("same")


def test_a_checkout_is_opened_by_its_root_or_its_reports(repository: Path) -> None:
    (repository / "params.yaml").write_text("seeds: 3\n")
    other = repository.parent / "other"
    subprocess.run(["cp", "-r", repository, other], check=True)
    for word in ("../other", "../other/reports"):
        side = sides.of_word(word)
        assert (side.kind, side.text("params.yaml")) == ("folder", "seeds: 3\n")
    assert sides.of_word("reports").kind == "workspace"
    assert sides.of_word(".").kind == "workspace"


@pytest.mark.parametrize("ref", ["heads", "tags"])
def test_a_name_that_is_a_folder_and_a_revision_is_refused(repository: Path, ref: str) -> None:
    git(repository, "update-ref", f"refs/{ref}/old", "HEAD~1")
    World().write(repository / "old")
    with pytest.raises(UserError, match=rf"write \./old or refs/{ref}/old"):
        sides.of_word("old")
    assert sides.of_word("./old").kind == "folder"
    assert sides.of_word(f"refs/{ref}/old").kind == "commit"


NOTHING = ["HEAD~7", "no-such-thing", "", "--help", "a b", "HEAD:reports", "x" * 5000]


@pytest.mark.parametrize("word", NOTHING)
def test_what_is_nothing_is_one_line(repository: Path, word: str) -> None:
    with pytest.raises(UserError) as error:
        sides.of_word(word)
    assert "no revision, experiment (`dvc exp list --all-commits`) or folder" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_commit_and_a_folder_without_a_report_are_named(repository: Path) -> None:
    git(repository, "rm", "-r", "--quiet", "reports")
    git(repository, "commit", "--quiet", "--message", "Nothing")
    (repository / "empty").mkdir()
    for word in ("HEAD", "empty", "workspace"):
        with pytest.raises(UserError, match=r"results\.csv, so no report to compare"):
            sides.of_word(word)


def test_a_shallow_clone_is_told_to_fetch(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "clone", "--quiet", "--depth", "1", repository.as_uri(), "shallow")
    monkeypatch.chdir(tmp_path / "shallow")
    with pytest.raises(UserError, match=r"shallow: `git fetch --unshallow`"):
        sides.of_word("HEAD~1")


def test_without_git_two_folders_still_compare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    World().write(tmp_path / "tables")
    assert sides.of_word("tables").kind == "folder"
    with pytest.raises(UserError, match="no git repository is here: compare two folders"):
        sides.of_word("HEAD")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UserError, match="no git repository is here"):
        sides.of_word("HEAD")


@pytest.mark.parametrize("cache", [".dvc/cache", "elsewhere"])
def test_scores_of_a_commit_come_out_of_the_cache(repository: Path, cache: str) -> None:
    cache_scores(repository, World(), cache)
    (repository / ".dvc").mkdir(exist_ok=True)
    (repository / ".dvc/config").write_text("[core]\n    analytics = false\n")
    (repository / ".dvc/config.local").write_text(f"[cache]\n    dir = ../{cache}\n")
    commit(repository, World())
    assert sides.of_word("HEAD").scores("tiny").is_file()
    assert sides.of_word("HEAD").scores("other") is None
    assert sides.of_word("HEAD~1").scores("tiny") is None  # it has no dvc.lock


def test_a_cache_of_another_form_has_no_scores(repository: Path) -> None:
    cache_scores(repository, World())
    commit(repository, World())
    (listed,) = (repository / ".dvc/cache").rglob("*.dir")
    for content in ("no JSON", '{"files": 3}', '[{"path": "per_user.parquet"}]'):
        listed.write_text(content)
        assert sides.of_word("HEAD").scores("tiny") is None


def test_a_lock_that_is_cut_is_named(repository: Path) -> None:
    (repository / "dvc.lock").write_text("stages: {score: [\n")
    with pytest.raises(UserError, match=r"workspace: dvc\.lock: cannot be read"):
        sides.workspace().scores("tiny")
    (repository / "dvc.lock").write_text("- stages\n")
    assert sides.workspace().stages == {}
