"""Other people's libraries, each method tuned and fitted in a process of their environment.

tools/peers/ has the programs, which import nothing of ours; `make peers` makes the environment.
"""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json

# One thread for whatever library a model multiplies with, and JAX's own pool.
_ONE_THREAD = {
    **{f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "NUMBA")},
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_PLATFORMS": "cpu",
}
_LAST_LINES = 5  # of what a program wrote on standard error, which say why it ended


@dataclass(frozen=True)
class Peer:
    """One implementation: its name, the baseline of ours that is its method, and whose it is."""

    name: str
    method: str
    library: str


@dataclass(frozen=True)
class Task:
    """What an implementation is to recommend for.

    export : folder with the benchmark's export; folder : where trials and lists are kept
    view, mask : of the one ranking that parameters are searched and lists are made for
    """

    export: Path
    folder: Path
    view: str
    mask: str


def python_of(environments: Path) -> Path:
    """Return the interpreter of the libraries; UserError where there is none."""
    python = environments / "main/bin/python"
    if not python.exists():
        raise UserError(f"{python}: no such program; `make peers` installs it.")
    return python


def known(python: Path) -> list[Peer]:
    """Return the implementations that there are."""
    return [Peer(**row) for row in json.loads(_said([str(python), "-m", "tools.peers.known"]))]


def recommend(python: Path, peer: Peer, task: Task, trials: int | None) -> dict[str, Any]:
    """Tune, fit and write lists where that is not done; return what is known of them.

    trials : in place of the budget's
    Raises UserError with the end of what the program said where it fails.
    """
    places = [str(task.export), str(task.folder), task.view, task.mask, peer.name]
    asked = [] if trials is None else [str(trials)]
    _said([str(python), "-m", "tools.peers.lists", *places, *asked])
    known: dict[str, Any] = read_json(task.folder / f"{peer.name}.json")
    return known


def _said(command: Sequence[str]) -> str:
    variables = {**os.environ, **_ONE_THREAD}
    ended = subprocess.run(command, env=variables, capture_output=True, text=True)
    if ended.returncode:
        last = "\n".join(ended.stderr.splitlines()[-_LAST_LINES:])
        raise UserError(f"{' '.join(command)}: ended with status {ended.returncode}:\n{last}")
    return ended.stdout
