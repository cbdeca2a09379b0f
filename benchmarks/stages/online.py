"""Stage `online`: what an online experiment showed, what its logs tell, and planned tests."""

from collections.abc import Iterable, Mapping
from typing import Any

from threadpoolctl import threadpool_limits

from benchmarks.contract import paths, reports_of_logs, reports_of_plans, rows_of_tables
from benchmarks.contract.csv import Row, write_table
from benchmarks.contract.fields import Table
from benchmarks.contract.settings import read_block
from benchmarks.datasets.logs import load as load_log
from benchmarks.online import candidates, counterfactual, logged
from benchmarks.online.logged import Logs, by_campaign
from benchmarks.online.settings import Online

Rows = Mapping[Table, Iterable[Any]]  # named tuples, whose fields are the table's columns


def online() -> None:
    """Write the tables of reports/online/."""
    settings = read_block(Online, "online")
    logs = by_campaign(load_log(settings.reader).read(paths.raw(settings.logs)))
    with threadpool_limits(limits=1):  # the bytes must not depend on the cores
        of_experiment = of_logs(logs, settings)
    tables = {table: [row._asdict() for row in rows] for table, rows in of_experiment.items()}
    simulated = rows_of_tables.read(paths.known_truth(), reports_of_logs.ESTIMATORS)
    tables[reports_of_logs.ESTIMATORS] += simulated
    tables |= {table: _of_plans(table, settings) for table in reports_of_plans.OF_PLANS}
    for table, rows in tables.items():
        write_table(paths.REPORTS, table, rows)
    print(f"{paths.REPORTS / 'online'}: {len(tables)} tables")


def of_logs(logs: Logs, settings: Online) -> Rows:
    """Return the rows of the tables that tell of a log."""
    estimates, compared, real = counterfactual.compare(logs, settings)
    valued, of_candidates = candidates.value(logs, settings)
    return {
        reports_of_logs.EXPERIMENTS: logged.experiments(logs, settings.logs),
        reports_of_logs.TESTS: logged.tests(logs, settings.logs, settings.power),
        reports_of_logs.ESTIMATES: estimates,
        reports_of_logs.OVERLAP: [*compared, *of_candidates],
        reports_of_logs.ESTIMATORS: real,
        reports_of_logs.CANDIDATES: valued,
    }


def _of_plans(table: Table, settings: Online) -> list[Row]:
    """Return what `online_plans` wrote of each benchmark."""
    rows: list[Row] = []
    for benchmark in settings.plan.benchmarks:
        rows += rows_of_tables.read(paths.online_plans(benchmark), table)
    return rows
