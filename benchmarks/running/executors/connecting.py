"""Connect to a Dask cluster: one that runs already, or one of processes here that ends with us."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import packages_distributions
from pathlib import Path

import dask.config
from distributed import Client, LocalCluster

from benchmarks.config import load
from benchmarks.contract import kernels, paths
from benchmarks.contract.errors import UserError, one_line
from benchmarks.exchange.comparing.changes import pins
from benchmarks.running.executors.crew import Crew
from benchmarks.running.executors.dask import DaskExecutor
from benchmarks.running.executors.sending import Sender

LOCKS = (Path("requirements.lock"), Path("requirements-dask.lock"))
_CONNECT_SECONDS = 10
_SETTINGS = {
    "distributed.comm.timeouts.connect": f"{_CONNECT_SECONDS}s",
    "distributed.admin.large-graph-warning-threshold": "1TiB",  # content is sent on purpose
}


@contextmanager
def cluster(scheduler: str, jobs: int) -> Iterator[DaskExecutor]:
    """Yield an executor on the cluster of a scheduler, or on `jobs` processes here for "".

    Raises UserError where nothing answers at the address, or another Python does.
    """
    with dask.config.set(_SETTINGS):
        if scheduler:
            with _client(scheduler) as client:
                yield from _executor(client)
        else:
            with (
                LocalCluster(
                    n_workers=jobs,
                    threads_per_worker=1,
                    memory_limit=0,
                    dashboard_address=None,
                    silence_logs=logging.ERROR,
                ) as own,
                Client(own) as client,
            ):
                yield from _executor(client)


def _client(scheduler: str) -> Client:
    try:
        return Client(scheduler, timeout=_CONNECT_SECONDS)
    except (OSError, ValueError, TypeError) as error:
        raise UserError(
            f"SCHEDULER={scheduler}: no Dask scheduler answers ({one_line(error)}); start one "
            "by `dask scheduler`, which prints its address, such as tcp://10.0.0.1:8786."
        ) from error


def _executor(client: Client) -> Iterator[DaskExecutor]:
    sender = Sender(client)
    any_kernels = kernels.chosen(paths.PARAMS) == kernels.NATIVE
    crew = Crew(client, sender, _packages(), any_kernels)
    crew.check_scheduler()
    executor = DaskExecutor(client, sender, crew)
    try:
        yield executor
    finally:
        executor.close()


def _packages() -> list[str]:
    """Return the packages in which workers must be like this machine.

    They are those that are pinned, and those that baselines of other packages come with.
    """
    locks = [path.read_text(encoding="utf-8") for path in LOCKS if path.exists()]
    pinned = {name for lock in locks for name in pins(lock)}
    classes = [block.defined_in for block in load.load().baselines.values() if block.defined_in]
    modules = {name.partition(":")[0].partition(".")[0] for name in classes}
    brought_by = packages_distributions() if modules else {}
    return sorted(pinned.union(*(brought_by.get(module, ()) for module in modules)))
