"""What many tests share, made once: a clone with small data after `make repro`, and a browser."""

import fcntl
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.clone import BESIDE, Clone
from tests.worlds.dealing import dealt

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)

NETWORKS = ("two_tower", "multvae", "sasrec")  # baselines that JAX compiles, which takes seconds
# Of that time half goes into making fast what runs for a moment here; what it computes is the same.
QUICKLY_COMPILED = "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true"


def pytest_configure(config: pytest.Config) -> None:
    """Let XLA, which reads this when it is first used, not optimise; nor compile anything twice."""
    os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {QUICKLY_COMPILED}"
    if not hasattr(config, "workerinput"):  # the process that starts the others, or the only one
        compiled = tempfile.mkdtemp()
        config.add_cleanup(lambda: shutil.rmtree(compiled, ignore_errors=True))
        os.environ["JAX_COMPILATION_CACHE_DIR"] = compiled
        os.environ["JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"] = "0.2"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the baseline that `make test BASELINE=…` is about."""
    words = "hold the contract of baselines against these alone"
    parser.addoption("--baseline", default="", help=words)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark as slow what needs the small pipeline, and what compiles networks; deal all."""
    for item in items:
        of_pipeline = "finished" in getattr(item, "fixturenames", ())
        if of_pipeline or any(name in item.nodeid for name in NETWORKS):
            item.add_marker(pytest.mark.slow)
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    if workers > 1:
        items[:] = dealt(items, workers, _is_slow, lambda item: item.nodeid.partition("::")[0])


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass by what stays to the end: tests, and what they import."""
    gc.collect()
    gc.freeze()


def _is_slow(item: pytest.Item) -> bool:
    return item.get_closest_marker("slow") is not None


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Clone:
    """A clone after `make repro`; tests that change it work on a copy.

    Where tests run side by side, the first process to ask makes it and the others wait.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    folder, done = shared / "finished", shared / "finished.done"
    with (shared / "finished.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            done.write_text(Clone.make(folder).repro("--jobs", "2"))
    return Clone(folder)


@pytest.fixture
def clone(finished: Clone, tmp_path: Path) -> Clone:
    return finished.copy(tmp_path / "copy")


@pytest.fixture
def lean(clone: Clone) -> Clone:
    """A clone whose runs end at the tables: no page, published figure, online test or view."""
    return clone.freeze(*BESIDE, "report")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Chromium without a window; where there is none, tests are skipped with the reason."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed: make browser"
    )
    if CHROMIUM is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-quic"]
        )
        yield browser
        browser.close()
