"""The front page in a real browser: no label over another, one baseline followed, old links kept.

Only `make browser` runs this: it needs Playwright and a Chromium, such as Debian's.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.contract.csv import read_csv
from tests.browser.board import LAPTOP, OPENED, PHONE, REPORTS, serious

FRONT = REPORTS / "index.html"
PAGES = sorted(REPORTS.glob("*.html"))
BOARDS = {row["benchmark"] for row in read_csv(REPORTS / "standings.csv")}
# of leaderboards the one of baskets, whose page has most; test_workbench.py has another
KINDS = [path for path in PAGES if path.stem not in BOARDS or path.stem.endswith("-baskets")]
COVERED = """() => [...document.querySelectorAll("svg.pic")].flatMap((picture) => {
  const boxes = [...picture.querySelectorAll("text")]
    .map((text) => [text.textContent, text.getBoundingClientRect()])
    .filter(([, box]) => box.width);
  return boxes.flatMap(([one, a], index) => boxes.slice(index + 1)
    .filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1
      && a.top < b.bottom - 3 && b.top < a.bottom - 3)
    .map(([other]) => `${one} / ${other}`));
})"""
SHEETS = {"index": 5, "tuning": 15}  # A4 at most; tuning has a table for each leaderboard
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

pytestmark = pytest.mark.browser


@pytest.fixture(params=[LAPTOP, PHONE], ids=["laptop", "phone"])
def page(chromium: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The front page of the committed report; at the end the console is empty, all was local."""
    context = chromium.new_context(
        viewport=request.param, color_scheme="light", reduced_motion="reduce"
    )
    opened = context.new_page()
    complaints, requests = [], []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda asked: requests.append(asked.url))
    opened.goto(FRONT.as_uri())
    yield opened
    assert not complaints
    assert all(url.startswith(("data:", REPORTS.as_uri())) for url in requests)
    context.close()


def test_no_label_of_a_picture_covers_another(page: Any) -> None:
    assert page.evaluate(COVERED) == []
    page.get_by_label("time of a request").check()
    assert page.locator("svg.request").first.is_visible()
    assert page.evaluate(COVERED) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_each_page_is_no_wider_than_the_window(page: Any, path: Path) -> None:
    page.goto(path.as_uri())
    assert page.evaluate(WIDER) == 0


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_on_paper_each_page_is_of_few_sheets(page: Any, path: Path) -> None:
    page.goto(path.as_uri())
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert 0 < len(sheets) <= SHEETS.get(path.stem, 10)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", KINDS, ids=lambda path: path.stem)
def test_axe_finds_nothing_serious(page: Any, path: Path, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(path.as_uri())
    page.evaluate(OPENED)
    assert serious(page) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_each_table_has_a_caption_to_link_and_its_numbers_to_take(page: Any, path: Path) -> None:
    page.goto(path.as_uri())
    lacking = """of => [...of].filter(table => !table.closest('.noprint, #board, #matrix'))
        .filter(table => !table.caption?.id || !(table.caption.querySelector('a[href$=".csv"]')
            || table.caption.innerText.includes("CSV")))
        .map(table => table.innerText.slice(0, 60))"""
    page.evaluate(OPENED)
    assert page.locator("table").evaluate_all(lacking) == []
    uncited = """of => [...of].filter(figure => !figure.innerText.includes("Citation"))
        .map(figure => figure.id)"""
    assert page.locator(":is(.multiples, .figures) > figure[id]").evaluate_all(uncited) == []


def test_two_screens_are_enough_on_a_laptop(page: Any) -> None:
    if page.viewport_size == LAPTOP:
        assert page.evaluate("document.documentElement.scrollHeight") <= 2.2 * LAPTOP["height"]


def test_a_baseline_that_is_followed_stays_so_after_a_reload(page: Any) -> None:
    chooser = page.get_by_label("Follow a baseline")
    name = chooser.locator("option").nth(1).get_attribute("value")
    chooser.select_option(name)
    assert page.url.endswith(f"#follow={name}")
    page.reload()
    assert page.get_by_label("Follow a baseline").input_value() == name
    followed = page.locator(".followed")
    assert followed.count() > 1
    assert set(followed.evaluate_all("all => all.map(part => part.dataset.b)")) == {name}


@pytest.mark.parametrize(
    ("anchor", "file"),
    [("tuning", "tuning.html"), ("metric-ndcg", "methods.html"), ("ml-100k-audit", "ml-100k.html")],
)
def test_an_anchor_of_the_former_page_is_found_where_it_is_now(
    page: Any, anchor: str, file: str
) -> None:
    page.goto(f"{FRONT.as_uri()}#{anchor}")
    page.wait_for_url(f"**/{file}#{anchor}", timeout=5000)
    target = page.locator(f"[id='{anchor}']")
    target.wait_for(state="visible")  # what was folded is open


def test_the_theme_switches_and_is_remembered(page: Any) -> None:
    chooser = page.locator("#theme")
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    chooser.select_option("dark")
    dark = page.evaluate(colour)
    assert dark != light
    page.reload()
    assert page.evaluate(colour) == dark
    page.emulate_media(media="print")
    assert page.evaluate(colour) == "rgb(255, 255, 255)"
