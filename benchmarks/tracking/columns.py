"""By which names MLflow shows numbers, and in which order.

The UI shows metrics in the order of logging and takes what stands before a slash for a group: the
leaderboard's metrics stand first, by plain names such as `ndcg_at_10` and its interval's
`ndcg_at_10_low` and `ndcg_at_10_high`; tests against each other baseline are `paired/…`, what was
measured is `measured/…`, the other metrics are `more/…`, curves over the length of the list
`curves/…`, groups of users and items `slices/…`.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from itertools import chain

OBJECTIVE = "validation/objective"
BOUNDS = ("_low", "_high")  # of an interval, after the name of the metric
RANKS = ("rank_low", "rank_high")  # the ranks that the paired tests leave open
_GROUPS = ("paired", "measured", "more", "curves", "slices")  # in the order of the run's page
_WORDS = {
    "benchmark",
    "baseline",
    "new_item_by",
    "machine",
}  # columns of measured.csv that are no numbers

_LONGEST = 150  # letters of a group; MLflow takes 250 in all

Metric = tuple[str, float, int]  # name, value, step


def scored(metric: str, group: str, value: float, leading: list[str]) -> list[Metric]:
    """Return a score under its names: also as a point of a curve where it is of everybody.

    group : whose score it is, as text; '' for everybody
    """
    if group:
        return [(f"slices/{allowed(group)}/{flat(metric)}", value, 0)]
    metrics = [(flat(metric) if metric in leading else f"more/{flat(metric)}", value, 0)]
    name, _, cutoff = metric.partition("@")
    if cutoff:
        metrics.append((f"curves/{name}", value, int(cutoff)))
    return metrics


def interval(metric: str, low: float | None, high: float | None) -> list[Metric]:
    """Return the bounds of a leaderboard's metric; none where it has none."""
    bounds = zip(BOUNDS, (low, high), strict=True)
    return [(f"{flat(metric)}{end}", bound, 0) for end, bound in bounds if bound is not None]


def ranks(standing: Mapping[str, str]) -> list[Metric]:
    """Return the lowest and highest rank of a baseline; none where standings.csv has none."""
    return [(name, float(standing[name]), 0) for name in RANKS if standing.get(name)]


def measured(costs: Mapping[str, str]) -> list[Metric]:
    """Return what a row of measured.csv says in numbers."""
    numbers = {name: text for name, text in costs.items() if text and name not in _WORDS}
    return [(f"measured/{name}", float(text), 0) for name, text in numbers.items()]


def ordered(metrics: Iterable[Metric], leading: list[str]) -> list[Metric]:
    """Return metrics in the order in which the UI shall show them."""
    headline, *others = [[f"{flat(m)}{end}" for end in ("", *BOUNDS)] for m in leading]
    first = [*headline, *RANKS, *chain(*others)]

    def place(metric: Metric) -> tuple[int, int]:
        if metric[0] in first:
            return 0, first.index(metric[0])
        return 1, _GROUPS.index(metric[0].partition("/")[0])

    return sorted(metrics, key=place)


def flat(metric: str) -> str:
    """Return a metric's name in the characters that MLflow takes.

    >>> flat("ndcg@10")
    'ndcg_at_10'
    """
    return metric.replace("@", "_at_")


def allowed(group: str) -> str:
    """Return the name of a group in the characters that MLflow takes.

    What those characters cannot say ends in a digest, so that two groups have two names.

    >>> allowed("history=101+"), allowed("item_age=1-4 years")
    ('history 101 and more', 'item_age 1-4 years')
    >>> allowed("language=C#"), allowed("language=C*")
    ('language C f25cd417', 'language C 71d77805')
    """
    attribute, equals, value = group.partition("=")
    between = " " if equals else ""
    said = f"{attribute}{between}{value.removesuffix('+')}{' and more' * value.endswith('+')}"
    plain = re.sub(r"[^\w. -]", " ", said)[:_LONGEST].strip()
    is_ambiguous = " " in attribute or value.endswith(" and more")
    if plain == said and not is_ambiguous:
        return plain
    return f"{plain} {hashlib.sha256(group.encode()).hexdigest()[:8]}"
