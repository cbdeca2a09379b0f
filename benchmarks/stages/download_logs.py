"""Stage `download_logs`: fetch the log of the online experiment."""

from benchmarks.contract import paths
from benchmarks.contract.settings import read_block
from benchmarks.datasets.logs import load as load_log
from benchmarks.datasets.obtaining import obtain
from benchmarks.online.settings import Online


def download_logs() -> None:
    """Fill data/raw/<logs> with the log that `online` of params.yaml names."""
    settings = read_block(Online, "online")
    source = obtain(load_log(settings.reader).SOURCES, paths.raw(settings.logs))
    print(f"{settings.logs}: from {source}")
