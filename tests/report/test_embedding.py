"""What a page carries for its script is what the tables say, and cannot end the script early."""

import json

from benchmarks.report.embedding import content, embedded
from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.rows import Estimate
from tests.report.sections.test_workbench import bench, contender


def test_numbers_stand_under_view_group_and_metric_by_the_places_of_baselines():
    carried = content(bench(), Nouns(), "")
    assert [row["id"] for row in carried["baselines"]] == ["ease", "als", "popular", "svd"]
    assert carried["reference"] == 2
    n_users, *numbers = carried["numbers"]["all"]["all"]["ndcg@10"]
    assert n_users == 500
    assert numbers[0] == [0, 0.2, 0.19, 0.21]
    assert carried["codes"]["all"]["ndcg@10"] == "0123456789ab"


def test_a_number_without_interval_tells_where_it_lies_if_anything_does():
    numbers = {
        "ease": Estimate(0.5, None, None, 9),
        "als": Estimate(0, None, None, 9, None, 0, 0.3),
    }
    carried = content(bench(numbers={("all", "all", "ndcg@10"): numbers}), Nouns(), "")
    assert carried["numbers"]["all"]["all"]["ndcg@10"] == [9, [0, 0.5], [1, 0, None, None, 0, 0.3]]


def test_a_pair_carries_its_difference_relative_difference_and_verdict():
    test = content(bench(), Nouns(), "")["tests"]["all"]["ndcg@10"]
    assert test["pairs"][1] == [
        *(0, 2, 0.1, 0.09, 0.11, 1, 0.666667, 1.5, -0.6, -0.4, 0.001, "better"),
        *(0.02, 1000, 0.2, 0.3, 0.5, "20 30 50"),
    ]
    assert (test["tied"], test["ranks"]) == ([0, 1], {0: (1, 2), 1: (1, 2), 2: (3, 3)})
    assert test["said"][0] == "2 are tied for best"


def test_nothing_that_is_carried_ends_the_script():
    text = embedded(
        bench(contenders=[contender("</script>", label="</script><b>")], numbers={}, tested={}),
        Nouns(),
        "",
    )
    assert "</" not in text
    assert json.loads(text)["baselines"][0]["name"] == "</script><b>"
