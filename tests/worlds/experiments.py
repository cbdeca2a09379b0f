"""Tables of reports/online/ of a made-up shop: two experiments, two baselines, two metrics."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.contract import reports_of_logs, reports_of_plans, reports_online
from benchmarks.contract.csv import write_table
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

P = {"a": 0.012, "b": 0.2}
PAIR = ("shop", "all", "old", "new")
_METHODS = {"ips": (0.0056, True), "dm-logistic": (0.008, False)}


def logged() -> dict[Table, list[Any]]:
    got = {"old": (0.004, 0.003, 0.005), "new": (0.005, 0.004, 0.006)}
    experiments = [
        Experiment("shop", name, policy, 1000, 4, 990, *rate, 1.0)
        for name in P
        for policy, rate in got.items()
    ]
    tests = [
        PolicyTest("shop", name, "old", "new", 0.002, 0.0, 0.004, p, 0.4, 0.003, 12345, 2000)
        for name, p in P.items()
    ]
    return {reports_of_logs.EXPERIMENTS: experiments, reports_of_logs.TESTS: tests}


def estimated() -> dict[Table, list[Any]]:
    directions = {("old", "new"): "", ("new", "old"): "thin"}
    estimates, simulated = [], []
    for pair in directions:
        for method, (value, covered) in _METHODS.items():
            key = ("shop", "a", *pair, method)
            bounds = (value - 0.001, value + 0.001)
            error = value / 0.005 - 1
            estimates.append(Estimate(*key, value, *bounds, covered, error, 1000))
            known = {"relative_bias": 0.02, "relative_rmse": 0.3, "coverage": 0.9}
            simulated.append(Estimator("simulated", *key, n=100, **known))
    overall = Estimator("real", "shop", "", "", "", "ips", n=2, covered=0.5)
    overlaps = [overlap(*pair, "shares", warning) for pair, warning in directions.items()]
    return {
        reports_of_logs.ESTIMATES: estimates,
        reports_of_logs.ESTIMATORS: [*simulated, overall],
        reports_of_logs.OVERLAP: [*overlaps, *_of_candidates()],
        reports_of_logs.CANDIDATES: [
            Candidate("shop", "a", policy, "dr-logistic", 0.005, 0.001, 0.009, None, None, None, 99)
            for policy in ("popular, softmax", "uniform")
        ],
    }


def overlap(log: str, target: str, distribution: str, warning: str) -> Overlap:
    key = ("shop", "a", log, target, distribution)
    return Overlap(*key, 1.0, 0.9, 1.1, 50.0, 3.0, 0.0, None, None, warning, 1000)


def _of_candidates() -> list[Overlap]:
    warnings = {"popular, softmax": "thin", "uniform": ""}
    return [overlap("old", policy, "known", warning) for policy, warning in warnings.items()]


def planned() -> dict[Table, list[Any]]:
    difference = (0.5, 0.1, 0.9)
    outcome = (*PAIR, "revenue", 10)
    users = {"": 4000, "age": 3500, "spending": 3000}
    plans = [
        Planned(*outcome, _ab(covariate), covariate, *difference, 0.2, n, 4, 300)
        for covariate, n in users.items()
    ]
    plans.append(Planned(*outcome, "within_users", "", *difference, None, 700, 1, 300))
    powers = [
        Power(*PAIR, design, n, False, power, 0.0, 1.0, 2000)
        for design in ("ab", "interleaving")
        for n, power in ((100, 0.2), (1000, 0.9))
    ]
    ratio = {"users_ratio": 2.5, "users_ratio_ci_low": 2.0, "users_ratio_ci_high": 3.0}
    simulated = [
        Simulated(*PAIR, "ab", "", n=300, users_needed=900, difference=0.1),
        Simulated(*PAIR, "interleaving", "", n=100, users_needed=360, **ratio),
    ]
    metrics = {("rmse", None): 0.6, ("ndcg", 10): 0.9}
    return {
        reports_of_plans.PLANS: plans,
        reports_of_plans.DETECTABLE: [Detectable(*outcome, "ab", "", 14, 14000, 0.25)],
        reports_of_plans.SIMULATED: simulated,
        reports_of_plans.POWER: powers,
        reports_of_plans.WINNERS: [
            Winner("shop", "all", *metric, None, same, same, 10) for metric, same in metrics.items()
        ],
        reports_of_plans.CLICKS: [Clicked("shop", "all", "old", 0.5, 300)],
    }


def _ab(covariate: str) -> str:
    return "ab_cuped" if covariate else "ab"


def business() -> dict[Table, list[Any]]:
    customers = [
        NewCustomers("shop", "all", name, "nearly_new", 10, 0.5, 0.4, 0.6, 75)
        for name in ("cheap", "dear")
    ]
    trades = [
        TradeOff("shop", "all", "cheap", 10, on_front=False),
        TradeOff("shop", "all", "dear", 10, on_front=True),
        TradeOff("shop", "all", "", 10, None, 0.5, 1.0, "cheap", "dear", 2),
    ]
    return {reports_of_plans.NEW_CUSTOMERS: customers, reports_of_plans.TRADE_OFFS: trades}


def write(folder: Path, *parts: dict[Table, list[Any]]) -> None:
    """Write all tables of reports/online/; those of no part are empty."""
    rows: dict[Table, Iterable[Any]] = {table: [] for table in reports_online.ONLINE}
    for part in parts:
        rows |= part
    for table, own in rows.items():
        write_table(folder, table, [row._asdict() for row in own])
