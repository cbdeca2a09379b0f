"""Leaderboards: which view each is judged by when parameters are chosen."""

from benchmarks.contract.leaderboards import judged
from benchmarks.contract.settings import ViewRules

OWN, COLD = ViewRules(), ViewRules(candidates="cold")
NEW = ViewRules(benchmark="films-new")


def views_of(views, tuned_by="all"):
    return {place.name: place.view for place in judged("films", views, tuned_by)}


def test_a_leaderboard_is_judged_by_its_first_view_unless_params_names_another():
    views = {"all": OWN, "cold": COLD}
    assert views_of(views) == {"films": "all"}
    assert views_of(views, tuned_by="cold") == {"films": "cold"}


def test_a_view_under_another_name_has_a_leaderboard_of_its_own():
    views = {"all": OWN, "new": NEW, "cold": COLD, "newer": NEW}
    assert views_of(views, tuned_by="cold") == {"films": "cold", "films-new": "new"}
