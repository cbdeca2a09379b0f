"""How strong a baseline is over all benchmarks: whom it beats, and what it leaves to be gained.

The bounds say what the users of these benchmarks cannot tell; of other data they say nothing. A
bootstrap of the two would not cover: near ties pull a win rate towards the middle, and of noisy
numbers the best is too good (tests/results/test_strength.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks import metrics
from benchmarks.contract import names
from benchmarks.contract.arrays import FloatArray
from benchmarks.results.luck import Luck, Lucky, p_with_luck
from benchmarks.results.standings import DIGITS
from benchmarks.stats.levels import ALPHA, REACH
from benchmarks.stats.simultaneous import reach_of_all

Rows = Iterable[Mapping[str, Any]]
Strengths = dict[str, dict[str, float | None]]  # by baseline, columns of ranks.csv


@dataclass(frozen=True)
class Contest:
    """The baselines of one benchmark by one metric; with nothing tested there are no bounds.

    values : (n,), not negative; falls : whether lower is better
    p : (n, n) adjusted p-values of the paired tests, 1 where there is none
    errors : (n, n) standard error of the log of the ratio of two numbers, infinite where unknown

    What is known of the luck of seeds and of searches counts in both.
    """

    names: list[str]
    values: FloatArray
    falls: bool
    p: FloatArray
    errors: FloatArray

    @property
    def is_tested(self) -> bool:
        """Whether any two of the baselines were compared."""
        return bool(np.isfinite(self.errors).any())

    @property
    def gains(self) -> FloatArray:
        """How far each is ahead of each other in the better direction, (n, n)."""
        values = self.values.round(DIGITS)
        ahead = values[:, None] - values[None, :]
        return -ahead if self.falls else ahead


def win_rates(contest: Contest) -> FloatArray:
    """Return the share of the others that each baseline beats, with bounds, (3, n).

    A tie is half a win. The lower bound counts only those that a test tells it is ahead of, the
    upper all but those that a test tells it is behind.
    Source: Mogstad et al. 2024, https://doi.org/10.1093/restud/rdad006 (confidence sets for ranks)
    """
    gains, others = contest.gains, len(contest.names) - 1
    told_apart = contest.p < ALPHA
    beaten = (gains > 0).sum(axis=1) + ((gains == 0).sum(axis=1) - 1) / 2
    low = (told_apart & (gains > 0)).sum(axis=1)
    high = others - (told_apart & (gains < 0)).sum(axis=1)
    return np.array([beaten, low, high]) / others


def improvability(contest: Contest) -> FloatArray:
    """Return what each baseline lacks to the best, as a share, with bounds, (3, n); 0 is the best.

    Of an error that is the share of it which the best does without; of a metric that rises the
    share of the best's number that is missing. The bounds are those of the largest of the ratios
    to the others, all of which hold at once.
    Source: Erickson et al. 2025, https://arxiv.org/abs/2506.16791 (improvability, of errors); Hsu
    1981, https://doi.org/10.1214/aos/1176345598 (comparisons with the best)
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(contest.values)
        behind = logs[None, :] - logs[:, None]  # of each to each other, which may be the best
    behind = -behind if contest.falls else behind
    behind[np.isnan(behind)] = 0.0  # both numbers are 0
    n = len(contest.names)
    reach = reach_of_all(n * (n - 1) // 2) * np.where(np.isfinite(behind), contest.errors, np.inf)
    np.fill_diagonal(reach, 0.0)
    with np.errstate(invalid="ignore"):
        lower = np.where(np.isfinite(reach), behind - reach, -np.inf)
        upper = np.where(np.isneginf(behind), -np.inf, behind + reach)
    return np.array([_share(behind), _share(lower), _share(upper)])


def _share(behind: FloatArray) -> FloatArray:
    """Return the share that the furthest ahead is ahead by; behind : logs of ratios, (n, n)."""
    share: FloatArray = -np.expm1(-np.maximum(behind.max(axis=1), 0.0))
    return share


def across(everybody: Rows, compared: Rows, headline: str, lucky: Lucky) -> Strengths:
    """Return win rate and improvability of each baseline, averaged over benchmarks, with bounds.

    everybody : rows of results.csv about everybody, of our baselines
    compared : rows of comparisons.csv

    Each benchmark counts alike. A bound needs tests on each benchmark that a baseline runs on.
    """
    column = names.column(headline)
    sums: dict[str, list[FloatArray]] = {}
    for contest in contests(everybody, compared, column, lucky):
        rates, lacks = win_rates(contest), improvability(contest)
        if not contest.is_tested:
            rates[1:], lacks[1:] = np.nan, np.nan
        for place, name in enumerate(contest.names):
            sums.setdefault(name, []).append(np.append(rates[:, place], lacks[:, place]))
    columns = [f"{what}{end}" for what in ("win_rate", "improvability") for end in _ENDS]
    return {name: _named(columns, np.mean(of_name, axis=0)) for name, of_name in sums.items()}


_ENDS = ("", "_low", "_high")


def _named(columns: list[str], values: FloatArray) -> dict[str, float | None]:
    pairs = zip(columns, values.tolist(), strict=True)
    return {name: None if np.isnan(value) else value for name, value in pairs}


def contests(
    everybody: Rows, compared: Rows, column: names.Column, lucky: Lucky
) -> Iterable[Contest]:
    """Yield the contest of each benchmark where two baselines or more have a number."""
    falls = metrics.falls(names.column_name(*column))
    numbers, tests = _by_benchmark(everybody, column), _by_benchmark(compared, column)
    for benchmark, rows in numbers.items():
        if len(rows) > 1 and all(row["value"] >= 0 for row in rows):
            luck = lucky(benchmark, rows[0]["view"], names.column_name(*column))
            yield _contest(rows, tests.get(benchmark, []), falls, luck)


def _by_benchmark(rows: Rows, column: names.Column) -> dict[str, list[Mapping[str, Any]]]:
    grouped: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        if (row["metric"], row["k"]) == column:
            grouped.setdefault(row["benchmark"], []).append(row)
    return grouped


def _contest(
    numbers: list[Mapping[str, Any]], tests: list[Mapping[str, Any]], falls: bool, luck: Luck
) -> Contest:
    place = {row["baseline"]: at for at, row in enumerate(numbers)}
    values = np.array([row["value"] for row in numbers])
    lucks = np.array([luck.get(name, 0.0) for name in place])
    spread = np.hypot([_error(row) for row in numbers], lucks)
    p_values = np.ones((len(numbers), len(numbers)))
    of_difference = np.full(p_values.shape, np.inf)
    for row in tests:
        a, b = place.get(row["baseline"]), place.get(row["other"])
        if a is not None and b is not None and row["detectable"] is not None:
            error = np.hypot(row["detectable"] / REACH, np.hypot(lucks[a], lucks[b]))
            of_difference[a, b] = of_difference[b, a] = error
            p_values[a, b] = p_values[b, a] = p_with_luck(row, luck, len(tests))
    return Contest(list(place), values, falls, p_values, _of_ratios(values, spread, of_difference))


def _error(row: Mapping[str, Any]) -> float:
    """Return the standard error of a number; infinite where it has none."""
    error = row["se"]
    return np.inf if error is None else float(error)


def _of_ratios(values: FloatArray, spread: FloatArray, of_difference: FloatArray) -> FloatArray:
    """Return the standard errors of the logs of ratios, (n, n), by the delta method.

    spread : (n,) standard errors of the numbers; of_difference : (n, n) of their differences
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        own, other = spread[:, None] ** 2, spread[None, :] ** 2
        both = own + other - of_difference**2  # twice their covariance
        first, second = values[:, None], values[None, :]
        variance = own / first**2 + other / second**2 - both / (first * second)
        errors: FloatArray = np.sqrt(np.maximum(variance, 0.0))
    errors[~np.isfinite(variance)] = np.inf
    return errors
