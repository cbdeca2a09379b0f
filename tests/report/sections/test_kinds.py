"""The report says in words cold items, new users, purchases, second views and searches."""

from pathlib import Path

import pytest

from benchmarks.contract import paths
from benchmarks.contract.documents import Study
from benchmarks.stages import study as settle
from tests.report.page import Page, astray, plain, render, whole
from tests.worlds import films
from tests.worlds.kinds import PARAMS, write_baselines, write_inputs, write_searches


def reported(folder: Path, searched: bool) -> tuple[str, str]:
    """Return the words of the page and of details.md."""
    write_inputs(folder)
    if searched:
        write_searches(folder)
    return render(folder)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kinds")
    reported(folder, searched=True)
    return folder / "reports"


@pytest.fixture(scope="module")
def text(site):
    return plain(Page(whole(site)).text)


@pytest.fixture(scope="module")
def markdown(site):
    return plain((site / "details.md").read_text(encoding="utf-8"))


def section(markdown: str, title: str) -> str:
    """Return a section of details.md with what is beneath it."""
    return markdown.split(f"\n## {title}\n")[1].split("\n## ")[0]


def table_row(markdown: str, first: str) -> str:
    return next(line for line in markdown.splitlines() if line.startswith(f"| {first}"))


def test_a_view_with_a_name_of_its_own_is_a_benchmark_that_shares_fits_and_audit(
    site, text, markdown
):
    assert "on 4 benchmarks" in text
    second = "A second ranking of the fits of shop, anew where a search of its own chose"
    assert second in section(markdown, "shop-new")
    assert "Split, audit and catalogue are those of shop." in text
    assert "Audit of the split, shop-new" not in markdown
    assert "| alpha (tuned) |" in section(markdown, "shop-new")
    assert "shop-new" in Page(whole(site)).values("id")


def test_purchases_are_told_in_their_own_words(text):
    assert "Shop: 1,000 purchases of 50 products by 200 users." in text
    assert "Every product bought counts as relevant, once." in text
    assert "what the user bought in training included: buying again counts." in text
    assert (
        "Lists rank all products that the user never bought before; buying again does not count."
        in text
    )


def test_moments_are_shown_as_dates(text):
    assert "purchases from 27 November 2017, 05:00 UTC are the test part" in text
    assert "before them from 30 October 2017, 04:00 UTC the validation part" in text


def test_what_the_catalogue_leaves_out_is_counted_by_reason(text, markdown):
    assert "The catalogue is 40 of 50 products" in text
    assert "19 % of the test purchases and 35 % of the test revenue." in text
    assert "| excluded department FUEL or COUPON | 2 | 6 | 2.0 % | 10 % |" in markdown
    assert "| fewer than 10 users in training | 8 | 6 | 17 % | 25 % |" in markdown
    assert "| together | 10 | 12 | 19 % | 35 % |" in markdown


def test_cold_items_have_a_second_view_in_its_own_order(text, markdown):
    assert "A seeded 20 % of the items have no interaction at all in training" in text
    assert "among the new items only" in text
    second = markdown.split("### Second view, new-films\n")[1].split("###")[0]
    assert [line.split(" |")[0] for line in second.splitlines() if line.startswith("| ")][2:] == [
        "| beta",
        "| gamma",
        "| alpha",
    ]
    assert "Highest nDCG@10: alpha." in text
    assert "Ranked among the new items only: beta, 0.400." in text


def test_new_users_have_a_cold_start_table_and_curve_in_place_of_slices(site, text, markdown):
    assert "everything up to a new user’s 10th is masked, and the test is all after it" in text
    assert "fitted once for each size of their history, 0, 2 and 10" in text
    mine = section(markdown, "new-people")
    assert "| baseline | 0 | 2 | 10 |" in mine
    assert "| alpha | 0.100 | 0.150 | 0.300 |" in mine
    assert "known=2 " not in mine
    assert "Highest at 0: beta, at 2: beta, at 10: alpha." in mine
    assert (site / "figures/new-people-ndcg-at-10-over-history.svg").exists()
    assert "interactions known†, 99 users no claim" in text


def test_each_history_size_is_audited(text):
    assert (
        "the table is that of known=10. "
        "With known=0, 200 of 200 test users are without training rows." in text
    )


def test_splits_by_items_or_users_are_branded_as_leaks_too(text, markdown):
    assert "new-films leaks the future · 50 %" in text
    assert "new-people leaks the future · 30 %" in text
    assert "Leaks a user’s own future" in section(markdown, "new-films")
    assert "**shop**:" in markdown


def test_the_share_of_ratings_of_strangers_is_reported_where_ratings_are_predicted(markdown):
    assert "100 % are of an item without training rows" in section(markdown, "new-films")
    assert "Of the ratings" not in section(markdown, "new-people")


def test_metrics_that_nobody_has_are_no_column(markdown):
    assert "| RMSE |" in section(markdown, "new-films")
    assert "| RMSE |" not in section(markdown, "shop")


def test_cells_of_one_reason_are_listed_together(text, markdown):
    assert text.count("rater, picky, fixed needs promotions") == 4
    assert "- not applicable: rater, picky, fixed (needs promotions)" in markdown


def test_parameters_are_written_as_in_params_yaml(text):
    assert "factors=16 parts=[alpha, gamma] fast=false" in text


def test_a_search_shows_trials_time_choice_gain_and_edges(markdown):
    row = table_row(section(markdown, "Tuning"), "alpha")
    assert row == (
        "| alpha | 3 | 60 | validation nDCG@10 | 0.2000 | 0.2500 | +25.0 % | 0.3000 | – | −0.0500 |"
        " `factors=128`, `rate=0.25`, `epochs=7`* |"
        " at the edge of its space: factors=128 |"
    )


@pytest.mark.usefixtures("blank_figures")
def test_a_search_that_found_no_difference_is_not_called_tuned(tmp_path):
    write_inputs(
        tmp_path,
        PARAMS.replace(
            "beta: {factors: 16,", "beta: {tuned: {new-films: {factors: 16}}, factors: 16,"
        ),
    )
    write_searches(tmp_path)
    (tmp_path / "tuned/new-films").mkdir()
    trials = "trial,value,chosen,factors\n0,0.000000,yes,16\n1,0.000000,,9\n2,0.000000,,100\n"
    (tmp_path / "tuned/new-films/beta.csv").write_text(trials)
    page, words = render(tmp_path)
    assert "| beta (default parameters: the search found no difference) | 0.280" in section(
        words, "new-films"
    )
    assert "default parameters: the search found no difference" in page
    assert "| no difference |" in table_row(
        section(words, "Tuning").split("### Tuning, new-films")[1], "beta"
    )
    for text in (page, words):
        assert (
            "all trials of beta have one objective, "
            "so it keeps its default parameters and is not called" in text
        )
        assert (
            "found no difference between its trials for beta: in this view too it has its default"
            in text
        )


def test_a_search_by_error_gains_as_the_error_falls_and_values_not_in_use_are_told(markdown):
    row = table_row(section(markdown, "Tuning"), "rater")
    assert (
        "| – | validation RMSE | 0.9000 | 0.8910 | +1.0 % | – | – | – | `factors=20.5` |"
        " not the value in force |" in row
    )


def test_what_is_not_searched_is_named(markdown):
    words = section(markdown, "Tuning")
    assert "Tunable and not searched yet (default parameters): beta. Made by" in words
    assert "to be made anew: alpha and rater. shop-new ranks the same fits" in words
    assert "Not searched yet (default parameters): new-films and new-people." in words
    assert "Without parameters to tune: gamma." in words
    assert "no search space (default parameters): fixed." in words


def test_the_section_on_tuning_says_the_rules_and_what_of_the_test_part_is_told(markdown):
    words = section(markdown, "Tuning")
    assert (
        "3 trials for each baseline that has parameters to search, on each leaderboard, "
        "the default configuration as trial 0." in words
    )
    assert "for 3 further trials, the same number for every baseline" in words
    assert "is judged on the validation part only" in words
    assert "No trial but the chosen one is scored on the test part" in words


@pytest.mark.usefixtures("blank_figures")
def test_without_searches_the_report_says_so(tmp_path):
    for words in reported(tmp_path, searched=False):
        assert "Nothing has been searched yet: all parameters are defaults." in words


def test_an_objective_is_read_without_running_the_baseline(tmp_path, monkeypatch):
    write_baselines(tmp_path)
    monkeypatch.chdir(tmp_path)
    films.write_settings(tmp_path, PARAMS)
    settle.study()
    declared = Study.read(paths.study())
    assert declared.baseline("rater").objective == "rmse"
    assert declared.baseline("alpha").objective == "ndcg@10"


def test_the_same_tables_give_the_same_bytes(site, tmp_path):
    reported(tmp_path, searched=True)
    written = [path.relative_to(site) for path in site.rglob("*") if path.is_file()]
    assert (
        sum(path.suffix == ".svg" for path in written) == 10
    )  # dots and curve each, a second view, a cold start
    for path in written:
        assert (site / path).read_bytes() == (tmp_path / "reports" / path).read_bytes(), path


def test_anchors_resolve_and_ids_are_unique(site):
    assert not astray(site)
