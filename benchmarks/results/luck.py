"""How far luck moves a baseline's number: that of its seeds, and of the search for its parameters.

Tests over users take the fits as they are. Where fits or searches were repeated with other seeds,
their spread is known, and counts in who is ahead of whom.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from benchmarks.contract import csv, names, paths, trials
from benchmarks.contract.documents import Study
from benchmarks.protocol.model import LISTS
from benchmarks.results.leading_views import view_of
from benchmarks.stats.levels import FEWEST_SEARCHES, REACH, RESAMPLES_IN_DOUBT

Luck = dict[str, float]  # standard error that luck adds to a number, by baseline
Lucky = Callable[[str, str, str], Luck]  # leaderboard, view and metric to it
_DIGITS = 6  # as tables have
_LEAST_P = 1 / RESAMPLES_IN_DOUBT  # at which resamples say no more of a p-value


def of_leaderboards(settings: Study, spreads: Iterable[Mapping[str, Any]]) -> Lucky:
    """Return what tells the luck of seeds, and of searches in the views that they are judged by.

    spreads : rows of seeds.csv
    """
    main = view_of(settings)
    seeds: dict[tuple[str, str, str], Luck] = {}
    for row in spreads:
        if row["sd"]:
            place = row["benchmark"], row["view"], names.column_name(row["metric"], row["k"])
            seeds.setdefault(place, {})[row["baseline"]] = row["sd"] / np.sqrt(row["n_seeds"])

    @cache
    def lucky(leaderboard: str, view: str, metric: str) -> Luck:
        luck = dict(seeds.get((leaderboard, view, metric), {}))
        is_main = main.get(leaderboard) == view
        searched = of_searches(leaderboard, metric, settings) if is_main else {}
        for baseline, spread in searched.items():
            luck[baseline] = float(np.hypot(luck.get(baseline, 0.0), spread))
        return luck

    return lucky


def of_searches(leaderboard: str, metric: str, settings: Study) -> Luck:
    """Return the spread of what searches with other seeds reach on the validation part.

    Of baselines that were tuned by this metric, as often as `FEWEST_SEARCHES` or more; what other
    metrics would spread by is not known.
    """
    spreads = {}
    for baseline in settings.baselines:
        facts = settings.baseline(baseline)
        is_in_force = bool(facts.tuned.get(leaderboard))
        if is_in_force and (facts.objective or LISTS) == metric:
            reached = _reached(leaderboard, baseline)
            if len(reached) >= FEWEST_SEARCHES:
                spreads[baseline] = float(np.std(reached, ddof=1))
    return spreads


def _reached(leaderboard: str, baseline: str) -> list[float]:
    """Return the values that the first search and those with other seeds chose."""
    own = trials.finished(leaderboard, baseline) or []
    chosen = [float(row["value"]) for row in own if row["chosen"]]
    return [*chosen, *repeated(leaderboard, baseline)]


def repeated(leaderboard: str, baseline: str) -> tuple[float, ...]:
    """Return what other seeds reached by the rule of a search; what others reached says nothing."""
    path = paths.repeats(leaderboard, baseline)
    rule = trials.read_rule(paths.rule(leaderboard, baseline))
    if rule is None or not path.exists():
        return ()
    by_rule = [row for row in csv.read_csv(path) if row["rule"] == rule.digest()]
    return tuple(float(row["value"]) for row in by_rule)


def p_with_luck(row: Mapping[str, Any], luck: Luck, n_tests: int) -> float:
    """Return a pair's adjusted p-value with the luck of both baselines in the standard error.

    The difference must exceed √(se² + luck² + luck²) as often as se before, and p is adjusted by
    the factor by which Holm adjusted it. Where no resample reached the difference, it counts in
    standard errors, as that p-value is the least that resamples can give.

    row : of comparisons.csv; n_tests : of its family
    """
    p_holm = float(row["p_holm"])
    spread = np.hypot(luck.get(row["baseline"], 0.0), luck.get(row["other"], 0.0))
    if not spread or not row["detectable"]:
        return p_holm
    p_value, error = float(row["p_value"]), row["detectable"] / REACH
    observed = abs(row["difference"]) / error
    if p_value > _LEAST_P:
        observed = min(observed, -float(ndtri(p_value / 2)))
    factor = _factor(p_value, p_holm, n_tests)
    with_luck = factor * 2 * float(ndtr(-observed * error / np.hypot(error, spread)))
    return min(max(with_luck, p_holm), 1.0)


def _factor(p_value: float, p_holm: float, n_tests: int) -> float:
    """Return by what Holm adjusted a p-value; of one that is printed as 0, the most there is.

    Below what resamples give few digits are printed. These count, so that a page that reads them
    says what is said of the rows that were written.
    """
    if p_value < _LEAST_P:
        p_value, p_holm = round(p_value, _DIGITS), round(p_holm, _DIGITS)
    return min(p_holm / p_value, n_tests) if p_value else n_tests
