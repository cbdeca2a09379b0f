"""What must be there of a benchmark before anything is exported or checked: its split."""

import time
from collections.abc import Callable

from benchmarks.config import load, plan
from benchmarks.config.model import Params
from benchmarks.contract import paths
from benchmarks.contract.documents import ScorePlan, SplitPlan
from benchmarks.contract.errors import UserError

Prepare = Callable[[str], None]  # runs all stages of a benchmark up to its split


def ready(benchmark: str, prepare: Prepare) -> ScorePlan:
    """Return what a benchmark's scores are told; make the split first where it is not up to date.

    Raises UserError for a benchmark that there is not.
    """
    settings = load.load()
    for view in settings.reported():
        if view.name == benchmark and view.name != view.benchmark:
            raise UserError(
                f"{benchmark} is the view {view.view} of {view.benchmark}: "
                f"name {view.benchmark}, and the view in a column `view`."
            )
    reason = _reason(benchmark, settings)
    if reason:
        print(f"{benchmark}: {reason}", flush=True)
        started = time.monotonic()
        prepare(benchmark)
        print(f"{benchmark}: that took {time.monotonic() - started:.0f} s", flush=True)
    return ScorePlan.read(paths.score_plan(benchmark))


def _reason(benchmark: str, settings: Params) -> str:
    """Say what has to be made first, and why; "" where all is there as params.yaml has it."""
    dataset = settings.benchmark(benchmark).dataset
    needed = (
        paths.score_plan(benchmark),
        paths.split_plan(benchmark),
        paths.ask(benchmark) / "queries.parquet",
        paths.test(benchmark) / "interactions.parquet",
        paths.prepared(dataset) / "dataset.json",
    )
    if not all(path.exists() for path in needed):
        return "first fetches and divides the data, in a minute or so …"
    of_score, of_split = ScorePlan.read(needed[0]), SplitPlan.read(needed[1])
    is_scored_so = of_score == plan.of_score(benchmark, settings)
    if is_scored_so and of_split == plan.of_split(benchmark, settings):
        return ""
    return f"{paths.PARAMS} has changed: first divides the data by what it says now …"
