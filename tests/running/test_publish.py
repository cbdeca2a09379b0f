"""The extra study's tables and what is said of them are of one run, wherever it was ended."""

import shutil
from pathlib import Path
from unittest.mock import Mock

import pytest

from benchmarks.contract import paths
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.running import publish

TABLES = ("cells.csv", "measured.csv", "results.csv")


@pytest.fixture(autouse=True)
def _study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(paths, "tables", lambda: Path("made"))
    monkeypatch.setattr(publish, "git", lambda *_: "abc")
    write("before")


def write(content: str) -> None:
    """Let the study have made other tables."""
    Path("made").mkdir(exist_ok=True)
    for name in TABLES:
        Path("made", name).write_text(content)


def published() -> dict[str, str]:
    return {path.name: path.read_text() for path in publish.FOLDER.glob("*.csv")}


def test_tables_are_copied_with_where_they_were_made_and_then_are_up_to_date() -> None:
    assert publish.publish()
    assert published() == dict.fromkeys(TABLES, "before")
    assert read_json(publish.FOLDER / "provenance.json")["commit"] == "abc"
    assert not publish.publish()


@pytest.mark.parametrize("copies", range(len(TABLES) + 1))
def test_of_a_run_that_is_killed_after_any_file_the_next_copies_all(
    copies: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish.publish()
    write("after")
    left, copy = iter(range(copies)), shutil.copy

    def until_killed(source: Path, target: Path) -> None:
        if next(left, None) is None:
            raise SystemExit
        copy(source, target)

    with monkeypatch.context() as killed:
        killed.setattr(shutil, "copy", until_killed)
        killed.setattr(publish, "write_json", Mock(side_effect=SystemExit))
        with pytest.raises(SystemExit):
            publish.publish()
    monkeypatch.setattr(publish, "git", lambda *_: "def")
    assert publish.publish()
    assert published() == dict.fromkeys(TABLES, "after")
    assert read_json(publish.FOLDER / "provenance.json")["commit"] == "def"


def test_behind_a_link_out_of_the_checkout_nothing_is_deleted_or_copied(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    publish.publish()
    theirs = tmp_path_factory.mktemp("theirs") / "extra"
    publish.FOLDER.rename(theirs)
    publish.FOLDER.symlink_to(theirs)
    before = {path.name: path.read_text() for path in theirs.iterdir()}
    write("after")
    with pytest.raises(UserError, match="a link leads to"):
        publish.publish()
    assert {path.name: path.read_text() for path in theirs.iterdir()} == before
