"""How MLflow's pages open: the columns of a table of runs, and its charts.

`?viewStateShareKey=leaderboard` in an address opens a table with the columns and charts that a tag
of the experiment holds; with an order in the address MLflow would pass over that view. Metrics
without a chart of ours get one by MLflow, in a folded section for what stands before a last slash.
"""

import json
from collections.abc import Iterable
from typing import Any

from benchmarks.tracking.board import Leading
from benchmarks.tracking.columns import BOUNDS, OBJECTIVE, RANKS, Metric, flat

VIEW = "leaderboard"
VIEW_TAG = f"mlflow.sharedViewState.{VIEW}"
# older versions of MLflow choose by this tag what an experiment opens with
KIND = {"mlflow.experimentKind": "custom_model_development"}
_SECTION = "Leaderboard"
_MOST = 40  # runs of a chart


def of_leaderboard(leading: Leading, metrics: Iterable[Metric]) -> dict[str, str]:
    """Return the tags of a benchmark's experiment, whose runs have these metrics."""
    headline, *others = leading.headline
    first = [flat(headline), *(f"{flat(headline)}{end}" for end in BOUNDS), *RANKS]
    beside = ["measured/fit_seconds", *(flat(metric) for metric in leading.reach), OBJECTIVE]
    numbers = (*first, *(flat(metric) for metric in others), *beside)
    columns = ["params.`label`", *(f"metrics.`{name}`" for name in numbers)]
    folded = {name.rpartition("/")[0]: None for name, _, _ in metrics if "/" in name}
    return {
        **KIND,
        "mlflow.experiment.primaryMetric.name": flat(headline),
        "mlflow.experiment.primaryMetric.greaterIsBetter": str(not leading.lower_is_better).lower(),
        VIEW_TAG: _saved(columns, _charts(headline), folded),
    }


def of_report(columns: list[str]) -> dict[str, str]:
    """Return the tags of the report's experiment, whose table opens with these columns."""
    return {**KIND, VIEW_TAG: _saved(columns, [], ())}


def _saved(columns: list[str], charts: list[dict[str, Any]], folded: Iterable[str]) -> str:
    """Return a saved view as the UI keeps them: in a tag, as JSON in JSON."""
    state: dict[str, Any] = {
        "selectedColumns": columns,
        "columnOrder": ["attributes.`Run Name`", "runDateAndNestInfo", "duration", *columns],
        "columnWidths": dict.fromkeys(columns, 120),
        "runsHiddenMode": "SHOWALL",  # of the charts; ten runs otherwise
    }
    if charts:
        sections = [_section(_SECTION, is_open=True), *(_section(n, is_open=False) for n in folded)]
        state |= {"compareRunCharts": charts, "compareRunSections": sections}
        state |= {"isAccordionReordered": True}  # ours first, not by the alphabet
    view = {"name": "Leaderboard", "createdAt": 0, "updatedAt": 0, "state": json.dumps(state)}
    return json.dumps(view)


def _section(name: str, *, is_open: bool) -> dict[str, Any]:
    return {"uuid": name, "name": name, "display": is_open, "isReordered": False, "deleted": False}


def _charts(headline: str) -> list[dict[str, Any]]:
    """Return the charts: the headline, it over k, and it over what a fit costs."""
    name, curve = flat(headline), f"curves/{headline.partition('@')[0]}"
    x, y = ({"key": key, "type": "METRIC"} for key in ("measured/fit_seconds", name))
    over_k: dict[str, Any] = {"metricKey": curve, "selectedMetricKeys": [curve]}
    over_k |= {"xAxisKey": "step", "useGlobalXaxisKey": False, "lineSmoothness": 0, "range": {}}
    over_k |= {"scaleType": "linear", "xAxisScaleType": "linear"}
    charts = [_chart("BAR", metricKey=name)]
    charts += [_chart("LINE", **over_k)] if "@" in headline else []
    return [*charts, _chart("SCATTER", xaxis=x, yaxis=y)]


def _chart(kind: str, **what: Any) -> dict[str, Any]:
    identity = {"uuid": f"{_SECTION} {kind}", "type": kind, "metricSectionId": _SECTION}
    return {**identity, "runsCountToCompare": _MOST, "deleted": False, "isGenerated": False, **what}
