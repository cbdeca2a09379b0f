"""Where MLflow keeps what `track` logs, and how it is spoken to; without importing it."""

import os
from pathlib import Path

DATABASE = Path("mlflow.db")
ARTIFACTS = Path("mlruns")
LOCAL = f"sqlite:///{DATABASE}"
_SETTINGS = {
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "10",
    "MLFLOW_DISABLE_TELEMETRY": "true",
}


def uri() -> str:
    """Return the address of MLflow: of `MLFLOW_TRACKING_URI`, or of the database in this folder.

    An empty variable is as good as none.
    """
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    return os.environ.get("MLFLOW_TRACKING_URI") or LOCAL
