"""The report says in words cold items, new users, purchases, second views and searches."""

import json
import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.contract import paths
from benchmarks.contract.csv import as_csv
from benchmarks.contract.documents import Study
from benchmarks.report.figures.lines import Looks, curves
from benchmarks.report.figures.scatter import Labels, tradeoff
from benchmarks.report.figures.style import INK, MUTED, SERIES
from benchmarks.stages import report
from benchmarks.stages import study as settle
from tests.report.test_report import ROOT, Page, plain, write_settings
from tests.worlds import older

PARAMS = """
seeds: 2
cutoffs: [5, 10]
metrics: [rmse, recall, ndcg, coverage]
headline: [ndcg@10, recall@10, rmse]
tuning:
  trials: 3
datasets: {films: {reader: films}, shop: {reader: shop}}
benchmarks:
  new-films:
    dataset: films
    split: {kind: cold_items, test: 0.2, validation: 0.1}
    relevance: {min_rating: 4}
    views: {all: {mask: seen}, cold: {mask: seen, candidates: cold}}
  new-people:
    dataset: films
    split: {kind: cold_users, test: 0.2, validation: 0.1, known: [0, 2, 10]}
    relevance: {min_rating: 4}
    views: {all: {mask: seen}}
  shop:
    dataset: shop
    split:
      kind: temporal
      validation_from: "2017-10-30T04:00:00Z"
      test_from: "2017-11-27T05:00:00Z"
    catalogue: {min_users: 10, exclude: [department=FUEL, department=COUPON]}
    relevance: {}
    views: {all: {mask: none}, new: {mask: seen, benchmark: shop-new}}
baselines:
  alpha: {factors: 16, rate: 0.5, tuned: {shop: {factors: 128, rate: 0.25, epochs: 7}}}
  beta: {factors: 16, parts: [alpha, gamma]}
  gamma: {}
  rater: {factors: 16}
  picky: {factors: 16}
  fixed: {damping: 5}
"""
SPACES = {  # what the classes of the tunable baselines declare
    "alpha": '{"factors": Integers(8, 128, log=True), "rate": Floats(0, 1)}',
    "beta": '{"factors": Floats(8, 128)}',
    "rater": '{"factors": Floats(8, 128)}',
    "picky": '{"factors": Floats(8, 128)}',
}
OBJECTIVES = {"rater": "rmse"}  # where it is not nDCG@10
BASELINE = '''"""A made-up baseline."""

import jax_is_not_imported

from benchmarks.contract.spaces import Floats, Integers


class Model:
    personalized = True
    objective = "{objective}"
    search = {space}

    def __init__(self, *, factors=16):
        self.factors = factors
'''
NUMBERS = {"alpha": (0.3, 0.25, 0.35), "beta": (0.28, 0.2, 0.26), "gamma": (0.1, 0.05, 0.15)}
COLD = {"alpha": 0.15, "beta": 0.4, "gamma": 0.2}  # another order than that of everybody
KNOWN = {"known=0": (0.1, 0.2, 0.1), "known=2": (0.15, 0.2, 0.1), "known=10": (0.3, 0.2, 0.1)}


def write_inputs(folder: Path, parameters: str = PARAMS) -> None:
    """Write all that the stage reads about three kinds of benchmark and a second view."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    write_settings(folder, parameters)
    write_baselines(folder)
    (folder / "reports").mkdir(exist_ok=True)
    tables: dict[str, list[dict]] = {name: [] for name in older.TABLES}
    for benchmark in ("new-films", "new-people", "shop", "shop-new"):
        for place, (baseline, (value, low, high)) in enumerate(NUMBERS.items()):
            row = {"benchmark": benchmark, "baseline": baseline, "slice": "all", "n_users": 120}
            number = {"value": value, "ci_low": low, "ci_high": high}
            tables["results"] += [
                {**row, **number, "metric": m} for m in ("ndcg@5", "ndcg@10", "recall@10")
            ]
            if benchmark == "new-films":
                more = {"slice": "cold", "metric": "ndcg@10", "value": COLD[baseline]}
                tables["results"].append({**row, **number, **more})
                tables["results"].append({**row, **number, "metric": "rmse", "value": 0.9})
            for slice_, values in KNOWN.items() if benchmark == "new-people" else ():
                more = {"slice": slice_, "metric": "ndcg@10", "value": values[place], "n_users": 99}
                tables["results"].append({**row, **number, **more})
            given = json.dumps({"factors": 16, "parts": ["alpha", "gamma"], "fast": False})
            tables["cells"].append(
                {**row, "status": "ok", "seeds": 2, "fallback_share": 0, "parameters": given}
            )
            tables["measured"].append({**row, "fit_seconds": 1.5})
        absent = {"benchmark": benchmark, "status": "not applicable", "reason": "needs promotions"}
        tables["cells"] += [
            {**absent, "baseline": baseline} for baseline in ("rater", "picky", "fixed")
        ]
    for name, rows in tables.items():
        (folder / f"reports/{name}.csv").write_text(as_csv(older.TABLES[name], rows))
    write_facts(folder)


def write_baselines(folder: Path) -> None:
    """Write the files of the baselines that can be searched."""
    (folder / "baselines").mkdir()
    for name, space in SPACES.items():
        text = BASELINE.format(space=space, objective=OBJECTIVES.get(name, "ndcg@10"))
        (folder / f"baselines/{name}.py").write_text(text)


def write_facts(folder: Path) -> None:
    """Write the audits and what is known about the datasets."""
    (folder / "runs/audit").mkdir(parents=True)
    parts = {"train": 700, "validation": 100, "test": 200}
    none = ("pairs_in_training_and_test", "duplicate_pairs", "cold_test_users", "cold_test_items")
    none += (
        "test_rows_with_cold_user",
        "test_rows_with_cold_item",
        "users_whose_test_cut_falls_inside_a_tie",
    )
    found = {"rows": parts, "users": parts, "items": parts, **dict.fromkeys(none, 0)}
    found |= {
        "training_later_than_test": 0.0,
        "training_later_than_test_same_user": 0.0,
        "leaks_the_future": False,
    }
    found |= {
        "users_left_out": {},
        "test_items_first_seen_after_the_cut": 0,
        "test_users_without_relevant_rows": 0,
    }
    leaky = {**found, "leaks_the_future": True, "training_later_than_test": 0.4}
    late = {
        "training_later_than_test": 0.5,
        "training_later_than_test_same_user": 0.95,
        "leaks_the_future": True,
    }
    out = {"items": 2, "rows": 9, "test_rows": 6, "test_rows_share": 0.02, "test_value_share": 0.1}
    rare = {**out, "items": 8, "test_rows_share": 0.17, "test_value_share": 0.25}
    stranger = {
        "training_later_than_test": 0.2,
        "cold_test_users": 200,
        "test_rows_with_cold_user": 200,
    }
    folds = {"known=0": {**leaky, **stranger}, "known=10": leaky}
    audits = {
        "new-films": {**found, **late, "test_rows_with_cold_item": 200, "left_out": {}},
        "new-people": {**leaky, "fold": "known=10", "folds": folds, "left_out": {}},
        "shop": {**found, "left_out": {"excluded": out, "rare": rare}},
    }
    for name, audit in audits.items():
        (folder / f"runs/audit/{name}.json").write_text(
            json.dumps({"fold": "all", "folds": {"all": audit}} | audit)
        )
    dataset = {
        "title": "Films",
        "interactions": 1000,
        "items": 50,
        "users": 200,
        "rating_scale": [1, 5],
    }
    dataset |= {"first_time": 874724710, "last_time": 893286638}
    dataset |= {"citation": "A. Author 2001.", "licence": "for research", "repeats": False}
    shop = dataset | {"title": "Shop", "rating_scale": None, "repeats": True}
    for name, facts in (("films", dataset), ("shop", shop)):
        (folder / f"data/prepared/{name}").mkdir(parents=True)
        (folder / f"data/prepared/{name}/dataset.json").write_text(json.dumps(facts))


def write_searches(folder: Path) -> None:
    """Write the tables of two searches on `shop`.

    One chose what lies at an edge, the other kept its default.
    """
    (folder / "tuned/shop").mkdir(parents=True, exist_ok=True)
    (folder / "tuned/seconds/shop").mkdir(parents=True)
    (folder / "tuned/shop/alpha.csv").write_text(
        "trial,value,chosen,factors,rate,epochs\n0,0.200000,,16,0.5,3\n1,0.250000,yes,128,0.25,7\n2,0.1,,9,0.1,2\n"
    )
    (folder / "tuned/seconds/shop/alpha.csv").write_text("trial,seconds\n0,10.0\n1,20.0\n2,30.0\n")
    (folder / "tuned/shop/rater.csv").write_text(
        "trial,value,chosen,factors\n0,0.900000,,16\n1,0.891000,yes,20.5\n"
    )


def render(folder: Path, searched: bool) -> tuple[str, str]:
    """Return the words of the page and of report.md."""
    write_inputs(folder)
    if searched:
        write_searches(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        settle.study()
        report.report()
    return plain(Page(folder / "reports/index.html").text), plain(
        (folder / "reports/report.md").read_text()
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kinds")
    render(folder, searched=True)
    return folder / "reports"


@pytest.fixture(scope="module")
def text(site):
    return plain(Page(site / "index.html").text)


@pytest.fixture(scope="module")
def markdown(site):
    return plain((site / "report.md").read_text(encoding="utf-8"))


def section(markdown: str, title: str) -> str:
    """Return a section of report.md with what is beneath it."""
    return markdown.split(f"\n## {title}\n")[1].split("\n## ")[0]


def table_row(markdown: str, first: str) -> str:
    return next(line for line in markdown.splitlines() if line.startswith(f"| {first}"))


def test_a_view_with_a_name_of_its_own_is_a_benchmark_that_shares_fits_and_audit(
    site, text, markdown
):
    assert "on 4 benchmarks" in text
    assert "A second ranking of the fits of shop." in section(markdown, "shop-new")
    assert "Split, audit and catalogue are those of shop." in text
    assert "Audit of the split, shop-new" not in markdown
    assert "| alpha (tuned) |" in section(markdown, "shop-new")
    assert "shop-new" in Page(site / "index.html").values("id")


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
    assert "Ranked among the new items only: beta, 0.400; not tested." in text


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
        "| alpha | 3 | 60 | validation nDCG@10 | 0.2000 | 0.2500 | +25.0 % |"
        " `factors=128`, `rate=0.25`, `epochs=7`* |"
        " at the edge of its space: factors=128 |"
    )


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
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        settle.study()
        report.report()
    page = plain(Page(tmp_path / "reports/index.html").text)
    words = plain((tmp_path / "reports/report.md").read_text())
    assert "| beta (default parameters: the search found no difference) | 0.280" in section(
        words, "new-films"
    )
    assert "beta default parameters: the search found no difference" in page
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
        "| – | validation RMSE | 0.9000 | 0.8910 | +1.0 % | `factors=20.5` |"
        " not the value in force |" in row
    )


def test_what_is_not_searched_is_named(markdown):
    words = section(markdown, "Tuning")
    assert (
        "Tunable and not searched yet (default parameters): beta. shop-new ranks the same fits"
        in words
    )
    assert "Not searched yet (default parameters): new-films and new-people." in words
    assert "Without parameters to tune: gamma." in words
    assert "no search space (default parameters): fixed." in words


def test_the_section_on_tuning_says_the_rules_and_nothing_of_the_test_part(markdown):
    words = section(markdown, "Tuning")
    assert (
        "3 trials for each tunable baseline on each benchmark, "
        "the default configuration as trial 0." in words
    )
    assert "on the validation part only" in words
    assert "test" not in words


def test_without_searches_the_report_says_so(tmp_path):
    for words in render(tmp_path, searched=False):
        assert "Nothing has been searched yet: all parameters are defaults." in words


def test_an_objective_is_read_without_running_the_baseline(tmp_path, monkeypatch):
    write_baselines(tmp_path)
    monkeypatch.chdir(tmp_path)
    write_settings(tmp_path, PARAMS)
    settle.study()
    declared = Study.read(paths.STUDY)
    assert declared.baseline("rater").objective == "rmse"
    assert declared.baseline("alpha").objective == "ndcg@10"


def test_lines_of_those_that_lead_are_thick_and_never_grey():
    lines = [(name, [0.1, 0.2]) for name in ("plain", "leader", "tied")]
    picture = curves(lines, [5, 10], "nDCG@k", "k", Looks(["tied"], ["leader", "tied"]))
    tied, leader, plain_line = picture.axes[0].lines  # the first of the lines is drawn last
    assert (plain_line.get_color(), leader.get_color(), tied.get_color()) == (
        MUTED,
        INK,
        SERIES[0],
    )
    assert leader.get_linewidth() == tied.get_linewidth() > 2 > plain_line.get_linewidth()


@pytest.mark.parametrize(("low", "high"), [(0.2, 0.9), (3, 8), (0.5, 70), (0.001, 300)])
def test_numbers_on_a_logarithmic_axis_are_plain_and_do_not_touch(low, high):
    points = [("a", low, 0.1), ("b", high, 0.2)]
    picture = tradeoff(points, ["a", "b"], Labels("ms", "nDCG@10"), faster=True)
    axis = picture.axes[0].xaxis
    left, right = picture.axes[0].get_xlim()
    where = [place for place in axis.get_majorticklocs() if left <= place <= right]
    assert 1 <= len(where) <= 7
    assert not any(label.get_text() for label in axis.get_minorticklabels())
    assert all(re.fullmatch(r"\d+(\.\d+)?", axis.get_major_formatter()(place)) for place in where)
    across = [picture.axes[0].transData.transform((place, 0.1))[0] for place in where]
    assert all(second - first > 24 for first, second in pairwise(across))


def test_the_same_tables_give_the_same_bytes(site, tmp_path):
    render(tmp_path, searched=True)
    written = [path.relative_to(site) for path in site.rglob("*") if path.is_file()]
    assert (
        sum(path.suffix == ".svg" for path in written) == 10
    )  # dots and curve each, a second view, a cold start
    for path in written:
        assert (site / path).read_bytes() == (tmp_path / "reports" / path).read_bytes(), path


def test_anchors_resolve_and_ids_are_unique(site):
    page = Page(site / "index.html")
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.values("href") if link.startswith("#")} <= set(ids)
