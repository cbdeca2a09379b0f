"""Which baselines are worth their cost: a frontier that climbs only by significant steps."""

from collections.abc import Iterable, Mapping
from typing import Any

from benchmarks.contract import names
from benchmarks.results.luck import Luck
from benchmarks.results.standings import Family

Rows = list[dict[str, Any]]
# Kinds of cost; below the amount chance decides which costs more.
LEAST = {"fit_cpu_seconds": 0.001, "request_ms_p50": 0.01}


def frontier(
    compared: Iterable[Mapping[str, Any]],
    measured: Iterable[Mapping[str, Any]],
    metric: str,
    luck: Luck,
) -> Rows:
    """Return the steps of one leaderboard, the cheapest baseline first, for each kind of cost.

    A dearer baseline is a step where it is significantly better than the step before. Beside a step
    stands the cheapest baseline that is not significantly behind it, which need not be a step.

    compared : rows of comparisons.csv of all pairs under the metric; none, no steps
    measured : rows of measured.csv
    """
    family = Family.of(compared, metric, luck)
    if len(family.values) < 2 or not family.is_whole:
        return []
    costs_of = {row["baseline"]: row for row in measured}
    rows: Rows = []
    for cost, least in LEAST.items():
        known = {name: costs_of.get(name, {}).get(cost) for name in family.values}
        amounts = {name: amount for name, amount in known.items() if amount is not None}
        for number, name in enumerate(_climb(family, amounts, least), start=1):
            as_good = _cheapest_as_good(family, amounts, name)
            rows.append(
                {
                    "cost": cost,
                    "step": number,
                    "baseline": name,
                    "amount": amounts[name],
                    **names.column(metric)._asdict(),
                    "value": family.values[name],
                    "as_good": as_good,
                    "as_good_amount": amounts[as_good],
                }
            )
    return rows


def _climb(family: Family, amounts: Mapping[str, float], least: float) -> list[str]:
    """Return the steps; of those that cost the least alike, a better one takes the place."""
    steps: list[str] = []
    for name in sorted(amounts, key=lambda name: (amounts[name], name)):
        if not steps:
            steps.append(name)
        elif steps[-1] in _overtaken(family, name):
            if max(amounts[name], least) == max(amounts[steps[-1]], least):
                steps.pop()
            steps.append(name)
    return steps


def _cheapest_as_good(family: Family, amounts: Mapping[str, float], name: str) -> str:
    """Return the cheapest baseline that is not significantly behind one; that itself, if none."""
    behind = _overtaken(family, name)
    return min(amounts.keys() - behind, key=lambda other: (amounts[other], other))


def _overtaken(family: Family, name: str) -> set[str]:
    """Return those that a baseline is significantly ahead of."""
    return {other for other, leaders in family.ahead.items() if name in leaders}
