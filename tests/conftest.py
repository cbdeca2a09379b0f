"""A clone with a small dataset after `make repro`, made once for all tests that run the pipeline."""

from pathlib import Path

import pytest

from tests.clone import Clone


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone after `make repro`; tests that change it work on a copy."""
    clone = Clone.make(tmp_path_factory.mktemp("clone") / "finished")
    clone.repro("--jobs", "2")
    return clone


@pytest.fixture
def clone(finished: Clone, tmp_path: Path) -> Clone:
    return finished.copy(tmp_path / "copy")
