"""Run a command in a process of its own and say what it cost."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.contract.errors import UserError

# One thread for whatever library a tool multiplies with, so that CPU seconds are comparable.
ONE_THREAD = {
    f"{library}_NUM_THREADS": "1"
    for library in ("OPENBLAS", "OMP", "MKL", "NUMBA", "RAYON", "VECLIB_MAXIMUM")
}
# The memory that a process is charged for begins with that of its starter: a small one starts it.
_STARTER = """
import json, os, sys
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(pid, 0)
with open(sys.argv[1], "w") as file:
    json.dump([used.ru_utime + used.ru_stime, used.ru_maxrss], file)
sys.exit(os.waitstatus_to_exitcode(status))
"""
_KIB_PER_MIB = 1024
_BYTES_PER_MIB = 2**20


@dataclass(frozen=True)
class Cost:
    """What a process cost, those that it waited for included.

    cpu_seconds : user and system time; peak_mib : the largest resident size of one of them
    written : what it wrote on standard output
    """

    cpu_seconds: float
    peak_mib: float
    written: str


def run(
    command: Sequence[str], where: Path = Path(), environment: Mapping[str, str] | None = None
) -> Cost:
    """Run a command on one thread to its end.

    environment : variables beside those of this process

    Raises UserError with the end of what the command wrote on standard error if it fails.
    """
    variables = {**os.environ, **ONE_THREAD, **(environment or {})}
    with tempfile.TemporaryDirectory() as folder:
        cost = Path(folder) / "cost.json"
        starter = [sys.executable, "-I", "-S", "-c", _STARTER, str(cost)]
        ended = subprocess.run(
            [*starter, *command], cwd=where, env=variables, capture_output=True, text=True
        )
        if ended.returncode:
            said = "\n".join(ended.stderr.splitlines()[-20:])
            named = " ".join(command)
            raise UserError(f"`{named}` ended with status {ended.returncode}:\n{said}")
        seconds, peak = json.loads(cost.read_text(encoding="utf-8"))
    units_per_mib = _BYTES_PER_MIB if sys.platform == "darwin" else _KIB_PER_MIB
    return Cost(seconds, peak / units_per_mib, ended.stdout)
