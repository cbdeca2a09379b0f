"""What is sent to the workers of a cluster: content under its digest, and commands to run on it.

Each content is a task of its own on the worker that is to use it, so that a worker gets it once and
what is lost with a worker is its own alone. Data that were scattered would be gone; and a task that
workers share, on one of them if possible, waits for ever once that one is lost: Dask does not look
at it again when others join.
"""

import hashlib
import itertools
import threading
import uuid
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from pathlib import Path

from distributed import Client, Future

from benchmarks.contract import paths
from benchmarks.running.executors import parcels
from benchmarks.running.executors.remote import carried, perform

# What every command needs, whatever dvc.yaml says that its result depends on.
_CODE = (Path("benchmarks"), Path("baselines"), paths.PARAMS)
_KEPT_BYTES = 2**30  # of content that no task needs now; the oldest beyond that is let go

_Copy = tuple[str, str]  # the address of a worker, and the digest of the content that it has


class Sender:
    """Sends content to a cluster, each once, and commands to single workers."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._perform = carried(perform)
        self._kept: OrderedDict[_Copy, tuple[Future, int]] = OrderedDict()
        self._lock = threading.Lock()
        self._run, self._numbers = uuid.uuid4().hex[:8], itertools.count()

    def inputs(self, worker: str, needed: Iterable[Path] = ()) -> dict[str, Future]:
        """Return the content of files and folders by their paths, the code of all among them.

        worker : the address of who is to use them
        What is not there is not sent: the command will say so.
        """
        outside = [path for path in needed if path.exists() and not _is_code(path)]
        with self._lock:
            return {path.as_posix(): self._content(path, worker) for path in (*_CODE, *outside)}

    def forget(self, worker: str) -> None:
        """Let go what a worker has that gets no work any more."""
        with self._lock:
            for copy in [copy for copy in self._kept if copy[0] == worker]:
                del self._kept[copy]

    def _content(self, path: Path, worker: str) -> Future:
        parcel = parcels.pack(path)
        digest = hashlib.md5(parcel, usedforsecurity=False).hexdigest()
        copy = worker, digest
        if copy not in self._kept:
            key = f"blob-{self._run}-{worker}-{digest}"
            content = self._client.submit(bytes, parcel, key=key, pure=False, workers=[worker])
            self._kept[copy] = content, len(parcel)
        self._kept.move_to_end(copy)
        wanted, _ = self._kept[copy]
        while sum(size for _, size in self._kept.values()) > _KEPT_BYTES:
            self._kept.popitem(last=False)
        return wanted

    def command(
        self,
        arguments: Iterable[str],
        inputs: Mapping[str, Future],
        outputs: Iterable[Path],
        worker: str,
    ) -> Future:
        """Run python with arguments on a worker, and on no other."""
        made = [path.as_posix() for path in outputs]
        return self._client.submit(
            self._perform,
            list(arguments),
            dict(inputs),
            made,
            key=f"levelground-{self._run}-{next(self._numbers)}",
            pure=False,
            workers=[worker],
            allow_other_workers=False,
        )


def _is_code(path: Path) -> bool:
    """Tell whether a path is sent with what every command needs."""
    return any(path == code or code in path.parents for code in _CODE)
