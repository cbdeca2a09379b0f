"""What disk and memory the cells that will run need, by the size of their data, and what is free.

The figures per row were measured on the default report of November 2026 and rounded up: a place in
a list took 7 bytes at most, the scores made of the lists a quarter of them, and DVC's cache keeps
each file once more; a cell without dense arrays held 160 MiB and 120 bytes per interaction.
"""

import json
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import disk_usage
from types import SimpleNamespace
from typing import Any

import psutil
import pyarrow.parquet as pq
from scipy.sparse import csr_matrix

from benchmarks.config.model import Params
from benchmarks.contract import paths
from benchmarks.contract.csv import read_csv
from benchmarks.contract.documents import CellPlan
from benchmarks.protocol.model import MOST_GIGABYTES, load
from benchmarks.protocol.ranking import LIST_LENGTH
from benchmarks.running.cells import Cell

_BYTES_PER_PLACE = 7 * 1.25 * 2
_BYTES_OF_A_CELL, _BYTES_PER_INTERACTION = 160 * 2**20, 120
_COPIES = 2  # of a dense array, while a library works on it
_GB, _MIB = 1e9, 2**20
_FEW = 4_000  # users or items, whose pairs take less than such an estimate can tell
_LONGEST = 60  # seconds for a baseline to say how large its arrays are
_CGROUP = Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class Size:
    """How large the training part of a benchmark is; `lists` are the users to serve."""

    users: int
    items: int
    interactions: int
    lists: int

    @staticmethod
    def of(benchmark: str) -> "Size":
        """Look into what `split` wrote; only the ends of the files are read."""
        names = ("users", "items", "interactions")
        files = [paths.train(benchmark) / f"{name}.parquet" for name in names]
        files += [paths.ask(benchmark) / "queries.parquet"]
        return Size(*(pq.read_metadata(file).num_rows for file in files))


def told(cells: Collection[Cell], settings: Params, jobs: int) -> tuple[str, list[str]]:
    """Say in a line what cells need and what is free; and in others, what is too little.

    jobs : how many run side by side
    """
    sizes = {name: Size.of(name) for name in {benchmark for benchmark, _ in cells}}
    disk = sum(_disk(cell, sizes[cell[0]]) for cell in cells)
    largest = sorted(_memory(cells, sizes, settings), reverse=True)[:jobs]
    needs = {"disk": disk, "memory": sum(largest)}
    free = {"disk": disk_usage(paths.home()).free, "memory": free_memory()}
    of_each = [f"{needs[of] / _GB:.1f} of {free[of] / _GB:.1f} GB free {of}" for of in needs]
    short = [
        f"{of}: cells need about {needs[of] / _GB:.1f} GB, {free[of] / _GB:.1f} GB are free; "
        f"free some{', or run fewer with JOBS=1' if of == 'memory' else ''}"
        for of in needs
        if needs[of] > free[of]
    ]
    return f"about {' and '.join(of_each)}", short


def _disk(cell: Cell, size: Size) -> float:
    """Return the bytes that a cell leaves on the disk, scores and DVC's copies with them."""
    plan = CellPlan.read(paths.plan(*cell))
    lists = 0 if plan.left_out else size.lists * len(plan.views) * plan.seeds
    return lists * min(LIST_LENGTH, size.items) * _BYTES_PER_PLACE


def _memory(
    cells: Collection[Cell], sizes: Mapping[str, Size], settings: Params
) -> Iterator[float]:
    """Yield the bytes that each cell holds at most: by its data, or as it was measured before."""
    known = _measured()
    unknown = {cell[1] for cell in cells if cell not in known}
    dense = _dense(unknown, sizes, settings)
    for benchmark, baseline in cells:
        by_size = _BYTES_OF_A_CELL + _BYTES_PER_INTERACTION * sizes[benchmark].interactions
        array = dense.get(f"{benchmark} {baseline}", 0)
        held = _COPIES * array * _GB if array <= MOST_GIGABYTES else 0  # else it does not run
        yield max(by_size + held, known.get((benchmark, baseline), 0))


def _measured() -> dict[Cell, float]:
    """Return the bytes at the peak of cells, as the last report has them."""
    path = paths.tables() / "measured.csv"
    rows = read_csv(path) if path.exists() else []
    peaks = {(row["benchmark"], row["baseline"]): row.get("peak_mib") for row in rows}
    return {cell: float(peak) * _MIB for cell, peak in peaks.items() if peak}


def _dense(
    baselines: Iterable[str], sizes: Mapping[str, Size], settings: Params
) -> dict[str, float]:
    """Return the gigabytes that baselines say they need, by benchmark and baseline.

    They say so in a process of their own: it is anybody's code. One that cannot says nothing.
    """
    if max(max(size.users, size.items) for size in sizes.values()) < _FEW:
        return {}
    asked = {name: settings.baseline(name).defined_in for name in baselines}
    asked = {name: home for name, home in asked.items() if home or _declares(name)}
    if not asked:
        return {}
    given = json.dumps([asked, {name: vars(size) for name, size in sizes.items()}])
    command = [sys.executable, "-c", "from benchmarks.running.room import answer; answer()"]
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, text=True, timeout=_LONGEST
        )
        return dict(json.loads(done.stdout.splitlines()[-1]))
    except (subprocess.TimeoutExpired, ValueError, IndexError):
        return {}


def _declares(baseline: str) -> bool:
    path = Path("baselines", f"{baseline}.py")
    return path.exists() and b"gigabytes" in path.read_bytes()


def answer() -> None:
    """Print what the baselines asked about on standard input need of each benchmark."""
    asked, sizes = json.load(sys.stdin)
    print(
        json.dumps(
            {
                f"{name} {baseline}": gigabytes(baseline, home, Size(**size))
                for baseline, home in asked.items()
                for name, size in sizes.items()
            }
        )
    )


def gigabytes(baseline: str, defined_in: str, size: Size) -> float:
    """Return how large the arrays of a baseline are on data of a size; 0 where it cannot say."""
    try:
        size_of: Any = getattr(load(baseline, defined_in), "gigabytes", None)
        positives = csr_matrix((size.users, size.items))
        sizes = SimpleNamespace(n_users=size.users, n_items=size.items, positives=positives)
        return float(size_of(sizes)) if size_of else 0.0
    except (Exception, SystemExit):  # the cell that runs it names the error
        return 0.0


def free_memory() -> float:
    """Return the bytes that processes may still take: of the machine, and of its share of it."""
    free = psutil.virtual_memory().available
    limit, used = (_CGROUP / f"memory.{name}" for name in ("max", "current"))
    if limit.exists() and (most := limit.read_text().strip()).isdigit():
        free = min(free, int(most) - int(used.read_text()))
    return max(free, 0)
