"""The front page and report.md: what leads, what is tied and which ranks are open, each linked."""

import re
from types import SimpleNamespace

import pytest

from benchmarks.report.inputs import read
from benchmarks.report.rows import Rank
from benchmarks.report.sections.front import _places
from benchmarks.report.sections.ranking import ranking
from benchmarks.report.sections.verdicts import standings
from tests.report.page import Page, pages, plain
from tests.report.sections.test_verdicts import PARAMS, comparisons, written

CELL = r'<td class="h\d( best)?"><a href="([^"]+)">(?:●\u2009)?([^<]+)'


@pytest.fixture
def reports(tmp_path, blank_figures):
    return written(tmp_path, comparisons(), PARAMS)


def line(front, baseline):
    """Return the cells of a baseline in the table of ranks: best or not, link, range."""
    row = front.partition(f'data-b="{baseline}"><th scope="row">')[2].partition("</tr>")[0]
    return [(bool(best), link, ranks) for best, link, ranks in re.findall(CELL, row)]


def test_the_front_page_says_who_leads_and_the_table_which_ranks_are_open(reports):
    front = pages(reports)["index.html"].replace("&thinsp;", "\u2009")
    words = plain(Page(front).text)
    assert "alpha and beta are tied , 0.300 to 0.280;" in words
    assert "alpha is best , significantly ahead of all 2 others: 0.300 against 0.280" in words
    assert line(front, "alpha") == [
        (True, "films-leaky.html#row-alpha", "1–2"),
        (True, "films-clean.html#row-alpha", "1"),
    ]
    assert line(front, "beta") == [
        (True, "films-leaky.html#row-beta", "1–2"),
        (False, "films-clean.html#row-beta", "2"),
    ]
    assert line(front, "gamma")[0] == (False, "films-leaky.html#row-gamma", "3")


def test_the_markdown_says_the_same_in_short_tables(reports):
    markdown = plain((reports / "report.md").read_text(encoding="utf-8"))
    assert (
        "**alpha and beta are tied**, 0.300 to 0.280; alpha is 200 % (168 % to 241 %)" in markdown
    )
    assert re.search(r"\| \*\*beta\*\* \| 0\.280 \| [^|]* \| 1–2 \| \+180 % \|", markdown)
    assert re.search(r"\| beta \| 0\.280 \| [^|]* \| 2 \| \+180 % \|", markdown)
    assert re.search(r"^\| alpha \| – \| \*\*1–2\*\* \| \*\*1\*\* \| – \|$", markdown, re.MULTILINE)


def test_what_was_not_tested_is_marked_nowhere(tmp_path, blank_figures):
    folder = written(tmp_path, [], PARAMS)
    front = pages(folder)["index.html"]
    assert "Not tested." in front
    assert not re.search(r'class="row tied|<td class="h\d', front)


def test_the_difference_that_stays_unseen_is_the_median_over_pairs(reports):
    words = plain(Page(pages(reports)["index.html"]).text)
    # 0.02 of the larger number of each pair, 0.3, 0.3 and 0.28; 1.155 times that for 3 pairs
    assert "With 180 users a difference below 7.7 % of the larger number mostly stays" in words


def test_two_short_leaderboards_that_follow_each_other_share_a_place():
    class Short:
        def __init__(self, n):
            self.marks = [None] * n

    short, long = Short(5), Short(30)
    assert [len(place) for place in _places([long, short, short, short, long])] == [1, 2, 1, 1]


def test_the_table_of_standings_and_the_sections_call_the_same_baselines_tied(reports, monkeypatch):

    monkeypatch.chdir(reports.parent)
    inputs = read()
    for shown in inputs.shown:
        tied = [
            row.baseline for row in inputs.stands(shown.name, "ndcg@10") if row.is_tied_for_best
        ]
        standing = standings(shown.name, inputs).get("ndcg@10")
        assert tied == (standing.tied if standing else [])


def test_baselines_are_sorted_by_what_the_table_shows_those_on_few_leaderboards_apart():
    ranks = [
        Rank("ndcg@10", "steady", 4.0, 6, win_rate=0.7),
        Rank("ndcg@10", "first", 6.0, 5, win_rate=0.8),
        Rank("ndcg@10", "rare", 1.0, 2, win_rate=0.9),
        Rank("recall@10", "steady", 1.0, 6, win_rate=1.0),
    ]
    settings = SimpleNamespace(headline=["ndcg@10"], comparison=SimpleNamespace(reference="steady"))
    lines = ranking({}, SimpleNamespace(ranks=ranks, settings=settings, label=str.title))
    assert [(line.label, line.is_on_few) for line in lines] == [
        ("First", False),
        ("Steady", False),
        ("Rare", True),
    ]
