"""Stage `offline_online`: what an online experiment showed, and what its logs tell; reports/online.csv."""

from threadpoolctl import threadpool_limits

from benchmarks import datasets
from benchmarks.csvs import as_csv
from benchmarks.online import candidates, counterfactual, known_truth, logged
from benchmarks.online.rounds import arrays
from benchmarks.online.rows import COLUMNS, Row
from benchmarks.shared import params, paths
from benchmarks.shared.errors import UserError, run_stage
from benchmarks.shared.files import write_text

TABLE = paths.REPORTS / "online.csv"
TOPICS = (logged, counterfactual, candidates, known_truth)  # each has rows(logs, settings)


def offline_online() -> None:
    """Write the rows of all topics, sorted."""
    settings = params.load().online
    if settings is None:
        raise UserError(f"{paths.PARAMS}: no block `online`; it says which log to read and how.")
    read = datasets.load(settings.reader).read(paths.raw(settings.logs))
    logs = {name: {policy: arrays(log) for policy, log in served.items()} for name, served in read.items()}
    with threadpool_limits(limits=1):  # the bytes must not depend on the cores
        rows = [row for topic in TOPICS for row in topic.rows(logs, settings)]
    write_text(TABLE, as_csv(COLUMNS, sorted(rows, key=_order)))
    print(f"{TABLE}: {len(rows)} rows")


def _order(row: Row) -> tuple[str, ...]:
    return tuple(str(row.get(name, "")) for name in ("topic", "source", "subject", "measure", "method", "kind"))


if __name__ == "__main__":
    run_stage(offline_online)
