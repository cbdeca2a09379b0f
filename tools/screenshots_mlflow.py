"""Take the pictures of MLflow's pages that docs/mlflow.md shows, in Chromium.

    python -m tools.screenshots_mlflow [FOLDER] [--benchmark ml-100k] [--baseline ease]

It starts `benchmarks ui` on a free port, and ends it. Needs what `make track` logged, Chromium, and
Playwright: `make browser` installs that. What the pages would load from elsewhere is refused.
"""

import argparse
import contextlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks.tracking.place import LOCAL

NAMES = ("chromium", "chromium-browser", "google-chrome")
SIZE = {"width": 1400, "height": 860}
# MLflow opens a chat with a language model at the first visit; a reader closes it once
CLOSED = "localStorage.setItem('mlflow.assistant.fab.autoOpenedOnFirstLoad_v1', 'true')"
PATIENCE = 120  # seconds
COLOURS = 128


def main() -> None:
    """Write mlflow-runs.png, mlflow-charts.png and mlflow-run.png."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", default=Path("docs"))
    parser.add_argument("--benchmark", default="ml-100k")
    parser.add_argument("--baseline", default="ease", help="whose run is shown")
    arguments = parser.parse_args()
    browser = next((path for name in NAMES if (path := shutil.which(name))), None)
    if browser is None:
        sys.exit(f"error: none of {', '.join(NAMES)} is on PATH; install Chromium.")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    pages = addresses(arguments.benchmark, arguments.baseline)
    with served() as home, opened(browser) as context:
        for name, (address, sign) in pages.items():
            path = arguments.folder / f"mlflow-{name}.png"
            take(context, f"{home}/#/{address}", sign, path)
            print(path)


def addresses(benchmark: str, baseline: str) -> dict[str, tuple[str, str]]:
    """Return the pages by their name: where they are, and a text that is there once they are."""
    from mlflow.tracking import MlflowClient  # takes seconds

    client = MlflowClient(tracking_uri=LOCAL)
    experiment = client.get_experiment_by_name(benchmark)
    runs = client.search_runs([experiment.experiment_id]) if experiment else []
    run = next((run.info.run_id for run in runs if run.info.run_name == baseline), None)
    if experiment is None or run is None:
        sys.exit(f"error: {LOCAL} has no {benchmark}/{baseline}; `make track` logs what there is.")
    view = "workflowType=machine_learning&viewStateShareKey=leaderboard"
    table = f"experiments/{experiment.experiment_id}/runs"
    return {
        "runs": (f"{table}?{view}", "ndcg_at_10_high"),
        "charts": (f"{table}?{view}&compareRunsMode=CHART", "curves/ndcg"),
        "run": (f"{table}/{run}?workflowType=machine_learning", "ndcg_at_10_high"),
    }


@contextlib.contextmanager
def served() -> Iterator[str]:
    """Serve the UI on a free port; yield its address once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "benchmarks", "ui", "--port", str(port)]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    home, until = f"http://127.0.0.1:{port}", time.monotonic() + PATIENCE
    try:
        while not answers(home):
            if server.poll() is not None or time.monotonic() > until:
                sys.exit("error: the UI did not start; `make ui` says why.")
            time.sleep(0.5)
        yield home
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


def answers(home: str) -> bool:
    """Tell whether a server answers."""
    try:
        return bool(urllib.request.urlopen(home, timeout=30).status == 200)
    except OSError:
        return False


@contextlib.contextmanager
def opened(browser: str) -> Iterator[Any]:
    """Start the browser; yield a context of it that loads from this machine alone."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sys.exit("error: Playwright is not installed; `make browser` installs it.")
    with sync_playwright() as running:
        arguments = ["--no-sandbox", "--disable-quic"]
        started = running.chromium.launch(executable_path=browser, args=arguments)
        context = started.new_context(viewport=SIZE, color_scheme="light", timezone_id="UTC")
        context.add_init_script(CLOSED)
        context.route(lambda url: "://127.0.0.1:" not in url, lambda route: route.abort())
        yield context
        started.close()


def take(context: Any, address: str, sign: str, path: Path) -> None:
    """Write a picture of a page once a text is there and nothing turns any more."""
    page = context.new_page()
    page.goto(address)
    page.get_by_text(sign).first.wait_for(timeout=1000 * PATIENCE)
    page.wait_for_timeout(2000)  # what is drawn after its text
    with contextlib.suppress(Exception):  # a chart may still wait for its data
        page.locator("[aria-busy=true], [class*=spin]").first.wait_for(
            state="detached", timeout=30_000
        )
    page.screenshot(path=path)
    page.close()
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(COLOURS)  # a third of the bytes
    few.save(path, optimize=True)


if __name__ == "__main__":
    main()
