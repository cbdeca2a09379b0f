"""An A/B test of two baselines, planned from what each would have scored for every user: how many users, how long."""

import numpy as np

from benchmarks.contract.arrays import FloatArray
from benchmarks.online.results import Results
from benchmarks.online.rows import Row, row
from benchmarks.online.settings import Online, Plan
from benchmarks.stats import power
from benchmarks.stats.levels import Z_ROUNDED

_DAYS = (7, 14, 28)
_IF = "if users behaved as in the held-out part, where nobody saw a list"


def rows(results: list[Results], settings: Online) -> list[Row]:
    """Plan a test of each pair of each benchmark by each outcome that it has."""
    found = []
    for one in results:
        for pair in one.pairs:
            for outcome in settings.plan.outcomes:
                first, second = (one.of_users(baseline, outcome) for baseline in pair)
                if first is not None and second is not None:
                    head = ("offline", "planning", one.source, " → ".join(pair))
                    found += _plan(head, outcome, (first, second), one.history, settings)
    return found


def halves(
    values: tuple[FloatArray, FloatArray], history: FloatArray | None = None
) -> power.Variances:
    """Return the variances of two halves, in which users get one each; less what their history foretells, if given.

    values : (n_users,) what each user is worth under either; history : (n_users,)
    """
    if history is not None:
        adjusted = power.cuped(np.concatenate(values), np.concatenate([history, history]))
        values = (adjusted[: len(history)], adjusted[len(history) :])
    return float(values[0].var(ddof=1)), float(values[1].var(ddof=1))


def _plan(
    head: tuple[str, str, str, str],
    outcome: str,
    values: tuple[FloatArray, FloatArray],
    history: dict[str, FloatArray],
    settings: Online,
) -> list[Row]:
    n, own = len(values[0]), values[1] - values[0]
    difference, half = own.mean(), Z_ROUNDED * own.std(ddof=1) / np.sqrt(n)
    span = {"low": float(difference - half), "high": float(difference + half)}
    found = [
        row(
            *head,
            f"difference|{outcome}",
            difference,
            **span,
            n=n,
            note="of the same users, held-out part",
        )
    ]
    variances = {"A/B": halves(values)}
    for name, known in history.items():
        variances[f"A/B, CUPED by {name}"] = halves(values, known)
        share = 1 - sum(variances[f"A/B, CUPED by {name}"]) / sum(variances["A/B"])
        note = f"share of the variance that {name} before the test foretells, and CUPED takes out"
        found.append(
            row(*head, f"variance_explained|{outcome}", share, method=name, n=n, note=note)
        )
    for method, both in variances.items():
        needed = 2 * power.users_needed(difference, both, settings.power)
        found += _needed(head, outcome, method, needed, settings)
        for days in _DAYS:
            least = power.detectable(settings.plan.users_per_day * days / 2, both, settings.power)
            users = settings.plan.users_per_day * days
            note = f"with power {settings.power:g} by {users} users in {days} days, each once, in two halves"
            found.append(
                row(
                    *head,
                    f"detectable_difference|{outcome}|{days} days",
                    least,
                    method=method,
                    note=note,
                )
            )
    within = power.users_needed_paired(difference, float(own.var(ddof=1)), settings.power)
    return found + _needed(head, outcome, "within users", within, settings)


def _needed(
    head: tuple[str, str, str, str], outcome: str, method: str, needed: float, settings: Online
) -> list[Row]:
    split = (
        "each user gets both, which an A/B test cannot do"
        if method == "within users"
        else "both halves together"
    )
    note = f"{split}; for the difference held out, with power {settings.power:g}, {_IF}"
    days = power.days(needed, settings.plan.users_per_day)
    return [
        row(*head, f"users_needed|{outcome}", needed, method=method, note=note),
        row(*head, f"days|{outcome}", days, method=method, note=f"at {_traffic(settings.plan)}"),
    ]


def _traffic(plan: Plan) -> str:
    return f"{plan.users_per_day} users a day"
