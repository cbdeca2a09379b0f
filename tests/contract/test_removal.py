"""Nothing outside the checkout is deleted or written over, whatever links lead there."""

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.contract.errors import UserError
from benchmarks.contract.files import whole_file, whole_folder, write_text
from benchmarks.contract.removal import refuse_links_out, remove
from benchmarks.running import cells
from benchmarks.tuning import trials


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what must stay; the checkout beside it is where we work."""
    (tmp_path / "checkout").mkdir()
    monkeypatch.chdir(tmp_path / "checkout")
    other = tmp_path / "other"
    (other / "fit/tiny/ease").mkdir(parents=True)
    (other / "fit/tiny/ease/cell.json").write_text("theirs")
    return other


def untouched(elsewhere: Path) -> bool:
    files = [path for path in elsewhere.rglob("*") if path.is_file()]
    return [path.read_text() for path in files] == ["theirs"]


def test_files_folders_and_what_is_not_there_are_removed(elsewhere: Path) -> None:
    write_text(Path("runs/a/b"), "")
    remove(Path("runs/a/b"))
    remove(Path("runs/a/b"))
    assert not list(Path("runs/a").iterdir())
    remove(Path("runs"))
    assert not Path("runs").exists()


def test_of_a_link_only_the_link_goes(elsewhere: Path) -> None:
    Path("runs").symlink_to(elsewhere)
    remove(Path("runs"))
    assert not Path("runs").is_symlink()
    assert untouched(elsewhere)


def replaced(path: Path) -> None:
    with whole_folder(path) as folder:
        (folder / "cell.json").write_text("ours")


def rewritten(path: Path) -> None:
    with whole_file(path / "cell.json") as temporary:
        temporary.write_text("ours")


@pytest.mark.parametrize("change", [remove, replaced, rewritten])
@pytest.mark.parametrize("link", ["runs", "runs/fit", "runs/fit/tiny"])
def test_behind_a_link_out_of_the_checkout_nothing_changes(
    change: Callable[[Path], None], link: str, elsewhere: Path
) -> None:
    Path(link).parent.mkdir(parents=True, exist_ok=True)
    Path(link).symlink_to(elsewhere / Path(link).relative_to("runs"))
    with pytest.raises(UserError, match=r"a link leads to .*other.*, out of this folder"):
        change(Path("runs/fit/tiny/ease"))
    assert untouched(elsewhere)


def test_a_link_within_the_checkout_is_followed(elsewhere: Path) -> None:
    Path("disk/fit").mkdir(parents=True)
    Path("runs").symlink_to("disk")
    write_text(Path("runs/fit/file"), "")
    remove(Path("runs/fit"))
    assert not Path("disk/fit").exists()


@pytest.mark.parametrize("path", ["{elsewhere}/fit", "../other/fit", "runs/../../other/fit"])
def test_what_lies_elsewhere_is_not_removed(path: str, elsewhere: Path) -> None:
    with pytest.raises(UserError, match=r"lies outside .*/checkout, where nothing is deleted"):
        remove(Path(path.format(elsewhere=elsewhere)))
    assert untouched(elsewhere)


def test_cells_that_are_gone_are_not_pruned_in_another_checkout(elsewhere: Path) -> None:
    Path("runs").symlink_to(elsewhere)
    with pytest.raises(UserError, match="runs"):
        cells.prune([])
    assert untouched(elsewhere)


def test_searches_that_ended_are_not_forgotten_in_another_checkout(elsewhere: Path) -> None:
    Path("tuned").mkdir()
    Path("tuned/unfinished").symlink_to(elsewhere / "fit")
    with pytest.raises(UserError, match="tuned"):
        trials.forget_unfinished("tiny", "ease")
    assert untouched(elsewhere)


@pytest.mark.parametrize("folder", ["data", "runs", "reports", "tuned"])
def test_before_a_run_each_folder_that_is_a_link_out_is_named(folder: str, elsewhere: Path) -> None:
    refuse_links_out()
    Path(folder).symlink_to(elsewhere)
    with pytest.raises(UserError, match=f"{folder}: a link leads"):
        refuse_links_out()
