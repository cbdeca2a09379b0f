"""`make ui`: print the addresses of the tables of runs that `track` logged, and serve MLflow's UI.

An address says what MLflow 3 does not keep in its database: that an experiment opens with its runs,
not with traces of language models, and with which columns.
"""

import os
import socket
import sys
from collections.abc import Mapping

from benchmarks.contract.errors import UserError
from benchmarks.tracking import place
from benchmarks.tracking.health import ANEW, is_empty, reason, refuse_damaged
from benchmarks.tracking.place import ARTIFACTS, DATABASE, LOCAL
from benchmarks.tracking.views import VIEW, VIEW_TAG

HOST = "127.0.0.1"
_NAMES = (HOST, "localhost")  # MLflow's own list has `10.*`, which a name such as 10.evil.org fits


def serve(port: int) -> None:
    """Print an address for each experiment and serve the UI until it is interrupted.

    Raises UserError for a database that has nothing or cannot be used, or a port that is taken.
    """
    refuse_damaged(DATABASE, ARTIFACTS)
    if is_empty(DATABASE):
        raise UserError(f"{DATABASE} has nothing: `make track` logs what reports/ holds")
    place.uri()  # sets the environment
    try:
        addresses = _addresses(port)
    except Exception as error:  # another version's, in words of MLflow
        raise UserError(f"{DATABASE}: cannot be opened ({reason(error)}); {ANEW}.") from error
    _refuse_busy(port)
    for line in addresses:
        print(line, flush=True)
    words = [sys.executable, *command(port)]
    os.execve(sys.executable, words, environment(os.environ))  # noqa: S606 (Ctrl+C ends MLflow itself)


def _refuse_busy(port: int) -> None:
    """Raise UserError for a port that another process has, which MLflow says in twenty lines."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
        except OSError as error:
            other = f"choose another: make ui PORT={port + 1}"
            raise UserError(f"port {port} cannot be used ({error.strerror}); {other}") from error


def _addresses(port: int) -> list[str]:
    """Return a line with the address of each experiment of ours."""
    from mlflow.tracking import MlflowClient

    from benchmarks.tracking.mlflow_private import relocate

    relocate(DATABASE, ARTIFACTS)
    client, lines = MlflowClient(tracking_uri=LOCAL), []
    for experiment in client.search_experiments(order_by=["experiment_id ASC"]):
        if VIEW_TAG in experiment.tags:
            identity = experiment.experiment_id
            home = f"http://{HOST}:{port}/#/experiments/{identity}/runs"
            columns = f"&viewStateShareKey={VIEW}"
            lines.append(f"{experiment.name:24} {home}?workflowType=machine_learning{columns}")
    return lines


def command(port: int) -> list[str]:
    """Return how MLflow is started: for this machine's own names, and without taking files."""
    names = ",".join(f"{name}:{port}" for name in _NAMES)
    origins = ",".join(f"http://{name}:{port}" for name in _NAMES)
    stores = ["--backend-store-uri", LOCAL, "--default-artifact-root", str(ARTIFACTS.resolve())]
    doors = ["--allowed-hosts", names, "--cors-allowed-origins", origins, "--no-serve-artifacts"]
    listening = ["--host", HOST, "--port", str(port), "--workers", "1"]
    return ["-m", "mlflow", "server", *stores, *doors, *listening]


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Return variables without those by which MLflow would open other doors, such as its host."""
    ours = place.SETTINGS.items()
    return {name: value for name, value in variables.items() if not name.startswith("MLFLOW_")} | {
        **dict(ours),
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
    }
