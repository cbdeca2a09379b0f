"""The view that each leaderboard is reported by."""

from benchmarks.contract.documents import Study
from benchmarks.contract.leaderboards import Reported


def leading_views(study: Study) -> list[Reported]:
    """Return the views that benchmarks are reported by, one for each leaderboard."""
    return [view for view in study.reported() if view.everybody == "all"]


def view_of(study: Study) -> dict[str, str]:
    """Return the view that each leaderboard is reported by, by the leaderboard's name."""
    return {view.name: view.view for view in leading_views(study)}
