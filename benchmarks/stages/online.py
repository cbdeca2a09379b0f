"""Stage `online`: what an online experiment showed, what its logs tell, and planned tests."""

from collections.abc import Iterable, Mapping
from typing import Any

from threadpoolctl import threadpool_limits

from benchmarks import datasets
from benchmarks.config import load
from benchmarks.config.model import Params
from benchmarks.contract import paths, reports_online
from benchmarks.contract.csv import write_table
from benchmarks.contract.errors import UserError
from benchmarks.contract.fields import Table
from benchmarks.online import (
    business,
    candidates,
    counterfactual,
    known_truth,
    logged,
    planning,
    scored,
    simulated_tests,
    winners,
)
from benchmarks.online.logged import Logs
from benchmarks.online.rounds import arrays
from benchmarks.online.scored import Ranking, Scored
from benchmarks.online.settings import Online

Rows = Mapping[Table, Iterable[Any]]  # named tuples, whose fields are the table's columns


def online() -> None:
    """Write the tables of reports/online/."""
    params = load.load()
    settings = params.online
    if settings is None:
        raise UserError(f"{paths.PARAMS}: no block `online`; it says which log to read and how.")
    logs, results = _logs(settings), _scored(params, settings)
    with threadpool_limits(limits=1):  # the bytes must not depend on the cores
        tables = {**of_logs(logs, settings), **of_plans(results, settings)}
    for table, rows in tables.items():
        write_table(paths.REPORTS, table, [row._asdict() for row in rows])
    print(f"{paths.REPORTS / 'online'}: {len(tables)} tables")


def of_logs(logs: Logs, settings: Online) -> Rows:
    """Return the rows of the tables that tell of a log."""
    estimates, compared, real = counterfactual.compare(logs, settings)
    valued, of_candidates = candidates.value(logs, settings)
    return {
        reports_online.EXPERIMENTS: logged.experiments(logs, settings.logs),
        reports_online.TESTS: logged.tests(logs, settings.logs, settings.power),
        reports_online.ESTIMATES: estimates,
        reports_online.OVERLAP: [*compared, *of_candidates],
        reports_online.ESTIMATORS: [*real, *known_truth.simulate(logs, settings)],
        reports_online.CANDIDATES: valued,
    }


def of_plans(results: list[Scored], settings: Online) -> Rows:
    """Return the rows of the tables that tell of tests that were not run."""
    plans, detectable = planning.plan(results, settings)
    simulated, powers = simulated_tests.simulate(results, settings)
    compared, clicked = winners.compare(results, settings)
    customers, trade_offs = business.look(results)
    return {
        reports_online.PLANS: plans,
        reports_online.DETECTABLE: detectable,
        reports_online.SIMULATED: simulated,
        reports_online.POWER: powers,
        reports_online.WINNERS: compared,
        reports_online.CLICKS: clicked,
        reports_online.NEW_CUSTOMERS: customers,
        reports_online.TRADE_OFFS: trade_offs,
    }


def _logs(settings: Online) -> Logs:
    read = datasets.load(settings.reader).read(paths.raw(settings.logs))
    return {
        campaign: {policy: arrays(log) for policy, log in served.items()}
        for campaign, served in read.items()
    }


def _scored(params: Params, settings: Online) -> list[Scored]:
    """Read what was scored of the benchmarks that tests are planned for."""
    ranking = Ranking(params.headline, params.list_length, params.comparison.reference)
    results = []
    for benchmark in settings.plan.benchmarks:
        views = [view for view in params.reported() if view.benchmark == benchmark]
        names = {view.view: view.name for view in views}
        results.append(scored.read(benchmark, names, ranking))
    return [benchmark for benchmark in results if benchmark is not None]
