"""What must be there of a benchmark before anything is exported or checked: its split."""

import time
from collections.abc import Callable

from benchmarks.config import load
from benchmarks.contract import paths
from benchmarks.contract.documents import ScorePlan
from benchmarks.contract.errors import UserError

Prepare = Callable[[str], None]  # runs all stages of a benchmark up to its split


def ready(benchmark: str, prepare: Prepare) -> ScorePlan:
    """Return what a benchmark's scores are told; make the split first where it is missing.

    Raises UserError for a benchmark that there is not.
    """
    settings = load.load()
    for view in settings.reported():
        if view.name == benchmark and view.name != view.benchmark:
            raise UserError(
                f"{benchmark} is the view {view.view} of {view.benchmark}: "
                f"name {view.benchmark}, and the view in a column `view`."
            )
    dataset = settings.benchmark(benchmark).dataset
    needed = (
        paths.score_plan(benchmark),
        paths.train(benchmark) / "queries.parquet",
        paths.test(benchmark) / "interactions.parquet",
        paths.prepared(dataset) / "dataset.json",
    )
    missing = [path for path in needed if not path.exists()]
    if missing:
        print(f"{benchmark}: first fetches and divides the data, in a minute or so …", flush=True)
        started = time.monotonic()
        prepare(benchmark)
        print(f"{benchmark}: that took {time.monotonic() - started:.0f} s", flush=True)
    return ScorePlan.read(paths.score_plan(benchmark))
