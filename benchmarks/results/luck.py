"""How far the luck of a search for parameters moves a baseline's number, where it was measured."""

from collections.abc import Callable

import numpy as np
from scipy.special import ndtr, ndtri

from benchmarks.contract import csv, paths, trials
from benchmarks.contract.documents import Study
from benchmarks.protocol.model import LISTS
from benchmarks.stats.levels import FEWEST_SEARCHES, REACH

Luck = dict[str, float]  # standard deviation of a number over repeated searches, by baseline
Lucky = Callable[[str, str, str], Luck]  # leaderboard, view and metric to it


def of_leaderboards(settings: Study) -> Lucky:
    """Return what tells the luck of searches; only of the views that they are judged by."""
    main = {view.name: view.view for view in settings.reported() if view.everybody == "all"}

    def lucky(leaderboard: str, view: str, metric: str) -> Luck:
        is_main = main.get(leaderboard) == view
        return of_searches(leaderboard, metric, settings) if is_main else {}

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


def p_with_luck(
    p: float, difference: float, detectable: float | None, spreads: tuple[float, float]
) -> float:
    """Return a pair's adjusted p-value with the luck of both searches in the standard error.

    The difference must exceed √(se² + sd² + sd²) as often as se before.

    spreads : standard deviations over the searches of either baseline, 0 where not known
    """
    spread = np.hypot(*spreads)
    if not spread or not detectable:
        return p
    error = detectable / REACH
    observed = min(-float(ndtri(p / 2)), abs(difference) / error)
    return float(2 * ndtr(-observed * error / np.hypot(error, spread)))
