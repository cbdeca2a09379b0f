"""Python modules run as `python -m` in a process forked from one that has slow imports behind it.

Of what a small command takes, most is the import of other people's packages. Only those are
imported before the fork: the modules of a clone are read in each process, as they are by then.
"""

import array
import atexit
import json
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

SLOW = """
numpy scipy.linalg scipy.sparse scipy.special scipy.stats pyarrow.compute pyarrow.parquet pandas
pydantic click ruamel.yaml psutil dvc.cli.parser dvc.repo.index dvc.repo.reproduce dvc.dvcfile
dvc.stage.cache dvc_data.index dulwich.repo networkx pygtrie sqlalchemy alembic mlflow.tracking
mlflow.store.db.utils mlflow.store.tracking.sqlalchemy_store jinja2 lxml.html PIL.Image
matplotlib.figure matplotlib.backends.backend_agg matplotlib.backends.backend_pdf
matplotlib.backends.backend_svg
"""
# A process is forked safely only while it has one thread, as in benchmarks/running/executors.
_ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
_OF_A_CALL = (
    *("PYTEST_CURRENT_TEST", "LEVELGROUND_CACHE", "PYTHONPATH", "OLDPWD", "PWD"),
    *_ONE_THREAD,
)


class Server:
    """A process that forks one for each module to run, one at a time."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._ours, theirs = socket.socketpair()
        given = [str(theirs.fileno()), *SLOW.split()]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.worlds.forking", *given],
            cwd=Path(__file__).parents[2],
            env=environment | _ONE_THREAD,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        self._environment = _lasting(environment)
        atexit.register(self._end)

    def serves(self, environment: dict[str, str]) -> bool:
        """Tell whether it may: what packages read as they are imported must be the same."""
        return _lasting(environment) == self._environment

    def run(
        self, command: tuple[str, ...], folder: Path, environment: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Do what `python -m COMMAND` does in a folder."""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            asked = json.dumps([command, str(folder), environment]).encode()
            files = array.array("i", [out.fileno(), err.fileno()])
            ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)]
            self._ours.sendmsg([len(asked).to_bytes(8, "big")], ancillary)
            self._ours.sendall(asked)
            answer = self._ours.recv(8)
            assert len(answer) == 8, f"the server of forks ended before {command} did"
            status = int.from_bytes(answer, "big", signed=True)
            texts = []
            for stream in (out, err):
                stream.seek(0)
                texts.append(stream.read().decode())
        return subprocess.CompletedProcess(command, status, *texts)

    def _end(self) -> None:
        self._ours.close()
        self._process.wait()


def _lasting(environment: dict[str, str]) -> dict[str, str]:
    """Return the variables that are the same for all calls of the small clone."""
    return {name: value for name, value in environment.items() if name not in _OF_A_CALL}


_servers: list[Server] = []  # at most one


def run(
    command: tuple[str, ...], folder: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Do what `python -m COMMAND` does in a folder, with these variables."""
    if not _servers:
        _servers.append(Server(environment))
    if _servers[0].serves(environment):
        return _servers[0].run(command, folder, environment)
    alone = [sys.executable, "-m", *command]
    return subprocess.run(alone, cwd=folder, capture_output=True, text=True, env=environment)
