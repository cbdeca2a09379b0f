"""`make ui`: open the MLflow UI on what `track` logged, at its tables of runs.

MLflow 3 keeps in the browser, not in the database, whether an experiment opens with traces of
language models or with its table of runs, and which columns the table has. So the page that it
serves gets a script that sets both where the browser knows nothing yet; the addresses that are
printed carry both and do without it.
"""

import json
import os
from pathlib import Path
from typing import Any

from benchmarks.contract.errors import UserError
from benchmarks.stages.track import DATABASE, LOCAL, relocate
from benchmarks.tracking.records import REPORT, VIEW

_VIEW = f"mlflow.sharedViewState.{VIEW}"


def serve(port: int) -> None:
    """Print an address for each experiment and serve the UI until it is interrupted."""
    if not DATABASE.exists():
        raise UserError(f"{DATABASE} is not here: `make track` logs what reports/ holds")
    relocate()
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ["_MLFLOW_SERVER_FILE_STORE"] = LOCAL  # as `mlflow ui --backend-store-uri` does
    os.environ["_MLFLOW_SERVER_ARTIFACT_ROOT"] = str(Path("mlruns").resolve())
    import uvicorn
    from mlflow.server import app as pages
    from mlflow.server.fastapi_app import app
    from mlflow.tracking import MlflowClient

    found = MlflowClient(tracking_uri=LOCAL).search_experiments(order_by=["experiment_id ASC"])
    for name, address in addresses(found, port):
        print(f"{name:24} {address}", flush=True)
    script = opening(found).encode()

    @pages.after_request
    def greet(response: Any) -> Any:
        if (
            response.mimetype == "text/html"
            and response.status_code == 200
            and response.is_streamed
        ):
            response.direct_passthrough = False
            response.set_data(response.get_data().replace(b"<head>", b"<head>" + script, 1))
        return response

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


def addresses(experiments: list[Any], port: int) -> list[tuple[str, str]]:
    """Return the name and address of each experiment's table of runs, with the columns that `track` chose."""
    return [
        (
            experiment.name,
            f"http://127.0.0.1:{port}/#/experiments/{experiment.experiment_id}/runs?workflowType=machine_learning"
            + (f"&viewStateShareKey={VIEW}" if _VIEW in experiment.tags else ""),
        )
        for experiment in experiments
        if _VIEW in experiment.tags or experiment.name == REPORT
    ]


def opening(experiments: list[Any]) -> str:
    """Return the script that opens each experiment at its table of runs, unless the browser knows better."""
    known = {
        "mlflow.workflowType_v1": '"machine_learning"',
        "mlflow.assistant.fab.autoOpenedOnFirstLoad_v1": "true",
    }
    for experiment in experiments:
        if _VIEW in experiment.tags:
            key = f'MLflowLocalStorage-1.1-ExperimentPage-["{experiment.experiment_id}"]-ReactComponentState'
            known[key] = json.loads(experiment.tags[_VIEW])["state"]
    safe = json.dumps(known).replace("<", "\\u003c")
    missing = "if (localStorage.getItem(key) === null) localStorage.setItem(key, value)"
    return f"<script>for (const [key, value] of Object.entries({safe})) {missing}</script>"
