"""A number of which few users have any is marked on the page, and so is one without interval."""

from benchmarks.report.embedding import content
from benchmarks.report.prose import opening
from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.rows import Estimate
from tests.report.sections.test_workbench import bench


def test_a_number_of_which_few_have_any_is_marked_in_the_note_and_for_the_script():
    numbers = {
        "ease": Estimate(0.5, 0.4, 0.6, 500, few_buyers=True),
        "als": Estimate(0.4, 0.3, 0.5, 500),
        "popular": Estimate(0.001, None, None, 500, None, 0.0, 0.012),
    }
    shown = bench(numbers={("all", "all", "ndcg@10"): numbers}, tested={})
    said = "‡ Fewer than 100 users have any of it: the interval may hold the truth less often"
    assert said in opening.told(shown, Nouns())
    assert "‡" not in opening.told(bench(), Nouns())
    carried = content(shown, Nouns(), "cited so")["numbers"]["all"]["all"]["ndcg@10"]
    assert carried[1:] == [
        [0, 0.5, 0.4, 0.6, None, None, 1],
        [1, 0.4, 0.3, 0.5],
        [2, 0.001, None, None, 0, 0.012],
    ]
