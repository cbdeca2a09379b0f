"""The one place that calls what DVC does not promise to keep; all of it was seen in DVC 3.67.

For hundreds of stages the public commands cost more than the stages: `dvc repro` runs one at a
time, `dvc commit --force` takes 1.5 CPU seconds for each, as it reads and writes all of dvc.lock,
and no command says whether the run cache holds a stage. The private calls:

| call | for |
|---|---|
| `Repo.lock`, `rwlock` | not to meet another DVC process |
| `Repo.index.stages`, `.graph` | the stages as objects, and which needs which |
| `Stage.status` | whether a stage is up to date |
| `Stage.remove_outs`, `Repo.stage_cache.restore` | its outputs out of the run cache |
| `Stage.save`, `.commit` | what it made into DVC's cache |
| `Lockfile.dump_stages` | many stages in one writing of dvc.lock |
| `COMPILED_LOCKFILE_SCHEMA` | whether DVC can read a dvc.lock |

`missing` says what is gone. Plain `dvc repro` then does the same, serially; a test fails on such a
DVC.
"""

import logging
import os
import shlex
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from dvc.dvcfile import Lockfile
from dvc.exceptions import DvcException
from dvc.lock import LockError
from dvc.output import Output
from dvc.repo import Repo
from dvc.repo.index import Index
from dvc.rwlock import rwlock
from dvc.schema import COMPILED_LOCKFILE_SCHEMA
from dvc.stage import Stage
from dvc.stage.cache import StageCache
from dvc.utils.serialize import ParseError, load_yaml
from dvc_data.hashfile.hash_info import HashInfo
from voluptuous import Invalid

from benchmarks.contract import paths
from benchmarks.running import dvc, lockfile
from benchmarks.running.executors.executor import Task

try:
    from dvc.stage.cache import RunCacheNotFoundError
except ImportError:  # nothing to restore without it
    RunCacheNotFoundError = None

_SECONDS_BETWEEN_WRITES = 60  # what a kill loses is in the run cache
_DRAFT = Path(".dvc/tmp/dvc.lock")  # beside it on the same disk, so that it can take its place
_MADE = ("data", "runs")  # folders of what stages make, beside the report
_OURS = ["python", "-m", "benchmarks"]  # how the command of a stage begins
_PRIVATE = (
    (Repo, "index"),
    (Index, "graph"),
    (StageCache, "restore"),
    (Stage, "status"),
    (Stage, "remove_outs"),
    (Stage, "save"),
    (Stage, "commit"),
    (Lockfile, "dump_stages"),
)
Result = TypeVar("Result")


def missing() -> list[str]:
    """Return the private names that the installed DVC lacks."""
    gone = [f"{owner.__name__}.{name}" for owner, name in _PRIVATE if not hasattr(owner, name)]
    if RunCacheNotFoundError is None:
        gone.append("RunCacheNotFoundError")
    return gone


@contextmanager
def locked() -> Iterator[None]:
    """Hold DVC's lock, so that no other process of it reads or writes what it keeps."""
    lock = _patiently(Repo).lock
    _patiently(lock.lock)
    try:
        yield
    finally:
        lock.unlock()


@contextmanager
def claimed() -> Iterator["Stages"]:
    """Yield the stages of the study, whose outputs no other DVC process may touch meanwhile."""
    repo, command = _patiently(Repo), " ".join(sys.argv)  # as DVC names this process itself
    made = [*(paths.home() / folder for folder in _MADE), paths.REPORTS]
    outputs = [str(Path(repo.root_dir, folder)) for folder in made]
    links = repo.config["core"].get("hardlink_lock", False)
    claim = partial(rwlock, repo.tmp_dir, repo.fs, command, [], outputs, links)
    with ExitStack() as held:
        _patiently(lambda: held.enter_context(claim()))
        yield Stages()


class Stages:
    """The stages of the study as DVC has them, and its record of what they made.

    tasks : those that are commands of ours, by name, in the order of dvc.yaml
    needs : the stages that each reads something of
    """

    def __init__(self) -> None:
        logging.getLogger("dvc").setLevel(logging.WARNING)  # not a line for each writing
        self._repo = _patiently(Repo)
        own = Path(dvc.file_of()).resolve()
        every = _patiently(lambda: self._repo.index.stages)
        self._stages: dict[str, Stage] = {}
        for stage in every:
            if Path(stage.path).resolve() == own and _is_ours(stage):
                self._stages[stage.name] = stage
        graph = _patiently(lambda: self._repo.index.graph)
        tasks, needs = {}, {}
        for name, stage in self._stages.items():
            tasks[name] = self._task(stage)
            upstream = {needed.name for needed in graph.successors(stage)}
            needs[name] = upstream & self._stages.keys()
        self.tasks: Mapping[str, Task] = tasks
        self.needs: Mapping[str, set[str]] = needs
        self._begun: dict[str, dict[str, HashInfo]] = {}  # what stages were to read
        self._unwritten: list[Stage] = []
        self._written_at = time.monotonic()

    def _task(self, stage: Stage) -> Task:
        command = shlex.split(stage.cmd)[len(_OURS) :]
        inputs, outputs = self._paths(stage.deps), self._paths(stage.outs)
        return Task(stage.name, tuple(command), inputs, outputs)

    def _paths(self, of_stage: Iterable[Output]) -> tuple[Path, ...]:
        root = self._repo.root_dir
        return tuple(Path(os.path.relpath(each.fs_path, root)) for each in of_stage)

    def is_stale(self, name: str) -> bool:
        """Tell whether DVC would run a stage again."""
        return _patiently(lambda: self._is_stale(self._stages[name]))

    def _is_stale(self, stage: Stage) -> bool:
        with self._repo.lock:
            return bool(stage.status())

    def restore(self, name: str) -> bool:
        """Put in place of old outputs what the run cache holds; return whether it held them."""
        is_restored = _patiently(lambda: self._restore(self._stages[name]))
        if is_restored:
            self.add(name)
        return is_restored

    def _restore(self, stage: Stage) -> bool:
        with self._repo.lock:
            stage.remove_outs()
            try:
                self._repo.stage_cache.restore(stage)
            except RunCacheNotFoundError:
                self._begun[stage.name] = _read_by(stage)
                return False
        return True

    def add(self, name: str) -> None:
        """Save a stage's outputs in DVC's cache, unless what it reads is not what it was."""
        stage = self._stages[name]
        before = _recorded(stage)
        if changed := _patiently(lambda: self._save(stage)):
            said = f"{', '.join(changed)} changed while it ran, so that it will run again"
            print(f"{name} is not recorded: {said}", file=sys.stderr, flush=True)
            return
        if not stage.always_changed or stage.cmd_changed or _recorded(stage) != before:
            self._unwritten.append(stage)  # one that runs every time often read what it had
        if time.monotonic() - self._written_at > _SECONDS_BETWEEN_WRITES:
            self.write()

    def _save(self, stage: Stage) -> list[str]:
        """Save a stage; if what it reads has changed since it began, return that instead."""
        with self._repo.lock:
            stage.save_deps()
            now = _read_by(stage)
            begun = {} if stage.always_changed else self._begun.pop(stage.name, {})
            changed = [path for path, content in begun.items() if now[path] != content]
            if not changed:
                stage.save()
                stage.commit()
        return changed

    def write(self) -> None:
        """Write the saved stages to a copy of dvc.lock, which then takes its place.

        DVC writes these stages alone: to read and write all of it would take it many seconds.
        """
        if self._unwritten:
            _patiently(self._dump)
        self._unwritten, self._written_at = [], time.monotonic()

    def _dump(self) -> None:
        with self._repo.lock:
            _DRAFT.unlink(missing_ok=True)
            lock = paths.lock()
            before = lock.read_text(encoding="utf-8") if lock.exists() else lockfile.HEAD
            self._dump_into_draft()
            saved = _DRAFT.read_text(encoding="utf-8")
            if lockfile.is_apart(before) and lockfile.is_apart(saved):
                _DRAFT.write_text(lockfile.renewed(before, saved), encoding="utf-8")
            elif lock.exists():  # somebody wrote it otherwise, or DVC does, which DVC can read
                shutil.copy(lock, _DRAFT)
                self._dump_into_draft()
            _DRAFT.replace(lock)

    def _dump_into_draft(self) -> None:
        Lockfile(self._repo, str(_DRAFT)).dump_stages(self._unwritten, update_pipeline=False)


def _is_ours(stage: Stage) -> bool:
    return isinstance(stage.cmd, str) and shlex.split(stage.cmd)[: len(_OURS)] == _OURS


def _read_by(stage: Stage) -> dict[str, HashInfo]:
    """Return what a stage reads, by path, as DVC saw it last."""
    return {each.def_path: each.hash_info for each in stage.deps}


def _recorded(stage: Stage) -> tuple[object, ...]:
    """Return what dvc.lock has or will have of a stage."""
    return tuple((each.def_path, each.hash_info) for each in (*stage.deps, *stage.outs))


def _patiently(act: Callable[[], Result]) -> Result:
    """Do what may meet a file that another DVC process reads or writes, until it is free.

    Raises UserError with DVC's own reason where it fails.
    """
    waiting = False
    while True:
        try:
            return act()
        except LockError as error:
            if not waiting:
                who = dvc.holder() or " ".join(str(error).split())
                print(f"waiting for another DVC process: {who}", file=sys.stderr, flush=True)
            waiting = True
            time.sleep(dvc.RETRY_SECONDS)
        except (DvcException, OSError) as error:
            raise dvc.failed("DVC", " ".join(": ".join(dvc.causes(error)).split())) from error


def is_whole(lock: Path) -> bool:
    """Tell whether DVC can read a dvc.lock; one that was cut in its writing it mostly cannot."""
    try:
        COMPILED_LOCKFILE_SCHEMA(load_yaml(lock))
    except (ParseError, Invalid):
        return False
    return True
