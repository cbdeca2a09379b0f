"""Run tasks on the workers of a Dask cluster, without a shared file system.

Dask keeps the connections, carries content and results, and says who is there. Which worker runs
what is decided here, as only those may that are like this machine (`crew`): a task goes to one with
a free thread; if that worker is lost, to another.
"""

import logging
import threading
from collections import Counter
from concurrent.futures import CancelledError, Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import distributed
from distributed import Client, KilledWorker
from distributed.client import ClosedClientError

from benchmarks.contract.errors import UserError, one_line
from benchmarks.running.executors import parcels
from benchmarks.running.executors.crew import Crew, Member
from benchmarks.running.executors.executor import Outcome, Task
from benchmarks.running.executors.sending import Sender

_MOST_DEATHS = 3  # a task during which so many workers died has failed
_SECONDS_BETWEEN_LOOKS = 0.5
_INTERRUPTED = Outcome(130, "")


@dataclass(eq=False)
class _Job:
    """A task, and how many workers died while they ran it."""

    task: Task
    outcome: Future[Outcome] = field(default_factory=Future)
    deaths: int = 0


@dataclass(frozen=True)
class _Sent:
    """A job that a worker has."""

    job: _Job
    address: str
    worker: Member
    answer: distributed.Future


class DaskExecutor:
    """Hands tasks to those workers of a cluster that are like this machine."""

    def __init__(self, client: Client, sender: Sender, crew: Crew) -> None:
        self._client, self._sender, self._crew = client, sender, crew
        self._sent: dict[object, _Sent] = {}  # by key of the answer
        self._waiting: list[_Job] = []
        self._lock = threading.RLock()
        self._closing, self._is_lost = threading.Event(), False
        self._watch = threading.Thread(target=self._keep_watch, daemon=True)
        self._watch.start()

    def slots(self) -> int:
        """Return how many threads the workers have that may be given work; 1 to wait for them."""
        return max(1, sum(worker.threads for worker in self._crew.members.copy().values()))

    def submit(self, task: Task) -> Future[Outcome]:
        """Send a task to a worker with a free thread; while there is none it waits here."""
        job = _Job(task)
        with self._lock:
            self._waiting.append(job)
        if self._is_lost:  # of which all were told that waited then
            self._give_up()
        else:
            self._give_out()
        return job.outcome

    def close(self) -> None:
        """Stop what runs and leave the cluster."""
        self._closing.set()
        self._watch.join()
        answers = [sent.answer for sent in list(self._sent.values())]
        with suppress(Exception):  # of a scheduler that is gone nothing is left to stop
            self._client.cancel(answers)
        self._client.close()
        for job in self._unfinished():
            _settle(job, _INTERRUPTED)

    def _unfinished(self) -> list[_Job]:
        """Return the jobs without an outcome; they wait no longer."""
        with self._lock:
            jobs = [*self._waiting, *(sent.job for sent in self._sent.values())]
            self._waiting = []
        return jobs

    def _give_out(self) -> None:
        """Send waiting jobs to workers with a free thread, in their order."""
        with self._lock:
            while self._waiting and (free := self._free_worker()):
                job = self._waiting.pop(0)
                try:
                    self._send(job, *free)
                except ClosedClientError:
                    self._waiting.insert(0, job)
                    self._give_up()
                except Exception as error:  # such as of an input that cannot be read
                    _settle(job, Outcome(1, f"error: {one_line(error)}"))

    def _send(self, job: _Job, address: str, worker: Member) -> None:
        """Send a job to a worker."""
        task = job.task
        inputs = self._sender.inputs(address, task.inputs)
        command = ("-m", "benchmarks", *task.command)
        answer = self._sender.command(command, inputs, task.outputs, address)
        self._sent[answer.key] = _Sent(job, address, worker, answer)
        answer.add_done_callback(self._ended)

    def _free_worker(self) -> tuple[str, Member] | None:
        """Return the worker with the most free threads; None where no thread is free any more."""
        if self._closing.is_set():
            return None
        busy = Counter(sent.address for sent in self._sent.values())
        members = self._crew.members.copy()
        free = {address: members[address].threads - busy[address] for address in members}
        best = max(free, key=lambda address: free[address], default=None)
        return (best, members[best]) if best is not None and free[best] > 0 else None

    def _ended(self, answer: distributed.Future) -> None:
        """Put in place what a task made, or let it run again if its worker was lost."""
        sent = self._sent[answer.key]
        try:
            said = answer.result()
        except (CancelledError, KilledWorker):
            self._again(sent.job)
        except ClosedClientError:
            self._give_up()
        except Exception as error:  # of the worker, such as its disk: the task's end, not ours
            _settle(sent.job, Outcome(1, f"error: worker {sent.address}: {one_line(error)}"))
        else:
            _settle(sent.job, _placed(said, sent))
        with self._lock:
            del self._sent[answer.key]
        self._give_out()

    def _again(self, job: _Job) -> None:
        """Let a job wait for another worker, or for none any more."""
        job.deaths += 1
        if self._closing.is_set():
            _settle(job, _INTERRUPTED)
        elif job.deaths == _MOST_DEATHS:
            reason = f"{job.deaths} workers died while they ran it; was there enough memory?"
            _settle(job, Outcome(1, f"error: {reason}"))
        else:
            with self._lock:
                self._waiting.insert(0, job)

    def _keep_watch(self) -> None:
        """See who joins and who is lost, until the end."""
        while not self._closing.wait(_SECONDS_BETWEEN_LOOKS):
            try:
                self._crew.renew()
                self._client.cancel(self._without_worker())
            except Exception:  # Dask has many names for a scheduler that is gone
                self._give_up()
                return
            self._give_out()

    def _without_worker(self) -> list[distributed.Future]:
        """Return the answers that will not come, as their workers are gone."""
        members, all_sent = self._crew.members, list(self._sent.values())
        return [sent.answer for sent in all_sent if sent.address not in members]

    def _give_up(self) -> None:
        """Let all that is asked for end with the loss of the scheduler."""
        self._is_lost = True
        # Dask tries to come back, and as that is ended prints where in its code it was.
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
        lost = UserError(
            f"{self._crew.address}: the Dask scheduler is lost; what was finished is kept, so "
            "start it again, then this."
        )
        for job in self._unfinished():
            _settle(job, lost)


def _settle(job: _Job, outcome: Outcome | Exception) -> None:
    """Say how a job ended, unless that is said, which several threads do."""
    with suppress(InvalidStateError):
        if isinstance(outcome, Exception):
            job.outcome.set_exception(outcome)
        else:
            job.outcome.set_result(outcome)


def _placed(said: dict[str, Any], sent: _Sent) -> Outcome | Exception:
    """Write what a task made, whole, and return how it ended; or why that cannot be written."""
    made: dict[str, bytes] = said["outputs"]
    try:
        for path in sent.job.task.outputs:
            if path.as_posix() in made:
                parcels.place(made[path.as_posix()], path)
    except UserError as error:  # as where there is no room: it has failed, and others go on
        return Outcome(1, f"error: {error}")
    except Exception as error:  # lost in this thread, nobody would hear of it
        return error
    return Outcome(said["status"], said["errors"], sent.worker.facts, said["printed"])
