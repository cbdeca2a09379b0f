"""Sentences about single baselines that readers expect, said where the numbers say so."""

from typing import Any

from benchmarks.contract.documents import Reported
from benchmarks.report.inputs import Inputs
from benchmarks.report.sections.tuning import objective

BUYING_AGAIN, POPULARITY = "repeat", "popular"


def notes(shown: Reported, board: dict[str, Any], inputs: Inputs) -> dict[str, Any]:
    """Return what holds on this benchmark.

    repeat : the runner-up, where what users had before leads and may be recommended again
    below_popular : baselines made to predict ratings that rank below popularity, and how many of
    those there are
    """
    values = {row["baseline"]: row["headline"].value for row in board["rows"] if row["headline"]}
    view = inputs.settings.benchmark(shown.benchmark).views[shown.view]
    ranked = [row for row in board["rows"] if row["headline"]]
    leads = len(ranked) > 1 and ranked[0]["baseline"] == BUYING_AGAIN and not view.leaves_out_seen
    predictors = (
        [name for name in values if objective(name) == "rmse"] if not board["lower"] else []
    )
    floor = values.get(POPULARITY)
    return {
        "repeat": {"first": ranked[0], "second": ranked[1]} if leads else None,
        "below_popular": [
            name for name in predictors if floor is not None and values[name] < floor
        ],
        "predictors": len(predictors),
    }
