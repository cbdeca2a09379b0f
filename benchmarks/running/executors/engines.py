"""Which engine runs stages: `local`, the processes of this machine, or `dask`, a cluster."""

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager

from benchmarks.contract.errors import UserError
from benchmarks.running.executors.executor import Executor, Outcome, Task
from benchmarks.running.executors.local import Local

LOCAL, DASK = "local", "dask"
ENGINES = (LOCAL, DASK)
# The commands that a cluster runs.
_SENT = frozenset("split fit score collect replicate online_plans tune".split())


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
        with _cluster(scheduler, jobs) as cluster, closing(Local(1)) as here:
            yield Divided(cluster, here)
    else:
        with closing(Local(jobs)) as here:
            yield here


class Divided:
    """Sends the work to a cluster; what needs git, MLflow or the network runs here."""

    def __init__(self, cluster: Executor, here: Executor) -> None:
        self._cluster, self._here = cluster, here

    def slots(self) -> int:
        """Return how many tasks both want."""
        return self._cluster.slots() + self._here.slots()

    def submit(self, task: Task) -> "Future[Outcome]":
        """Hand a task to one of the two."""
        stage = next(word for word in task.command if not word.startswith("--"))
        return (self._cluster if stage in _SENT else self._here).submit(task)

    def close(self) -> None:
        """Stop what runs."""
        self._cluster.close()
        self._here.close()


@contextmanager
def _cluster(scheduler: str, jobs: int) -> Iterator[Executor]:
    try:
        from benchmarks.running.executors import connecting  # the default install lacks Dask
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("dask", "distributed"):
            raise
        raise UserError(
            f"ENGINE={DASK} needs Dask: `make repro ENGINE={DASK}` installs it, or "
            "`python -m pip install --require-hashes --requirement requirements-dask.lock`."
        ) from error
    with connecting.cluster(scheduler, jobs) as cluster:
        yield cluster
