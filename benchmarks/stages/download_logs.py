"""Stage `download_logs`: fetch the log of the online experiment from the first source that answers."""

from benchmarks import datasets
from benchmarks.config import load
from benchmarks.contract import paths
from benchmarks.contract.errors import UserError
from benchmarks.datasets.sources import obtain


def download_logs() -> None:
    """Fill data/raw/<logs> with the log that `online` of params.yaml names."""
    settings = load.load().online
    if settings is None:
        raise UserError(f"{paths.PARAMS}: no block `online`; it says which log to read and how.")
    source = obtain(datasets.load_log(settings.reader).SOURCES, paths.raw(settings.logs))
    print(f"{settings.logs}: from {source}")
