"""By which names MLflow shows numbers, in which order, and which columns its table opens with.

The UI shows metrics in the order of logging and takes what stands before a slash for a group: the
leaderboard's metrics stand first, by plain names such as `ndcg_at_10`; what was measured is
`measured/…`, the other metrics are `more/…`, curves over the length of the list `curves/…`, groups
of users and items `slices/…`. Its charts are in the order of the alphabet: curves first.
"""

import json
import re
from collections.abc import Iterable

# `?viewStateShareKey=leaderboard` in an address opens the table with the columns of `saved_view`
VIEW = "leaderboard"
VIEW_TAG = f"mlflow.sharedViewState.{VIEW}"
OBJECTIVE = "validation/objective"
_GROUPS = ("", "measured", "more", "curves", "slices")  # in the order of the run's page
_WORDS = {
    "benchmark",
    "baseline",
    "new_item_by",
    "machine",
}  # columns of measured.csv that are no numbers

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


def measured(costs: dict[str, str]) -> list[Metric]:
    """Return what a row of measured.csv says in numbers."""
    numbers = {name: text for name, text in costs.items() if text and name not in _WORDS}
    return [(f"measured/{name}", float(text), 0) for name, text in numbers.items()]


def ordered(metrics: Iterable[Metric], leading: list[str]) -> list[Metric]:
    """Return metrics in the order in which the UI shall show them."""
    first = [flat(metric) for metric in leading]

    def place(metric: Metric) -> tuple[int, int]:
        group = metric[0].partition("/")[0] if "/" in metric[0] else ""
        return _GROUPS.index(group), 0 if group else first.index(metric[0])

    return sorted(metrics, key=place)


def flat(metric: str) -> str:
    """Return a metric's name in the characters that MLflow takes.

    >>> flat("ndcg@10")
    'ndcg_at_10'
    """
    return metric.replace("@", "_at_")


def allowed(group: str) -> str:
    """Return the name of a group in the characters that MLflow takes.

    >>> allowed("history=101+"), allowed("item_age=1-4 years"), allowed("age=../45")
    ('history 101 and more', 'item_age 1-4 years', 'age .. 45')
    """
    return re.sub(r"[^\w. -]", " ", group.replace("+", " and more"))


def saved_view(headline: list[str], reach: list[str]) -> str:
    """Return a saved view of the table of runs as the UI keeps them: in a tag, as JSON in JSON."""
    metrics = [*headline, "measured/fit_seconds", *reach, OBJECTIVE]
    columns = [f"metrics.`{flat(metric)}`" for metric in metrics]
    state = {
        "selectedColumns": columns,
        "columnOrder": ["attributes.`Run Name`", "runDateAndNestInfo", "duration", *columns],
        "columnWidths": dict.fromkeys(columns, 120),
        "runsHiddenMode": "FIRST_20_RUNS",  # of the charts; ten otherwise
    }
    view = {"name": "Leaderboard", "createdAt": 0, "updatedAt": 0, "state": json.dumps(state)}
    return json.dumps(view)
