"""Measure one piece of work by all its tools, side by side in one run."""

import json
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.errors import UserError
from benchmarks.speed import process
from benchmarks.speed.works import Tool, Work

_PEERS_PROGRAM = Path("tools/peers/speed.py").resolve()
_JUDGED_PLACES = 10  # of a list, when two tools' lists are compared


@dataclass(frozen=True)
class Run:
    """What a tool took once; `answer` is what it found."""

    cpu_seconds: float
    peak_mib: float
    version: str
    answer: FloatArray | IntArray


def measure(work: Work, peers: Path, n_runs: int) -> dict[Tool, list[Run]]:
    """Run each tool `n_runs` times, in turns, so that all meet the same machine.

    peers : folder of the peers' environments; a tool whose environment is absent is left out

    Raises UserError where a tool's answer is not ours.
    """
    present = [tool for tool in work.tools if tool.python(peers).exists()]
    of_tools: dict[Tool, list[Run]] = {tool: [] for tool in present}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        work.prepare(folder)
        for _ in range(n_runs):
            for tool in present:
                of_tools[tool].append(_once(work, tool, peers, folder))
    _check(work, {tool: runs[0] for tool, runs in of_tools.items()})
    return of_tools


def _once(work: Work, tool: Tool, peers: Path, folder: Path) -> Run:
    """Let a tool do the work in a process of its own."""
    program = [str(_PEERS_PROGRAM)] if tool.environment else ["-m", "benchmarks.speed.programs"]
    answer = folder / "answer.npy"
    arguments = [work.name, tool.name, str(folder), str(answer)]
    cost = process.run([str(tool.python(peers).absolute()), *program, *arguments])
    said = json.loads(cost.written.splitlines()[-1])
    return Run(said["cpu_seconds"], cost.peak_mib, said["version"], np.load(answer))


def _check(work: Work, first_runs: dict[Tool, Run]) -> None:
    """Hold the answers of tools against ours, which comes first."""
    ours, *others = first_runs
    for tool in others:
        if tool.agreement:
            share = agreement(first_runs[ours].answer, first_runs[tool].answer)
            if share < tool.agreement:
                raise UserError(
                    f"{work.title}: {tool.name} agrees with us in {share:.2%} of its answer; "
                    f"{tool.agreement:.1%} is the least that counts as the same work."
                )


def agreement(ours: FloatArray | IntArray, theirs: FloatArray | IntArray) -> float:
    """Return the share of numbers that are the same.

    Of lists, (n_users, n) codes, the first places; of averages, (n_metrics, n_cutoffs), those that
    both have, which is the first rows, to six digits.

    >>> agreement(np.array([[1, 2], [3, 4]]), np.array([[1, 2], [4, 3]]))
    0.5
    >>> agreement(np.array([[0.5, 0.25], [1.0, 1.0]]), np.array([[0.5, 0.2500000001]]))
    1.0
    """
    if np.issubdtype(ours.dtype, np.integer):
        equal = ours[:, :_JUDGED_PLACES] == theirs[:, :_JUDGED_PLACES]
    else:
        equal = np.isclose(ours[: len(theirs)], theirs, rtol=1e-6, atol=0)
    return float(equal.mean())


def median(runs: list[Run]) -> float:
    """Return the median of the CPU seconds."""
    return statistics.median(run.cpu_seconds for run in runs)
