"""Where MLflow keeps what `track` logs, and how it is spoken to; without importing it."""

import os
from pathlib import Path

DATABASE = Path("mlflow.db")
ARTIFACTS = Path("mlruns")
LOCAL = f"sqlite:///{DATABASE}"
SETTINGS = {
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "10",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
}


def uri() -> str:
    """Return the address of MLflow: of `MLFLOW_TRACKING_URI`, or of the database in this folder.

    An empty variable, or one of blanks, is as good as none.
    """
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    if not os.environ.get("MLFLOW_TRACKING_URI", "").strip():
        os.environ.pop("MLFLOW_TRACKING_URI", None)  # MLflow itself would take it for a folder
    return os.environ.get("MLFLOW_TRACKING_URI", LOCAL).strip()
