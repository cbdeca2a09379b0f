"""Stage `known_truth`: how the estimators do on simulated logs, where the truth is known."""

from threadpoolctl import threadpool_limits

from benchmarks.contract import paths, reports_of_logs, rows_of_tables
from benchmarks.contract.files import whole_folder
from benchmarks.contract.settings import read_block
from benchmarks.datasets.logs import load
from benchmarks.online.known_truth import simulate
from benchmarks.online.logged import by_campaign
from benchmarks.online.settings import Online


def known_truth() -> None:
    """Write the rows of the table of estimators that are of simulated logs."""
    settings = read_block(Online, "online")
    logs = by_campaign(load(settings.reader).read(paths.raw(settings.logs)))
    with threadpool_limits(limits=1):  # the bytes must not depend on the cores
        rows = [row._asdict() for row in simulate(logs, settings)]
    with whole_folder(paths.known_truth()) as folder:
        rows_of_tables.write(folder, reports_of_logs.ESTIMATORS, rows)
