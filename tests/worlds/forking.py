"""The process that `forked` starts: it imports packages, then forks one that runs each module."""

import atexit
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import numpy as np


def asked(connection: socket.socket) -> tuple[list[str], str, dict[str, str], list[int]] | None:
    """Return what is to run, where, with which variables and outputs; None at the end."""
    head, files, _, _ = socket.recv_fds(connection, 8, 2)
    if not head:
        return None
    text = bytearray()
    while len(text) < int.from_bytes(head, "big"):
        text += connection.recv(1 << 16)
    return (*json.loads(text), files)


def places(environment: Mapping[str, str]) -> list[str]:
    """Return the folders of PYTHONPATH, as Python puts them before its own."""
    folders = environment.get("PYTHONPATH", "").split(os.pathsep)
    return [str(Path(folder).absolute()) for folder in folders if folder]


def become(
    command: list[str], folder: str, environment: dict[str, str], outputs: list[int]
) -> None:
    """Be as a process that `python -m COMMAND` has just started."""
    before = places(os.environ)
    os.chdir(folder)
    sys.path[1:] = [*places(environment), *(path for path in sys.path[1:] if path not in before)]
    os.environ.clear()
    os.environ.update(environment)
    for file, stream in zip(outputs, (1, 2), strict=True):
        os.dup2(file, stream)
        os.close(file)
    sys.argv[1:] = command[1:]
    sys.orig_argv = [sys.executable, "-m", *command]
    sys.path[0] = folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "tests"]:
        del sys.modules[name]
    importlib.invalidate_caches()
    np.random.seed()  # noqa: NPY002  who forgets a seed must not get the same twice


def serve(connection: socket.socket) -> list[str] | None:
    """Fork and wait until there is no more to run; in the process forked, return what that is."""
    while request := asked(connection):
        if (child := os.fork()) == 0:
            connection.close()
            become(*request)
            return request[0]
        for file in request[-1]:
            os.close(file)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        connection.sendall(status.to_bytes(8, "big", signed=True))
    return None


def end(module: str) -> NoReturn:
    """Run a module and end as it would, but for the removal of all that is imported."""
    status: object = 0
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        status = ended.code
    except KeyboardInterrupt:  # of which the interpreter dies in the end
        traceback.print_exc()
        sys.stdout.flush()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    except BaseException:
        traceback.print_exc()
        status = 1
    if status is not None and not isinstance(status, int):  # as the interpreter does with it
        sys.stderr.write(f"{status}\n")
        status = 1
    threading._shutdown()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(int(status or 0))


if __name__ == "__main__":
    for package in sys.argv[2:]:
        with suppress(ImportError):  # what needs it says so itself
            importlib.import_module(package)
    gc.collect()
    gc.freeze()  # what is imported is not looked at again, so that processes go on sharing it
    to_run = serve(socket.socket(fileno=int(sys.argv[1])))
    if to_run is not None:
        end(to_run[0])
