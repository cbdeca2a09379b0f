"""Stage `plan`: write what the cells, the split and the scores of a benchmark are to run with."""

import sys
from pathlib import Path

from benchmarks.config import load
from benchmarks.config import plan as plans
from benchmarks.contract import paths
from benchmarks.contract.files import whole_folder


def plan(benchmark: str) -> None:
    """Write the plans of a benchmark; warn of values that others override."""
    settings = load.load()
    cells = [plans.cell(benchmark, name, settings) for name in settings.baselines]
    for warning in plans.overridden(benchmark, settings):
        print(f"warning: {warning}", file=sys.stderr)
    with whole_folder(paths.plans(benchmark)) as folder:
        for cell in cells:
            cell.write(folder / f"{cell.baseline}.json")
    _make_room(paths.submissions(benchmark))
    plans.of_split(benchmark, settings).write(paths.split_plan(benchmark))
    plans.of_score(benchmark, settings).write(paths.score_plan(benchmark))


def _make_room(folder: Path) -> None:
    """Make the folder for other people's lists, which DVC looks into, so that git keeps it."""
    folder.mkdir(parents=True, exist_ok=True)
    if not any(folder.iterdir()):
        (folder / ".gitkeep").touch()
