"""The tables of reports/online/, read as the rows that the stage `online` wrote."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.contract import reading, reports_of_logs, reports_of_plans
from benchmarks.contract.fields import Table
from benchmarks.contract.rows_of_logs import (
    Candidate,
    Estimate,
    Estimator,
    Experiment,
    Overlap,
    PolicyTest,
)
from benchmarks.contract.rows_of_plans import (
    Clicked,
    Detectable,
    NewCustomers,
    Planned,
    Power,
    Simulated,
    TradeOff,
    Winner,
)


@dataclass(frozen=True)
class OnlineTables:
    """All tables of reports/online/, each in the order of its key."""

    experiments: list[Experiment]
    tests: list[PolicyTest]
    estimates: list[Estimate]
    overlap: list[Overlap]
    estimators: list[Estimator]
    candidates: list[Candidate]
    plans: list[Planned]
    detectable: list[Detectable]
    simulated: list[Simulated]
    power: list[Power]
    winners: list[Winner]
    clicks: list[Clicked]
    new_customers: list[NewCustomers]
    trade_offs: list[TradeOff]


ROWS: dict[Table, Any] = {  # what a row of each table is read as
    reports_of_logs.EXPERIMENTS: Experiment,
    reports_of_logs.TESTS: PolicyTest,
    reports_of_logs.ESTIMATES: Estimate,
    reports_of_logs.OVERLAP: Overlap,
    reports_of_logs.ESTIMATORS: Estimator,
    reports_of_logs.CANDIDATES: Candidate,
    reports_of_plans.PLANS: Planned,
    reports_of_plans.DETECTABLE: Detectable,
    reports_of_plans.SIMULATED: Simulated,
    reports_of_plans.POWER: Power,
    reports_of_plans.WINNERS: Winner,
    reports_of_plans.CLICKS: Clicked,
    reports_of_plans.NEW_CUSTOMERS: NewCustomers,
    reports_of_plans.TRADE_OFFS: TradeOff,
}


def read(folder: Path) -> OnlineTables | None:
    """Read the tables of a report; None where the stage has not run.

    Raises UserError where some of them are there and others missing.
    """
    if not (folder / "online").exists():
        return None
    tables = {}
    for table, kind in ROWS.items():
        name = table.name.removeprefix("online/")
        tables[name] = [kind(**row) for row in reading.read(folder, table)]
    return OnlineTables(**tables)
