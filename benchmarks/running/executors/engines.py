"""Which engine runs stages: `local`, the processes of this machine, or `dask`, a cluster."""

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.contract.errors import UserError
from benchmarks.running.executors.executor import Executor
from benchmarks.running.executors.local import Local

LOCAL, DASK = "local", "dask"
ENGINES = (LOCAL, DASK)


@contextmanager
def executor(engine: str, scheduler: str, jobs: int) -> Iterator[Executor]:
    """Yield what runs stages, and end it.

    engine : one of `ENGINES`, or the address of a scheduler; "" is `local`, or `dask` where there
        is a scheduler
    scheduler : the address of a Dask scheduler; "" lets `dask` start a cluster here
    jobs : how many processes run side by side here
    """
    if "://" in engine:
        engine, scheduler = DASK, scheduler or engine
    if scheduler and engine == LOCAL:
        raise UserError(f"ENGINE={LOCAL} has no scheduler; for {scheduler} say ENGINE={DASK}.")
    if engine == DASK or scheduler:
        with _cluster(scheduler, jobs) as cluster:
            yield cluster
        return
    local = Local(jobs)
    try:
        yield local
    finally:
        local.close()


@contextmanager
def _cluster(scheduler: str, jobs: int) -> Iterator[Executor]:
    try:
        from benchmarks.running.executors import connecting  # the default install lacks Dask
    except ModuleNotFoundError as error:
        if error.name not in ("dask", "distributed"):
            raise
        raise UserError(
            f"ENGINE={DASK} needs Dask, which is not installed: `make repro ENGINE={DASK}` does, or "
            "`python -m pip install --require-hashes --requirement requirements-dask.lock`."
        ) from error
    with connecting.cluster(scheduler, jobs) as cluster:
        yield cluster
