"""Every baseline against the reference, and every pair at a glance."""

from statistics import median
from typing import Any

from benchmarks.contract.documents import Reported
from benchmarks.report.inputs import Inputs
from benchmarks.report.sections.verdicts import Pair, Standing, pair_of

SIGNS = {"better": "+", "worse": "−", "practically equal": "=", "undecided": "?"}


def pairwise(shown: Reported, found: dict[str, Standing], inputs: Inputs) -> dict[str, Any] | None:
    """Return for each metric the table against the reference and the grid of all pairs; None without any test."""
    if not found:
        return None
    reference = inputs.settings.comparison.reference
    return {
        "reference": reference,
        "margin": inputs.settings.comparison.margin,
        "families": [_family(one, reference) for one in found.values()],
        "lists": _of_lists(shown, reference, inputs),
    }


def _family(one: Standing, reference: str | None) -> dict[str, Any]:
    against = one.against(reference)
    return {
        "metric": one.metric,
        "n_users": one.n_users,
        "against": against,
        "shows": _power(against),
        "names": one.order,
        "grid": [[_sign(one, name, other) for other in one.order] for name in one.order],
        "verdicts": {
            word: sum(one.pairs[pair].verdict == word for pair in _once(one))
            for word in ("undecided", "practically equal")
        },
        "pairs": len(_once(one)),
    }


def _once(one: Standing) -> list[tuple[str, str]]:
    """Return each pair once, the leading baseline first."""
    return [
        (name, other) for place, name in enumerate(one.order) for other in one.order[place + 1 :]
    ]


def _sign(one: Standing, name: str, other: str) -> str:
    return "·" if name == other else SIGNS[one.pairs[name, other].verdict]


def _power(against: list[Pair]) -> dict[str, Any] | None:
    """Return, as medians over baselines, the smallest detectable difference and how many users 1 % would need."""
    differences = [pair.detectable for pair in against if pair.detectable]
    needed = [pair.users_for_1_percent for pair in against if pair.users_for_1_percent]
    if not differences or not needed:
        return None
    share = median(differences) / abs(against[0].other_value) if against[0].other_value else None
    return {"difference": median(differences), "share": share, "users": round(median(needed))}


def _of_lists(shown: Reported, reference: str | None, inputs: Inputs) -> dict[str, Any] | None:
    """Return coverage and Gini against the reference, which have no interval over users; None where not tested."""
    at = {
        (row["metric"], row["baseline"]): pair_of(row)
        for row in inputs.comparisons[shown.name]
        if row["metric"] not in inputs.settings.headline and row["other"] == reference
    }
    metrics = sorted({metric for metric, _ in at})
    names = sorted({name for _, name in at})
    if not at:
        return None
    return {
        "metrics": metrics,
        "rows": [(name, [at.get((one, name)) for one in metrics]) for name in names],
    }
