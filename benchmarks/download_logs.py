"""Stage `download_logs`: fetch the log of the online experiment from the first source that answers."""

from benchmarks import datasets
from benchmarks.shared import params, paths
from benchmarks.shared.errors import UserError, run_stage
from benchmarks.sources import obtain


def download_logs() -> None:
    """Fill data/raw/<logs> with the log that `online` of params.yaml names."""
    settings = params.load().online
    if settings is None:
        raise UserError(f"{paths.PARAMS}: no block `online`; it says which log to read and how.")
    source = obtain(datasets.load(settings.reader).SOURCES, paths.raw(settings.logs))
    print(f"{settings.logs}: from {source}")


if __name__ == "__main__":
    run_stage(download_logs)
