"""Stage `offline_online`: what an online experiment showed and its logs tell, and planned ones; reports/online.csv."""

from threadpoolctl import threadpool_limits

from benchmarks import datasets
from benchmarks.config import load
from benchmarks.contract import paths
from benchmarks.contract.csv import as_csv
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import write_text
from benchmarks.online import (
    business,
    candidates,
    counterfactual,
    known_truth,
    logged,
    planning,
    simulated_agreement,
    simulated_tests,
)
from benchmarks.online import results as scored
from benchmarks.online.rounds import arrays
from benchmarks.online.rows import COLUMNS, Row

TABLE = paths.REPORTS / "online.csv"
OF_LOGS = (logged, counterfactual, candidates, known_truth)  # each has rows(logs, settings)
OF_SCORES = (
    planning,
    simulated_tests,
    simulated_agreement,
    business,
)  # each has rows(results, settings)


def offline_online() -> None:
    """Write the rows of all topics, sorted."""
    everything = load.load()
    settings = everything.online
    if settings is None:
        raise UserError(f"{paths.PARAMS}: no block `online`; it says which log to read and how.")
    read = datasets.load_log(settings.reader).read(paths.raw(settings.logs))
    logs = {
        name: {policy: arrays(log) for policy, log in served.items()}
        for name, served in read.items()
    }
    results = [
        found
        for name in settings.plan.benchmarks
        if (found := scored.read(name, everything)) is not None
    ]
    with threadpool_limits(limits=1):  # the bytes must not depend on the cores
        rows = [row for topic in OF_LOGS for row in topic.rows(logs, settings)]
        rows += [row for topic in OF_SCORES for row in topic.rows(results, settings)]
    write_text(TABLE, as_csv(COLUMNS, sorted(rows, key=_order)))
    print(f"{TABLE}: {len(rows)} rows")


def _order(row: Row) -> tuple[str, ...]:
    return tuple(
        str(row.get(name, ""))
        for name in ("topic", "source", "subject", "measure", "method", "kind")
    )
