"""Leaderboards: under which name the results of a view stand, and which view each is judged by."""

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.contract.settings import ViewRules


@dataclass(frozen=True)
class Reported:
    """Where the results of a view stand: the benchmark's own name or another.

    everybody : `all` where the results of the view are the table's main ones, else the view's name
    """

    name: str
    benchmark: str
    view: str
    everybody: str


def reported(benchmark: str, views: Mapping[str, ViewRules]) -> list[Reported]:
    """Return a benchmark's views with the names under which their results stand."""
    return [
        Reported(
            name=view.benchmark or benchmark,
            benchmark=benchmark,
            view=name,
            everybody="all" if name == "all" or view.benchmark else name,
        )
        for name, view in views.items()
    ]


def judged(benchmark: str, views: Mapping[str, ViewRules], tuned_by: str) -> list[Reported]:
    """Return for each leaderboard of a benchmark the view by which its parameters are chosen.

    tuned_by : the view of the benchmark's own leaderboard, which comes first; another leaderboard
    has the first view that stands under its name
    """
    places = reported(benchmark, views)
    by_name = {place.name: place for place in reversed(places)}
    by_name |= {place.name: place for place in places if place.view == tuned_by}
    names = dict.fromkeys(place.name for place in places)
    return [by_name[name] for name in names]
