"""What is sent to the workers of a cluster: content under its digest, and commands to run on it.

Each content is a task of its own with its digest as key, so that a worker gets it once, and what is
lost with a worker is had again; data that were scattered would be gone.
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


class Sender:
    """Sends content to a cluster, each once, and commands to single workers."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._perform = carried(perform)
        self._kept: OrderedDict[str, tuple[Future, int]] = OrderedDict()
        self._lock = threading.Lock()
        self._run, self._numbers = uuid.uuid4().hex[:8], itertools.count()

    def inputs(self, worker: str, needed: Iterable[Path] = ()) -> dict[str, Future]:
        """Return the content of files and folders by their paths, the code of all among them.

        worker : who gets what nobody has yet, so that those who are refused are passed by
        What is not there is not sent: the command will say so.
        """
        outside = [path for path in needed if path.exists() and not _is_code(path)]
        with self._lock:
            return {path.as_posix(): self._content(path, worker) for path in (*_CODE, *outside)}

    def _content(self, path: Path, worker: str) -> Future:
        parcel = parcels.pack(path)
        key = f"blob-{hashlib.md5(parcel, usedforsecurity=False).hexdigest()}"
        if key not in self._kept:
            content = self._client.submit(
                bytes, parcel, key=key, pure=False, workers=[worker], allow_other_workers=True
            )
            self._kept[key] = content, len(parcel)
        self._kept.move_to_end(key)
        wanted, _ = self._kept[key]
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
