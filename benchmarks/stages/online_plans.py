"""Stage `online_plans`: plan and simulate online tests of a benchmark's baselines."""

from collections.abc import Iterable, Mapping
from typing import Any

from threadpoolctl import threadpool_limits

from benchmarks.contract import paths, reports_of_plans, rows_of_tables
from benchmarks.contract.documents import ScorePlan
from benchmarks.contract.fields import Table
from benchmarks.contract.files import whole_folder
from benchmarks.contract.settings import read_block
from benchmarks.online import business, earlier, planning, simulated_tests, winners
from benchmarks.online.scored import Ranking, Scored
from benchmarks.online.settings import Online

Rows = Mapping[Table, Iterable[Any]]  # named tuples, whose fields are the table's columns


def online_plans(benchmark: str) -> None:
    """Write a benchmark's rows of the tables in reports/online/ that tell of planned tests."""
    settings = read_block(Online, "online")
    results = _scored(ScorePlan.read(paths.score_plan(benchmark)))
    with threadpool_limits(limits=1):  # the bytes must not depend on the cores
        tables = of_plans([] if results is None else [results], settings)
    with whole_folder(paths.online_plans(benchmark)) as folder:
        for table, rows in tables.items():
            rows_of_tables.write(folder, table, [row._asdict() for row in rows])


def of_plans(results: list[Scored], settings: Online) -> Rows:
    """Return the rows of the tables that tell of tests that were not run."""
    plans, detectable = planning.plan(results, settings)
    simulated, powers = simulated_tests.simulate(results, settings)
    compared, clicked = winners.compare(results, settings)
    customers, trade_offs = business.look(results)
    return {
        reports_of_plans.PLANS: plans,
        reports_of_plans.DETECTABLE: detectable,
        reports_of_plans.SIMULATED: simulated,
        reports_of_plans.POWER: powers,
        reports_of_plans.WINNERS: compared,
        reports_of_plans.CLICKS: clicked,
        reports_of_plans.NEW_CUSTOMERS: customers,
        reports_of_plans.TRADE_OFFS: trade_offs,
    }


def _scored(plan: ScorePlan) -> Scored | None:
    ranking = Ranking(plan.headline, plan.list_length, plan.comparison.reference)
    names = {view.view: view.name for view in plan.reported()}
    return earlier.read(plan.benchmark, names, ranking, plan.baselines)
