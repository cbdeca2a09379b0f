"""The section on next baskets: its numbers and sentences, and where it is left out."""

import pytest

from benchmarks.contract.csv import as_csv
from benchmarks.report.prose import baskets
from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.sections.beyond import Span
from benchmarks.report.sections.grids import Extreme, Grid
from benchmarks.report.sections.next_basket import NextBasket
from tests.report.page import Page, plain, render, whole
from tests.worlds import older
from tests.worlds.shop import PARAMS, tables, write_inputs

HOUSEHOLDS = Nouns("households", "products", "purchases", bought=True)
NUMBERS = {
    "recall_repeat@10": {"repeat": 0.5, "popular": 0.25},
    "recall_explore@10": {"repeat": 0.0, "popular": 0.125},
    "repeat_share@10": {"repeat": 1.0, "popular": 0.4},
    "recall_at_size": {"repeat": 0.375, "popular": 0.0625},
}
OWN = "    metrics: [recall_repeat, recall_explore, repeat_share, recall_at_size]\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("baskets")
    write_inputs(folder)
    fresh = "    fresh_days: 91\n"
    (folder / "params.yaml").write_text(PARAMS.replace(fresh, fresh + OWN))
    results = tables()["results"]
    of_shop = {"benchmark": "shop", "slice": "all", "n_users": 200}
    for metric, by_baseline in NUMBERS.items():
        for baseline, value in by_baseline.items():
            interval = {"ci_low": value - 0.01, "ci_high": value + 0.01}
            row = {**of_shop, "baseline": baseline, "metric": metric, "value": value}
            results.append({**row, **interval})
    text = as_csv(older.TABLES["results"], results)
    (folder / "reports/results.csv").write_text(text)
    render(folder)
    return folder / "reports"


def test_the_section_has_both_parts_of_the_basket_and_lists_as_long_as_it(site):
    text = plain(Page(whole(site)).text)
    assert "On repeats alone the highest recall@10 is that of repeat (0.500), on new" in text
    assert "products alone that of popular (0.125)." in text
    assert "Of the first 10 in a list 40 % (popular) to 100 % (repeat) are repeats." in text
    markdown = plain((site / "details.md").read_text(encoding="utf-8"))
    section = markdown.split("### Next basket, shop")[1].split("\n### ")[0]
    heads = "| baseline | recall repeat@10 | recall explore@10 | repeat share@10 | recall at size |"
    assert heads in section
    assert "| popular | 0.250 (0.240–0.260) | 0.125 (0.115–0.135) |" in section
    assert "0.375 (0.365–0.385)" in section


def test_other_benchmarks_have_no_such_section(site):
    ids = set(Page(whole(site)).values("id"))
    assert "shop-next-basket" in ids
    assert not {"folds-next-basket", "bare-next-basket"} & ids


def section(**more: object) -> NextBasket:
    usual = {"repeats": None, "explored": None, "share": None, "of_test": None}
    return NextBasket(**{"length": 10, "table": Grid([], [], []), **usual, **more})


def test_what_is_not_known_is_not_said():
    assert baskets.next_basket(section(), HOUSEHOLDS) == ""
    said = plain(baskets.next_basket(section(of_test=0.44), HOUSEHOLDS))
    assert said == "44 % of the test purchases are repeats."


def test_lists_that_all_hold_as_much_are_said_to():
    same = Span("repeat_share", 3, "", Extreme(0.5, "ease", 1), Extreme(0.5, "ease", 1), None)
    said = plain(baskets.next_basket(section(share=same), HOUSEHOLDS))
    assert said == "The first 10 of all lists hold 50 % repeats."


def test_the_note_names_users_and_items_of_the_data():
    assert baskets.note(HOUSEHOLDS).startswith("Repeats are products that the household had before")


def test_nothing_is_said_of_a_test_basket_as_other_splits_may_name_these_metrics(site):
    text = plain(Page(whole(site)).text)
    assert "a household whose test has none counts for new products alone" in text
    assert "test basket" not in text
