"""The committed pages: small, whole without a network, and found again by what was cited before."""

import json
import re
from pathlib import Path

import pytest

from benchmarks.contract.errors import UserError
from benchmarks.report.site import FRONT, TOUR, board_page, linked, moved
from tests.report.page import Page, astray, pages

REPORTS = Path(__file__).parents[2] / "reports"
FORMER = Path(__file__).with_name("former_anchors.txt").read_text().split()  # of the single page
MOST_LINES = 250
MOST_NODES = 6_000
FRONT_SIZE, BOARD_SIZE = 400_000, 800_000  # bytes


@pytest.fixture(scope="module")
def texts():
    return pages(REPORTS)


@pytest.fixture(scope="module")
def places(texts):
    """Return what the front page's script knows: leaderboards, and pages by anchor."""
    found = re.search(r"const boards = (\[.*?\]), holders = (\{.*?\});", texts[FRONT])
    return json.loads(found[1]), json.loads(found[2])


def test_every_anchor_of_the_single_page_leads_to_a_page(texts, places):
    boards, holders = places
    here = Page(texts[FRONT]).values("id")
    for anchor in FORMER:
        if anchor in here:
            continue
        board = next(
            (name for name in boards if anchor == name or anchor.startswith(f"{name}-")), ""
        )
        page = f"{holders.get(anchor, board)}.html"
        assert page in texts, anchor
        if anchor in (*boards, *(f"{name}-leaderboard" for name in boards), *holders):
            assert anchor in Page(texts[page]).values("id"), anchor


def test_links_between_the_committed_pages_resolve():
    assert not astray(REPORTS)


def test_pages_are_small(texts, places):
    assert len(texts[FRONT].encode()) <= FRONT_SIZE
    for name in places[0]:
        assert len(texts[f"{name}.html"].encode()) <= BOARD_SIZE, name
    for name, text in texts.items():
        assert len(Page(text).tags) <= MOST_NODES, name


def test_the_report_in_markdown_is_short():
    lines = (REPORTS / "report.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= MOST_LINES
    pictures = [re.search(r"!\[.+\]\((.+)\)", line) for line in lines]
    files = [picture[1] for picture in pictures if picture]
    assert files
    assert all((REPORTS / file).exists() for file in files)


def test_pages_ask_for_nothing(texts):
    for name, text in texts.items():
        tags = Page(text).tags
        assert not [a for tag, a in tags if "src" in a], name
        assert {a["href"] for tag, a in tags if tag == "link"} == {"data:,"}, name
        assert not re.search(r"url\((?!#)|@import|fetch\(", text), name


def test_a_link_to_another_page_leads_there_and_one_to_nowhere_is_an_error():
    given = {"a.html": '<p id="a"><a href="#a"></a><a href="#b"></a></p>', "b.html": '<p id="b">'}
    assert linked(given)["a.html"] == '<p id="a"><a href="#a"></a><a href="b.html#b"></a></p>'
    with pytest.raises(ValueError, match=r"a\.html: no page of the report has #b"):
        linked({"a.html": '<a href="#b"></a>'})


def test_of_two_leaderboards_the_longer_name_has_the_anchor():
    given = {"films.html": "", "films-new.html": "", "tuning.html": '<i id="films-expected-best">'}
    found = moved(given, ["films", "films-new"])
    assert found.boards == ["films-new", "films"]
    assert found.holders == {"films-expected-best": "tuning"}


@pytest.mark.parametrize("name", [name.removesuffix(".html") for name in TOUR])
def test_a_benchmark_cannot_have_the_name_of_another_page(name):
    with pytest.raises(UserError, match=f"{name} is the name of a page of the report"):
        board_page(name)
