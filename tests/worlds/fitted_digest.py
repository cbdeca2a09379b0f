"""Digests of what baselines score, made in a process of its own on one core or on all."""

import os
import subprocess
import sys

_PRINT_DIGESTS = """
import hashlib, importlib, os, sys
n_cores, *names = sys.argv[1:]
cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else []
if n_cores == "one" and cores:
    os.sched_setaffinity(0, cores[:1])
from threadpoolctl import threadpool_limits
from tests.worlds import synthetic
for name in names:
    module = importlib.import_module(f"baselines.{name}")
    model = module.Model(epochs=3, seed=1).fit(synthetic.train())
    with threadpool_limits(limits=1):  # as whoever asks for scores does
        scores = model.scores(synthetic.EVERYBODY)
    print(name, hashlib.sha256(scores.tobytes()).hexdigest())
"""


def on_one_core_and_on_all(*names: str) -> tuple[str, str]:
    """Return a line for each baseline with the digest of its scores: on one core, and on all.

    The fit sees two threads on all; who asks for scores holds products of matrices to one.
    """
    return _digests(names, "one", "1"), _digests(names, "all", "2")


def _digests(names: tuple[str, ...], cores: str, threads: str) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "NPROC"}
    environment |= {
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "PYTHONPATH": ".",
    }
    command = [sys.executable, "-c", _PRINT_DIGESTS, cores, *names]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return result.stdout
