"""The workers of a cluster that may be given work: those on which figures come out the same.

A worker that joins is asked for its versions and kernels before anything else runs there, whenever
that is; one that differs is refused, with the difference, and is left alone.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from distributed import Client, Future

from benchmarks.contract.errors import UserError, one_line
from benchmarks.running.executors.facts import Facts, differences
from benchmarks.running.executors.sending import Sender

_MODULE = ("-m", "benchmarks.running.executors.facts")
_SECONDS_TO_FIRST_WORD, _SECONDS_BETWEEN_WORDS = 5, 30
_MOST_NAMED = 12  # differences that are named; with another lock it can be all of them


@dataclass(frozen=True)
class Member:
    """A worker that may be given work, as many tasks at once as it has threads."""

    threads: int
    facts: Facts


class Crew:
    """Who may be given work, by address; who may not, and why; who has not answered yet."""

    def __init__(
        self, client: Client, sender: Sender, packages: Iterable[str], any_kernels: bool
    ) -> None:
        self._client, self._sender, self._any_kernels = client, sender, any_kernels
        self.address: str = client.scheduler.address
        self._question = [*_MODULE, *packages]
        here = subprocess.run(
            [sys.executable, *self._question], capture_output=True, text=True, check=True
        )
        self._here: Facts = json.loads(here.stdout)
        self._asked: dict[str, Future] = {}
        self._quiet_until = time.monotonic() + _SECONDS_TO_FIRST_WORD
        self.members: dict[str, Member] = {}
        self.refused: dict[str, str] = {}

    def check_scheduler(self) -> None:
        """Raise UserError where the scheduler's Python cannot read what is sent to it."""
        there = _python(self._versions()["scheduler"])
        if there != self._here["python"]:
            raise UserError(
                f"{self.address}: the scheduler has Python {there} (here {self._here['python']}); "
                "start it in an environment of requirements-dask.lock."
            )

    def renew(self) -> None:
        """Ask who is new, take in who has answered well, forget who is gone."""
        joined = self._joined()
        everybody = (self.members, self.refused, self._asked)
        for known in everybody:
            for address in known.keys() - joined.keys():
                del known[address]
                self._sender.forget(address)
        new = [name for name in joined if not any(name in known for known in everybody)]
        pythons = self._versions()["workers"] if new else {}
        for address in new:
            if address in pythons:
                self._meet(address, _python(pythons[address]))
        for address, answer in list(self._asked.items()):
            if answer.done():
                del self._asked[address]
                self._decide(address, joined[address]["nthreads"], answer)
        self._say_if_alone()

    def _joined(self) -> dict[str, Facts]:
        """Ask the scheduler who is there, by address.

        What the client itself knows is now and then, for a moment, a list without anybody.
        """
        said = self._client.sync(self._client.scheduler.identity, n_workers=-1)
        workers: dict[str, Facts] = said["workers"]
        return workers

    def _versions(self) -> Facts:
        """Return what Dask says of the scheduler and of all workers."""
        said: Any = self._client.get_versions()  # typed as if it could be awaited
        return dict(said)

    def _say_if_alone(self) -> None:
        """Say what is waited for, now and then, while nobody may be given work."""
        now = time.monotonic()
        if self.members or self._asked:
            self._quiet_until = now + _SECONDS_TO_FIRST_WORD
        elif now > self._quiet_until:
            refused = f", {len(self.refused)} refused" if self.refused else ""
            what = f"none has joined{refused}; `dask worker {self.address}` starts one"
            print(f"waiting for workers at {self.address}: {what}", file=sys.stderr, flush=True)
            self._quiet_until = now + _SECONDS_BETWEEN_WORDS

    def _meet(self, address: str, python: str) -> None:
        """Ask a worker that joined; of another Python it could not even read the question."""
        if python == self._here["python"]:
            inputs = self._sender.inputs(address)
            self._asked[address] = self._sender.command(self._question, inputs, (), address)
        else:
            self._refuse(address, [f"Python {python} (here {self._here['python']})"])

    def _decide(self, address: str, threads: int, answer: Future) -> None:
        """Take a worker in, or refuse it."""
        try:
            said = answer.result()
            there: Facts = json.loads(said["printed"])
        except ValueError:
            self._refuse(address, [f"it could not say what it has: {one_line(said['errors'])}"])
        except Exception as error:  # whatever a worker's failure is
            self._refuse(address, [f"it could not be asked: {one_line(error)}"])
        else:
            unlike = differences(there, self._here, self._any_kernels)
            if unlike:
                self._refuse(address, unlike)
            else:
                self.members[address] = Member(threads, there)

    def _refuse(self, address: str, unlike: list[str]) -> None:
        """Remember and say why a worker gets no work."""
        more = len(unlike) - _MOST_NAMED
        named = unlike[:_MOST_NAMED] + ([f"and {more} more"] if more > 0 else [])
        self.refused[address] = ", ".join(named)
        self._sender.forget(address)
        print(f"worker {address} is refused: {self.refused[address]}", file=sys.stderr, flush=True)


def _python(versions: Facts) -> str:
    """Return the version of Python in what Dask says of a process, `3.11.7.final.0`."""
    return ".".join(str(versions["host"]["python"]).split(".")[:3])
