"""How far conclusions carry from one benchmark to another: average ranks, and whether rankings agree."""

from itertools import combinations
from typing import Any

import numpy as np
from scipy.stats import kendalltau, rankdata

from benchmarks import metrics
from benchmarks.config.model import Params

Numbers = dict[str, dict[str, float]]  # reported benchmark to baseline to number


def across(
    results: list[dict[str, Any]], settings: Params
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of `ranks` and of `agreement` for each headline metric, from those of results.csv."""
    dataset_of = {
        shown.name: settings.benchmark(shown.benchmark).dataset for shown in settings.reported()
    }
    ranked, agreed = [], []
    for metric in settings.headline:
        numbers: Numbers = {}
        for row in results:
            if row["slice"] == "all" and row["metric"] == metric:
                numbers.setdefault(row["benchmark"], {})[row["baseline"]] = row["value"]
        ranked += ranks(numbers, metric)
        agreed += agreement(numbers, dataset_of, metric)
    return ranked, agreed


def ranks(of_metric: Numbers, metric: str) -> list[dict[str, Any]]:
    """Return each baseline's rank, averaged over the benchmarks that it has a number on; 1 is best, ties share.

    A baseline that runs on few benchmarks is not to be compared with one that runs on all:
    `benchmarks` says on how many.
    """
    places: dict[str, list[float]] = {}
    for numbers in of_metric.values():
        order = rankdata([value if metrics.falls(metric) else -value for value in numbers.values()])
        for baseline, place in zip(numbers, order, strict=True):
            places.setdefault(baseline, []).append(float(place))
    return [
        {
            "metric": metric,
            "baseline": baseline,
            "average_rank": float(np.mean(found)),
            "benchmarks": len(found),
        }
        for baseline, found in places.items()
    ]


def agreement(of_metric: Numbers, dataset_of: dict[str, str], metric: str) -> list[dict[str, Any]]:
    """Return Kendall's tau-b between the rankings of each two benchmarks on the same data.

    dataset_of : the dataset of each reported benchmark

    1 is the same ranking, 0 none in common, -1 the reverse; over the baselines with a number on
    both. `same_order`, `reversed` and `tied` (on either benchmark) are shares of their pairs, which
    tau-b does not tell where some tie.
    Source: Kendall 1945, https://doi.org/10.1093/biomet/33.3.239
    """
    rows = []
    for one, other in combinations(of_metric, 2):
        shared = sorted(of_metric[one].keys() & of_metric[other].keys())
        if dataset_of[one] == dataset_of[other] and len(shared) > 2:
            first, second = (
                [of_metric[name][baseline] for baseline in shared] for name in (one, other)
            )
            row = {"metric": metric, "benchmark": one, "other": other}
            tau = float(kendalltau(first, second).statistic)
            rows.append({**row, "tau": tau, **_pairs(first, second), "baselines": len(shared)})
    return rows


def _pairs(first: list[float], second: list[float]) -> dict[str, float]:
    """Return which shares of the pairs of baselines two rankings put in the same order, in reverse, and do not order.

    >>> _pairs([1, 2, 3, 3], [1, 3, 2, 2])
    {'same_order': 0.5, 'reversed': 0.3333333333333333, 'tied': 0.16666666666666666}
    """
    signs = [
        np.sign(x - u) * np.sign(y - v)
        for (x, y), (u, v) in combinations(zip(first, second, strict=True), 2)
    ]
    names = {"same_order": 1, "reversed": -1, "tied": 0}
    return {name: signs.count(sign) / len(signs) for name, sign in names.items()}
