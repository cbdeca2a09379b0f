"""The page in a real browser: it sorts, filters, switches metric and theme; it needs no network.

Only `make browser` runs this: it needs Playwright and a Chromium, such as Debian's.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[2] / "reports/index.html"
LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
ARRIVED = """hash => {
  const top = document.querySelector(hash).getBoundingClientRect().top;
  const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
  return location.hash === hash && (atEnd || (top >= -5 && top < innerHeight / 2));
}"""

pytestmark = pytest.mark.browser


@pytest.fixture(params=[LAPTOP, PHONE], ids=["laptop", "phone"])
def page(chromium: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The committed report, opened; at the end the console is empty, nothing else was asked."""
    context = chromium.new_context(
        viewport=request.param, color_scheme="light", reduced_motion="reduce"
    )
    opened = context.new_page()
    complaints, requests = [], []
    opened.on(
        "console",
        lambda message: complaints.append(message.text) if message.type != "log" else None,
    )
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda asked: requests.append(asked.url))
    opened.goto(PAGE.as_uri())
    yield opened
    assert not complaints
    assert {url for url in requests if not url.startswith("data:")} == {PAGE.as_uri()}
    context.close()


@pytest.fixture
def board(page: Any) -> Any:
    return page.locator("table.board").first


def names(board: Any) -> list[str]:
    """Return the baselines that are shown, from the top."""
    return board.locator("tbody tr:visible th").evaluate_all(
        "all => all.map(head => head.firstChild.data)"
    )


def values(board: Any, column: int) -> list[float]:
    """Return the numbers of a column, from the top, up to the first that is missing."""
    found = board.locator(f"tbody tr > :nth-child({column + 1})").evaluate_all(
        "all => all.map(cell => cell.dataset.v)"
    )
    numbers = [None if text is None else float(text) for text in found]
    here = [number for number in numbers if number is not None]
    assert numbers == here + [None] * (len(numbers) - len(here))  # what is missing is last
    return here


def test_a_leaderboard_sorts_by_any_column_in_both_directions(board: Any) -> None:
    heads = board.locator("thead th")
    assert heads.nth(1).get_attribute("aria-sort") == "descending"
    assert values(board, 1) == sorted(values(board, 1), reverse=True)
    before = names(board)
    heads.nth(1).get_by_role("button").click()
    assert heads.nth(1).get_attribute("aria-sort") == "ascending"
    assert values(board, 1) == sorted(values(board, 1))
    heads.nth(3).get_by_role("button").press("Enter")
    assert heads.nth(1).get_attribute("aria-sort") is None
    assert heads.nth(3).get_attribute("aria-sort") == "descending"
    assert values(board, 3) == sorted(values(board, 3), reverse=True)
    heads.nth(0).get_by_role("button").click()
    assert names(board) == sorted(before)


def test_a_leaderboard_is_filtered_by_a_part_of_a_name(page: Any, board: Any) -> None:
    controls = page.locator(".controls").first
    everyone = names(board)
    controls.get_by_label("Baselines").fill(" KNN ")
    assert names(board) == [name for name in everyone if "knn" in name]
    assert (
        controls.get_by_role("status").inner_text()
        == f"{len(names(board))} of {len(everyone)} shown"
    )
    controls.get_by_label("Baselines").fill("no such baseline")
    assert names(board) == []
    controls.get_by_label("Baselines").fill("")
    assert names(board) == everyone


def test_a_leaderboard_shows_another_metric_first(page: Any, board: Any) -> None:
    chooser = page.locator(".controls").first.get_by_label("Metric")
    for metric in chooser.locator("option").all_inner_texts():
        chooser.select_option(metric)
        head = board.locator("thead th").nth(1)
        assert head.inner_text().strip().startswith(metric)
        falls = head.get_attribute("data-falls") is not None
        assert head.get_attribute("aria-sort") == ("ascending" if falls else "descending")
        assert values(board, 1) == sorted(values(board, 1), reverse=not falls)


def test_the_contents_lead_to_each_benchmark(page: Any) -> None:
    links = page.locator("nav li a")
    targets = links.evaluate_all("all => all.map(link => link.hash)")
    assert len(targets) > 5
    for index, target in enumerate(targets):
        links.nth(index).evaluate("link => link.click()")
        page.wait_for_function(ARRIVED, arg=target, timeout=5000)


def test_the_theme_switches_and_is_remembered(page: Any) -> None:
    chooser = page.locator("#theme")
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    chooser.select_option("dark")
    dark = page.evaluate(colour)
    assert dark != light
    page.reload()
    assert page.evaluate(colour) == dark
    chooser.select_option("light")
    assert page.evaluate(colour) == light
    chooser.select_option("auto")
    assert page.evaluate(colour) == light
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(colour) == dark


def test_the_page_is_no_wider_than_the_window(page: Any) -> None:
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
