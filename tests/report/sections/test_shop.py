"""The table for a shop: revenue first, what may not be concluded, and few new customers."""

from dataclasses import replace
from typing import Any

import pytest

from benchmarks.report.inputs import Estimate
from benchmarks.report.markdown import online
from benchmarks.report.online_tables import read
from benchmarks.report.prose import experimenting, shopping
from benchmarks.report.sections import shop
from benchmarks.report.sections.shop import METRICS
from tests.worlds import experiments

REVENUE = {"cheap": 1.0, "dear": 9.0}


def numbers(_: str, metric: str) -> dict[str, Estimate]:
    if metric != "revenue@10":
        return {}
    return {name: Estimate(v, v - 0.5, v + 0.5, 300) for name, v in REVENUE.items()}


def table(folder: Any, estimates: Any = numbers) -> shop.Business:
    experiments.write(folder, experiments.business())
    (made,) = shop.business(read(folder), estimates, lambda benchmark, view: f"{benchmark}/{view}")
    return made


def test_a_shop_reads_revenue_first_and_what_may_not_be_concluded(tmp_path):
    made = table(tmp_path)
    markdown = online.business(made)
    dear, cheap = (
        f"| {name} | 0.500 (0.400 to 0.600) | {revenue} |"
        for name, revenue in (("dear ●", "9.00"), ("cheap", "1.00"))
    )
    assert markdown.index(dear) < markdown.index(cheap)
    said = shopping.earning(made)
    assert "it may not be concluded that a list would sell them" in said
    assert "order the baselines differently (Kendall’s τ 0.50)" in said
    assert shopping.amount_bounds(made.rows[0][2][1], "revenue@10") == "8.50 to 9.50"


def test_a_number_on_few_new_customers_stands_with_how_many_they_are_its_interval_and_a_note(
    tmp_path,
):
    made = table(tmp_path)
    growth = shop.Amount(0.5, 0.2153, 0.7847)
    rows = [(name, front, [growth, *cells]) for name, front, cells in made.rows]
    measures, few = ["growth@10", *made.measures], {"growth@10": 8, **made.few}
    of_few = replace(made, rows=rows, measures=measures, few=few)
    markdown = online.business(of_few)
    assert "| growth@10 (n = 8) | reach nearly new@10 (n = 75) | revenue@10 |" in markdown
    assert "| cheap | 0.500 (0.215 to 0.785) |" in markdown
    assert shopping.notes_of_few(of_few)[0].endswith("There are 8, as the interval says: no claim.")
    assert shopping.head("growth@10", of_few) == "growth@10 (n\u00a0=\u00a08)"


def test_every_business_metric_says_what_may_not_be_concluded(tmp_path):
    def everything(_: str, metric: str) -> dict[str, Estimate]:
        return {"dear": Estimate(1.0, None, None, 300)}

    made = table(tmp_path, everything)
    notes = shopping.notes(made)
    for metric in METRICS:
        assert "may not be concluded" in notes[f"{metric}@10"]


@pytest.mark.parametrize(
    ("n", "words"), [(5, "There are 5, fewer than 20"), (30, "Fewer than 100: no claim"), (150, "")]
)
def test_few_new_customers_make_no_claim_and_too_few_have_no_number(tmp_path, n, words):
    made = table(tmp_path)
    few = shop.Business(**{**vars(made), "few": {"reach_nearly_new@10": n}})
    assert words in shopping.notes(few)["reach_nearly_new@10"]


@pytest.mark.parametrize(
    ("warning", "words"),
    [
        ("thin", "3.0 effective clicks where 10 are needed."),
        ("weights", "the weights average 1.00 instead of 1."),
        ("never_shown", "0\N{NO-BREAK SPACE}% of its choices were never shown."),
        ("", ""),
    ],
)
def test_too_little_overlap_is_said_in_a_sentence(warning, words):
    assert experimenting.thin(experiments.overlap("old", "new", "shares", warning)).endswith(words)
