"""Only baselines with lists are compared, by default the best."""

import pytest

from benchmarks.contract import paths
from benchmarks.contract.documents import Study
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import write_text
from benchmarks.dogfood import report
from benchmarks.dogfood.ground import Ground, survey
from benchmarks.dogfood.settings import place
from tests.worlds.kitchen import BASELINES


def test_only_baselines_with_lists_can_be_compared(ground: Ground) -> None:
    assert ground.line_up == BASELINES
    assert survey(ground.place, ["ease", "popular"]).line_up == ("ease", "popular")
    with pytest.raises(UserError, match="Did you mean 'films'"):
        place(Study.read(paths.study()), "film")
    with pytest.raises(UserError, match="unknown baseline"):
        survey(ground.place, ["eas"])


def test_the_report_tells_who_is_best_in_the_view_that_lists_are_of(ground: Ground) -> None:
    figures = "value,ci_low,ci_high,n_users"
    table = f"""benchmark,view,fold,subject,attribute,group,baseline,metric,k,{figures}
films,all,,all,,,ease,ndcg,5,0.400000,,,9
films,all,,all,,,content,ndcg,10,0.900000,,,9
films,other,,all,,,content,ndcg,5,0.900000,,,9
films,all,,users,group,1,content,ndcg,5,0.900000,,,9
films,all,known=5,all,,,content,ndcg,5,0.900000,,,9
"""
    write_text(paths.REPORTS / "results.csv", table)
    try:
        assert report.scores(ground.place.reported, "ndcg@5") == {"ease": 0.4}
    finally:
        (paths.REPORTS / "results.csv").unlink()
    assert report.scores(ground.place.reported, "ndcg@5") == {}
