"""Command `tune`: search parameters on the validation part and write what was chosen."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

from benchmarks.config import load
from benchmarks.config.study import resolved
from benchmarks.contract import paths
from benchmarks.contract.documents import Study
from benchmarks.contract.errors import UserError
from benchmarks.contract.names import listed
from benchmarks.tuning.chosen import write_choice
from benchmarks.tuning.search import require_validation, search, tuning_of

Cell = tuple[str, str]


def main(benchmark: str, baseline: str, jobs: int, here: bool) -> None:
    """Search in this process, or start one process for each cell."""
    asked = listed(benchmark)
    if asked and set(asked) <= set(load.extra_benchmarks()):
        paths.choose(paths.EXTRA)
    study = resolved(load.load())
    if here:
        search(benchmark, baseline, study)
    else:
        tune_all(study, asked, listed(baseline), jobs)


def tune_all(study: Study, benchmarks: list[str], baselines: list[str], jobs: int) -> None:
    """Search every tunable cell, or those of some benchmarks or baselines, `jobs` at a time."""
    failures = []
    cells = _cells(study, benchmarks, baselines)
    start = time.monotonic()
    with ThreadPoolExecutor(jobs) as pool:
        running = {pool.submit(_run_one, *cell): cell for cell in cells}
        for done, future in enumerate(as_completed(running), start=1):
            cell = running[future]
            name = " ".join(cell)
            result = future.result()
            said = result.stdout.strip() or f"{name} FAILED"
            seconds = time.monotonic() - start
            print(f"[{done}/{len(cells)}] {seconds:6.0f} s  {said}", flush=True)
            if result.returncode != 0:
                last_line = result.stderr.strip().splitlines()[-1]
                failures.append(f"  {name}: {last_line}")
            elif paths.trials(*cell).exists():
                write_choice(*cell, order=list(study.baselines))
    if failures:
        listed = "\n".join(failures)
        raise UserError(f"{len(failures)} searches failed:\n{listed}")


def _cells(study: Study, benchmarks: list[str], baselines: list[str]) -> list[Cell]:
    """Return the cells that were asked for and have something to search."""
    spaces = tuning_of(study).search
    for name in benchmarks:
        study.benchmark(name)  # an unknown one is an error
    for name in baselines:
        study.baseline(name)
    wanted = benchmarks or list(study.benchmarks)
    for name in wanted:
        require_validation(study, name)
    tunable = [name for name in baselines or spaces if name in spaces]
    if not tunable:
        asked = ", ".join(baselines) or "no baseline"
        raise UserError(
            f"baselines/: {asked} has no search space; give its class `Model` one as `search`."
        )
    return [(name, model) for name in wanted for model in tunable]


def _run_one(benchmark: str, baseline: str) -> subprocess.CompletedProcess[str]:
    cell = ["--benchmark", benchmark, "--baseline", baseline, "--here"]
    command = [sys.executable, "-m", "benchmarks", "tune", *cell]
    return subprocess.run(command, capture_output=True, text=True)
