"""How far conclusions carry from one benchmark to another: average ranks, agreement of rankings."""

from itertools import combinations
from typing import Any

import numpy as np
from scipy.stats import kendalltau, rankdata

from benchmarks import metrics
from benchmarks.contract import names
from benchmarks.results.standings import DIGITS

Numbers = dict[str, dict[str, float]]  # reported benchmark to baseline to number
Rows = list[dict[str, Any]]


def across(everybody: Rows, dataset_of: dict[str, str], headline: list[str]) -> tuple[Rows, Rows]:
    """Return the rows of `ranks` and of `agreement` for each headline metric.

    everybody : rows of results.csv about everybody, benchmarks and baselines in their order
    dataset_of : the dataset of each reported benchmark
    """
    ranked, agreed = [], []
    for metric in headline:
        numbers: Numbers = {}
        for row in everybody:
            if (row["metric"], row["k"]) == names.column(metric):
                of_benchmark = numbers.setdefault(row["benchmark"], {})
                of_benchmark[row["baseline"]] = round(row["value"], DIGITS)
        ranked += ranks(numbers, metric)
        agreed += agreement(numbers, dataset_of, metric)
    return ranked, agreed


def ranks(of_metric: Numbers, metric: str) -> list[dict[str, Any]]:
    """Return each baseline's rank, averaged over the benchmarks that it has a number on.

    1 is best, ties share.

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
            **names.column(metric)._asdict(),
            "baseline": baseline,
            "average_rank": float(np.mean(of_baseline)),
            "benchmarks": len(of_baseline),
        }
        for baseline, of_baseline in places.items()
    ]


def agreement(of_metric: Numbers, dataset_of: dict[str, str], metric: str) -> list[dict[str, Any]]:
    """Return Kendall's tau-b between the rankings of each two benchmarks on the same data.

    dataset_of : the dataset of each reported benchmark

    1 is the same ranking, 0 none in common, -1 the reverse; over the baselines with a number on
    both. `same_order`, `reversed` and `tied` (on either benchmark) are shares of their pairs, which
    tau-b does not tell where some tie.
    Source: Kendall 1945, https://doi.org/10.1093/biomet/33.3.239
    """
    agreements = []
    for name, other in combinations(of_metric, 2):
        shared = sorted(of_metric[name].keys() & of_metric[other].keys())
        if dataset_of[name] == dataset_of[other] and len(shared) > 2:
            first = [of_metric[name][baseline] for baseline in shared]
            second = [of_metric[other][baseline] for baseline in shared]
            labels = {**names.column(metric)._asdict(), "benchmark": name, "other": other}
            tau = float(kendalltau(first, second).statistic)
            shares = _pairs(first, second)
            agreements.append({**labels, "tau": tau, **shares, "baselines": len(shared)})
    return agreements


def _pairs(first: list[float], second: list[float]) -> dict[str, float]:
    """Return the shares of pairs in the same order, in reverse, and tied on either.

    >>> _pairs([1, 2, 3, 3], [1, 3, 2, 2])
    {'same_order': 0.5, 'reversed': 0.3333333333333333, 'tied': 0.16666666666666666}
    """
    signs = [
        np.sign(x - u) * np.sign(y - v)
        for (x, y), (u, v) in combinations(zip(first, second, strict=True), 2)
    ]
    kinds = {"same_order": 1, "reversed": -1, "tied": 0}
    return {kind: signs.count(sign) / len(signs) for kind, sign in kinds.items()}
