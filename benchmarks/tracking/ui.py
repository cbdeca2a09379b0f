"""`make ui`: print the addresses of the tables of runs that `track` logged, and serve MLflow's UI.

An address says what MLflow 3 does not keep in its database: that an experiment opens with its runs,
not with traces of language models, and with which columns.
"""

import os
import sys

from benchmarks.contract.errors import UserError
from benchmarks.tracking.columns import VIEW, VIEW_TAG
from benchmarks.tracking.place import ARTIFACTS, DATABASE, LOCAL, uri
from benchmarks.tracking.records import REPORT


def serve(port: int) -> None:
    """Print an address for each experiment and serve the UI until it is interrupted."""
    if not DATABASE.exists():
        raise UserError(f"{DATABASE} is not here: `make track` logs what reports/ holds")
    uri()  # sets the environment
    from mlflow.tracking import MlflowClient

    from benchmarks.tracking.mlflow_private import relocate

    relocate(DATABASE, ARTIFACTS)
    client = MlflowClient(tracking_uri=LOCAL)
    for experiment in client.search_experiments(order_by=["experiment_id ASC"]):
        if VIEW_TAG in experiment.tags or experiment.name == REPORT:
            home = f"http://127.0.0.1:{port}/#/experiments/{experiment.experiment_id}/runs"
            columns = f"&viewStateShareKey={VIEW}" if VIEW_TAG in experiment.tags else ""
            address = f"{home}?workflowType=machine_learning{columns}"
            print(f"{experiment.name:24} {address}", flush=True)
    stores = ["--backend-store-uri", LOCAL, "--default-artifact-root", str(ARTIFACTS.resolve())]
    command = ["-m", "mlflow", "ui", *stores, "--port", str(port), "--workers", "1"]
    os.execv(sys.executable, [sys.executable, *command])  # noqa: S606 (Ctrl+C ends MLflow itself)
