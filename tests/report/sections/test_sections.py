"""A section shows its table's numbers, is left out where there are none, escapes its words."""

import re

import pytest

from benchmarks import metrics
from benchmarks.config import load
from benchmarks.contract.csv import as_csv
from tests.report.page import Page, plain, render, whole
from tests.worlds.films import ROOT
from tests.worlds.shop import tables, write_inputs


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sections")
    write_inputs(folder)
    render(folder)
    return folder / "reports"


@pytest.fixture(scope="module")
def text(site):
    return plain(Page(whole(site)).text)


@pytest.fixture(scope="module")
def markdown(site):
    return plain((site / "details.md").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def definitions_page(site):
    return (site / "metrics.md").read_text(encoding="utf-8")


def of(markdown: str, benchmark: str) -> str:
    return markdown.split(f"\n## {benchmark}\n")[1].split("\n## ")[0]


def test_random_folds_are_branded_with_the_average_share_whatever_was_measured(text, markdown):
    assert "folds leaks the future · 25 %" in text
    assert (
        "25 % of the training rows are later than a test row, "
        "on average over the test rows and the folds." in text
    )
    assert "50 % of them are later than a test row of the same household." in of(markdown, "folds")
    assert "bare leaks the future · 0 %" in text
    assert "Within a household the order of time is kept." in of(markdown, "bare")
    assert "shop leaks" not in text


def test_splits_by_fold_and_by_last_row_are_told_in_words(text):
    assert (
        "All purchases are divided at random, by a seed, into 4 folds. "
        "Each fold is the test part once" in text
    )
    assert (
        "Each household’s last purchase is the test part, the one before it the validation part."
        in text
    )
    assert (
        "Each of the 4 folds is a split of its own and was audited; "
        "the table is that of fold 4 of 4." in text
    )


def test_the_audit_says_who_is_left_out_and_why(markdown):
    mine = of(markdown, "shop")
    assert "| Households left out of the test | 9 no row after the cut, 1 a single row |" in mine
    assert "| Test households without a relevant test row | 20 of 200 |" in mine
    assert "| Test items first seen after the cut | 7 of 200 |" in mine


def test_users_are_called_what_the_data_calls_them(text):
    assert "1,000 purchases of 50 products by 200 households." in text
    assert "200 of 200 test households are scored." in text
    assert "Groups of households: are they served alike?" in text


def test_what_is_beyond_relevance_is_shown_with_its_range_and_spread_over_seeds(text, markdown):
    assert "coverage from 0.167 (rater) to 0.500 (repeat)" in text
    assert "repeat 0.500 ± 0.012 popular 0.250" in text
    assert "item age from 41 days (rater) to 123 days (repeat)" in text
    assert "Fresh items are less than 91 days old at the cut; age counts from first sale." in text
    assert "have no interval over users" in text
    mine = of(markdown, "shop")
    assert (
        "| baseline | coverage | popularity lift | personalization | item age, days | fresh share |"
        in mine
    )
    assert "| popular | 0.250 | −0.50 | 0.125 | 62 | 0.031 |" in mine


def test_what_all_have_alike_has_no_range(text):
    assert "popularity lift is −0.50 for all" in text
    assert "−0.50 −0.75 to −0.25" in text


def test_business_is_shown_with_intervals_and_called_a_proxy(text, markdown):
    assert "These are offline proxies, not causal effects" in text
    assert "between 5.0 % (rater) and 20 % (repeat) of the test revenue of the catalogue" in text
    assert "| repeat | 12.34 (0.35–0.45) | 0.200 (0.350–0.450) |" in of(markdown, "shop")


def test_groups_stand_in_a_picture_in_order_of_size_with_those_too_small_marked(site, text):
    labels = Page(whole(site)).values("aria-label")
    assert "nDCG@10 of repeat by age: 19-24 0.400 (19), 65+ 0.400 (120)" in labels
    assert "19-24 19*" in text
    assert "65+ 120*" not in text


def test_fairness_says_whose_gap_is_larger_than_chance(text, markdown):
    assert (
        "By age, nDCG@10 differs by more than chance for 1 of 3 baselines, "
        "with <b>19 behind the others." in text
    )
    assert "0.123 * 65+ over <b>19, p < 0.001" in text
    assert (
        "Under repeat, 65+ is ahead of <b>19 by 0.123, larger than chance makes it. "
        "Larger than chance under 1 of 3 baselines." in text
    )
    assert "| age | 2 | 1 of 3 | &lt;b>19 | 0.123 * (65+ over &lt;b>19, p &lt; 0.001) |" in of(
        markdown, "shop"
    )


def test_words_of_the_tables_are_escaped(site, text):
    assert "<b>19" not in whole(site)
    assert "A & B" in text
    assert "A &amp; B" in whole(site)


def test_providers_are_shown_against_catalogue_and_relevance(text):
    assert (
        "of the places, 80 % go to Own, with 50 % of what was relevant; 20 % to A & B, with 50 %"
        in text
    )
    assert "catalogue 75 % 25 % relevance 50 % 50 % repeat 20 % 80 %" in text


def test_cold_start_is_shown_by_history_and_by_item(text):
    assert "nDCG@10 is highest at none for repeat (0.400), at 1-5 for repeat (0.400)" in text
    assert "by size cold and warm baseline none 110 1-5 100 cold 110" in text
    assert "recall@10 is highest at head for repeat (0.400), at tail for repeat (0.400)" in text


def test_costs_are_shown_and_what_was_not_measured_is_a_dash(text):
    assert "The median request takes from 0.50 ms (repeat) to 2.50 ms (rater)." in text
    assert "thread CPU time of one request" in text
    assert "repeat can take up new items without a refit." in text
    assert "repeat 1.50 – 0.50 – 7.25 0.25 add items 3.00 99" in text
    assert "popular 1.50 – 1.50 – 7.25 – – –" in text


@pytest.mark.usefixtures("blank_figures")
def test_a_table_of_costs_without_the_later_columns_is_shown(tmp_path):
    write_inputs(tmp_path)
    rows = tables()["measured"]
    (tmp_path / "reports/measured.csv").write_text(
        as_csv(("benchmark", "baseline", "fit_seconds"), rows)
    )
    words, _ = render(tmp_path)
    assert "repeat 1.50 – – – – – – –" in words
    assert "The median request" not in words


def test_sections_without_numbers_are_left_out(site, markdown):
    ids = Page(whole(site)).values("id")
    sections = ("beyond", "business", "cold-start", "groups", "providers", "latency")
    assert {f"shop-{name}" for name in sections} <= set(ids)
    assert not {
        f"{benchmark}-{name}" for benchmark in ("folds", "bare") for name in sections
    } & set(ids)
    assert "### Beyond relevance" not in of(markdown, "bare")


def test_buying_again_is_called_hard_to_beat_where_it_leads_and_is_allowed(text, markdown):
    sentence = (
        "repeat is hard to beat: households buy again what they bought, and the next, popular, "
        "reaches 0.200"
    )
    assert sentence in of(markdown, "shop")
    assert text.count("repeat is hard to beat") == 1  # elsewhere what users had is masked


def test_buying_again_is_called_popularity_alone_where_the_view_masks_it(text, markdown):
    said = "repeat ranks by popularity alone here: the view masks what a household bought"
    told = {name: said in of(markdown, name) for name in ("shop", "folds", "bare")}
    assert told == {"shop": False, "folds": True, "bare": True}
    card = "By popularity alone, as the view masks what users had, on folds and bare."
    assert text.count(card) == 1


def test_predictors_of_ratings_below_popularity_are_named(text):
    assert (
        text.count("rater is made to predict ratings; as rankings it comes below popularity alone.")
        == 3
    )


def test_every_metric_is_defined_and_those_not_computed_are_marked(definitions_page):
    headings = re.findall(r"^### (\S+)( \(on request\))?$", definitions_page, re.MULTILINE)
    assert [name for name, _ in headings] == list(metrics.known())
    of_the_world = {
        "rmse", "recall", "ndcg", "coverage", "personalization", "popularity_lift", "item_age",
        "fresh_share", "revenue", "revenue_share",
    }  # fmt: skip
    computed = set(load.load(ROOT / "params.yaml").metrics) & of_the_world
    assert {name for name, mark in headings if not mark} == computed
    assert all(
        metrics.identifier(metric) in definitions_page for metric in metrics.known().values()
    )
    assert "one function" in definitions_page


def test_the_list_of_several_numbers_is_on_the_page_and_in_the_definitions(text, definitions_page):
    assert "MAP@10 ap_hits 0.7556 0.7556 many textbooks and course notes; DaisyRec" in text
    assert (
        "| MAP@10 | `ap_hits` | 0.7556 | 0.7556 | many textbooks and course notes; DaisyRec |"
        in definitions_page
    )
