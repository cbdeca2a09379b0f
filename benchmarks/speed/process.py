"""Run a command in a process of its own and say what it cost."""

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
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            command, cwd=where, env=variables, stdout=output, stderr=errors, text=True
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode:
            said = "\n".join(errors.read().splitlines()[-20:])
            named = " ".join(command)
            raise UserError(f"`{named}` ended with status {process.returncode}:\n{said}")
        units_per_mib = _BYTES_PER_MIB if sys.platform == "darwin" else _KIB_PER_MIB
        peak = used.ru_maxrss / units_per_mib
        return Cost(used.ru_utime + used.ru_stime, peak, output.read())
