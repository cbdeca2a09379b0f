"""The tuning section: what it brought on both parts, luck of seeds, and the budget's figure."""

import json
import re
from dataclasses import replace
from itertools import combinations
from statistics import fmean

import pytest

from benchmarks.contract import paths
from benchmarks.contract.files import write_text
from benchmarks.contract.settings import ViewRules
from benchmarks.contract.spaces import Floats
from benchmarks.contract.trials import Rule, as_json
from benchmarks.report.prose import searched as prose
from benchmarks.report.sections import budgets, tuning
from tests.report.page import Page, plain, render, whole
from tests.worlds.kinds import PARAMS, write_inputs

SPACE = {"factors": Floats(8, 128)}
RULE = {
    "data": {},
    "view": ViewRules(),
    "objective": "ndcg@10",
    "defaults": {"factors": 16},
    "space": SPACE,
    "trials": 8,
    "beyond": 3,
    "seed": 0,
    "most_epochs": 30,
    "at_random": 8,
    "batch": 4,
}
VALUES = (0.2, 0.1, 0.25, 0.1, 0.15, 0.2, 0.22, 0.24, 0.3, 0.26)  # two of them beyond an edge


def write_search(leaderboard, baseline):
    """Write a search of ten trials, the ninth of which was chosen."""
    lines = ["trial,space,value,chosen,factors"]
    for number, value in enumerate(VALUES):
        chosen = "yes" if value == max(VALUES) else ""
        lines.append(f"{number},{int(number > 7)},{value:.6f},{chosen},{16 if not number else 250}")
    write_text(paths.trials(leaderboard, baseline), "\n".join(lines))
    wider = {"factors": Floats(8, 1280)}
    Rule(**RULE | {"extended": wider}).write(paths.rule(leaderboard, baseline))


def repeats(by):
    """Return a table of two repeats by a rule, and of one by another."""
    rows = (f"1000,{by},8,0.281,9", f"2000,{by},8,0.325,9", "3000,other,8,0.999,9")
    return "\n".join(["seed,rule,trials,value,factors", *rows])


@pytest.fixture(name="words")
def _words(tmp_path, monkeypatch: pytest.MonkeyPatch, blank_figures):
    """The words of the page and of details.md about searches on `new-films` and `shop-new`."""
    del blank_figures
    monkeypatch.chdir(tmp_path)
    views = "views: {all: {mask: seen}, cold: {mask: seen, candidates: cold}}"
    params = PARAMS.replace(views, f"{views}\n    tuned_by: cold")
    write_inputs(tmp_path, params.replace("picky: {", "picky: {only: [shop], "))
    write_search("new-films", "picky")  # from before it was limited to another benchmark
    for leaderboard in ("new-films", "shop-new"):
        write_search(leaderboard, "beta")
        write_text(paths.tuned(leaderboard), "beta: {factors: 250}")
    write_text(paths.repeats("new-films", "beta"), repeats(Rule(**RULE).digest()))
    given = json.dumps(as_json({"factors": 16, "parts": ["alpha", "gamma"]}).replace('"', '""'))
    given = given.replace('\\"', '"')
    table = f"objective,value,parameters,code\nndcg@10,0.32,{given},x"
    write_text(paths.default_scores("new-films", "beta"), table)
    return render(tmp_path)


def row(words, leaderboard):
    block = words[1].split(f"### Tuning, {leaderboard}")[1].split("###")[0]
    return next(line for line in plain(block).splitlines() if line.startswith("| beta"))


def test_a_search_is_set_against_the_defaults_on_both_parts_in_the_view_that_it_judged(words):
    # the test part has .28 for everybody and .4 in the view `cold`, the defaults .32 there
    assert row(words, "new-films") == (
        "| beta | 8 + 2 | – | validation nDCG@10 | 0.2000 | 0.3000 | +50.0 % | 0.4000 | +25.0 % |"
        " −0.1000 | `factors=250` | validation with 2 other seeds: 0.2810 to 0.3250 |"
    )
    assert "Judged in the view cold." in words[1]


def searched(baseline, chosen, shown, metric="ndcg@10"):
    tested = tuning.Tested(None, shown, None, chosen - shown)
    search = tuning.Search(baseline, 20, None, metric, 0.1, chosen, None, False, False, [], True)
    return replace(search, tested=tested)


def test_the_pair_whose_order_differs_most_between_validation_and_test_is_named():
    short, long, other = (
        searched("short", 0.14, 0.17),
        searched("long", 0.13, 0.19),
        searched("other", 0.135, 0.16),
    )
    found = tuning.turned([short, long, other, searched("rating", 9.0, 0.1, "rmse")])
    assert (found.validated.baseline, found.tested.baseline) == ("other", "long")
    assert tuning.turned([long, searched("best", 0.2, 0.3)]) is None
    block = tuning.OfBenchmark("films", [], [], [], turned=found)
    said = prose.of_benchmark(block)
    assert said.startswith("The validation part follows what is learnt from at once")
    assert "other (0.1350) is ahead of long (0.1300) on the validation part" in said
    assert said.endswith("behind it on the test part (0.1600 and 0.1900).")


def test_a_search_with_another_budget_than_todays_is_said_to_be_of_an_earlier_rule(words):
    block = words[1].split("### Tuning, new-films")[1].split("###")[0]
    assert "Made by an earlier rule" in block  # 8 trials, and params.yaml has 3


def test_a_table_of_a_baseline_that_no_longer_runs_on_the_benchmark_is_not_shown(words):
    block = words[1].split("### Tuning, new-films")[1].split("###")[0]
    assert "| beta" in block
    assert "picky" not in block


def test_a_view_with_searches_of_its_own_has_a_table_and_the_rest_the_benchmarks_values(words):
    assert "| 0.3000 | +50.0 % | 0.2800 | – | +0.0200 |" in row(words, "shop-new")
    block = words[1].split("### Tuning, shop-new")[1]
    assert "not searched yet (the values of shop): alpha" in block


def test_what_searches_are_expected_to_reach_is_drawn_from_the_trials_at_random(words, tmp_path):
    page, markdown = words
    for leaderboard in ("new-films", "shop-new"):
        assert (tmp_path / f"reports/figures/{leaderboard}-expected-best.svg").exists()
        assert f"figures/{leaderboard}-expected-best.png" in markdown
    assert "to half their number (4)" in plain(page)
    best = [VALUES[0]]  # of all ways to draw so many beside the default
    for drawn in range(1, 4):
        ways = combinations(VALUES[1:8], drawn)
        best.append(fmean(max(VALUES[0], *others) for others in ways))
    text = whole(tmp_path / "reports")
    (row,) = re.findall(
        r"Expected best objective on shop-new,.*?<tbody>\n<tr>(.*?)</tr>", text, re.S
    )
    assert re.findall(r">([^<]+)<", row) == ["beta", *(f"{value:.4f}" for value in best)]
    assert "shop-new-expected-best" in Page(text).values("id")


def test_trials_beyond_an_edge_are_not_among_those_at_random(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_search("films", "beta")
    Rule(**RULE | {"trials": 4}).write(paths.rule("films", "beta"))
    assert budgets._at_random("films", "beta").others == list(VALUES[1:4])
