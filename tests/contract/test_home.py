"""A home directory that cannot be written, or is not there, stops nothing."""

import sys
import tempfile
from pathlib import Path

import pytest

from benchmarks.contract import home
from benchmarks.datasets.obtaining import cache_folder
from tests.worlds.clone import Clone

NOWHERE = "/proc/nobody"  # where not even root can make a folder


@pytest.fixture
def homeless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", NOWHERE)
    for name in ("LEVELGROUND_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)


def test_a_home_that_is_there_is_the_libraries_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    environment = {"SURPRISE_DATA_FOLDER": "/chosen"}
    home.lead_elsewhere(environment)
    assert environment == {"SURPRISE_DATA_FOLDER": "/chosen"}


@pytest.mark.usefixtures("homeless")
def test_without_a_home_libraries_write_where_temporary_files_are() -> None:
    environment: dict[str, str] = {}
    home.lead_elsewhere(environment)
    assert sorted(environment) == ["MPLCONFIGDIR", "SURPRISE_DATA_FOLDER"]
    assert all(folder.startswith(tempfile.gettempdir()) for folder in environment.values())
    kept = dict.fromkeys(environment, "/chosen")
    home.lead_elsewhere(kept)
    assert set(kept.values()) == {"/chosen"}


@pytest.mark.usefixtures("homeless")
def test_archives_are_kept_where_they_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cache_folder() == Path("data/cache")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache/levelground"
    monkeypatch.setenv("XDG_CACHE_HOME", "")  # means none, by its specification
    monkeypatch.setenv("LEVELGROUND_CACHE", "")
    assert cache_folder() == tmp_path / ".cache/levelground"
    monkeypatch.setenv("XDG_CACHE_HOME", "/of/user")
    assert cache_folder() == Path("/of/user/levelground")
    monkeypatch.setenv("LEVELGROUND_CACHE", "/asked")
    assert cache_folder() == Path("/asked")


@pytest.mark.slow
def test_a_cell_of_surprise_and_the_pictures_are_made_without_a_home(lean: Clone) -> None:
    ours = ("SURPRISE_DATA_FOLDER", "MPLCONFIGDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    unset = " ".join(f"-u {name}" for name in ours)
    for stage in ("fit tiny svd", "report"):
        line = f"env {unset} HOME={NOWHERE} {sys.executable} -m benchmarks {stage}"
        made = lean.shell(line)
        assert made.returncode == 0, made.stderr
        assert not made.stderr
