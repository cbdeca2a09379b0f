"""The page of a leaderboard in a real browser: what is chosen, compared, kept, copied and read.

Only `make browser` runs this: it needs Playwright and a Chromium, such as Debian's.
"""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from benchmarks.contract.csv import read_csv
from tests.browser.board import (
    LABELS,
    LAPTOP,
    OPENED,
    PHONE,
    REPORTS,
    Open,
    mark,
    marked,
    names,
    serious,
)

BOARDS = list(dict.fromkeys(row["benchmark"] for row in read_csv(REPORTS / "benchmarks.csv")))
MOST_BYTES, MOST_NODES = 800_000, 6000
OVERLAPS = """() => {
  const clash = [];
  for (const picture of document.querySelectorAll(".multiples svg, #matrix")) {
    const texts = [...picture.querySelectorAll("text")];
    const boxes = texts.map(text => [text, text.getBoundingClientRect()]);
    boxes.forEach(([one, a], place) => {
      for (const [other, b] of boxes.slice(place + 1)) {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const up = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 1 && up > 4) clash.push(`${one.textContent} / ${other.textContent}`);
      }
    });
  }
  return clash;
}"""

pytestmark = pytest.mark.browser


def state(page: Any) -> tuple[Any, ...]:
    """Return what a reader sees of the table, and its address."""
    return names(page), marked(page), page.locator("#board").inner_text(), page.url


def test_what_is_chosen_is_in_the_address_and_survives_a_reload(visit: Open) -> None:
    page = visit()
    page.get_by_label("Metric").select_option("recall")
    page.locator(".segments label", has_text="20").click()
    page.get_by_label("Filter rows").fill("linear")
    mark(page, "EASE")
    page.locator("#board th", has_text="fit").get_by_role("button").click()
    before = state(page)
    chosen = "metric=recall", "k=20", "q=linear", "mark=ease", "sort=fit"
    assert all(part in page.url for part in chosen)
    page.reload()
    assert state(page) == before


def test_a_group_of_users_is_in_the_address_and_survives_a_reload(visit: Open) -> None:
    page = visit()
    everybody = state(page)
    page.get_by_label("Users or items").select_option("gender=F")
    before = state(page)
    assert before != everybody
    page.reload()
    assert state(page) == before


def test_what_is_as_at_first_is_left_out_of_the_address(visit: Open) -> None:
    page = visit()
    page.get_by_label("Metric").select_option("recall")
    page.get_by_label("Metric").select_option("ndcg")
    assert "#" not in page.url


def test_a_link_to_a_row_keeps_what_is_chosen(visit: Open) -> None:
    page = visit(state="#metric=recall&row=svd")
    assert page.locator("#row-svd").evaluate("row => row.classList.contains('target')")
    page.locator("#row-ease").hover()
    assert "metric=recall" in page.locator("#row-ease .link").get_attribute("href")


def test_a_third_mark_pushes_out_the_first_and_marks_outlast_a_filter(visit: Open) -> None:
    page = visit()
    for name in ("EASE", "SLIM", "ALS"):
        mark(page, name)
    assert sorted(marked(page)) == ["ALS", "SLIM"]
    page.get_by_label("Filter rows").fill("EASE")
    page.get_by_label("Filter rows").fill("")
    assert sorted(marked(page)) == ["ALS", "SLIM"]
    assert page.locator("#pair h3").inner_text() in ("ALS against SLIM", "SLIM against ALS")


def test_two_marked_rows_show_what_the_table_of_comparisons_says(visit: Open) -> None:
    page = visit()
    mark(page, "EASE")
    mark(page, "Popularity")
    rows = [
        row
        for row in read_csv(REPORTS / "comparisons.csv")
        if row["benchmark"] == "ml-100k" and {row["baseline"], row["other"]} == {"ease", "popular"}
    ]
    row = next(row for row in rows if (row["metric"], row["k"]) == ("ndcg", "10"))
    share = abs(float(row["difference"])) / min(float(row["value"]), float(row["other_value"]))
    assert page.locator("#pair .verdict").inner_text() == f"EASE is better by {100 * share:.1f} %."
    assert f"{abs(float(row['difference'])):.3f}" in page.locator("#pair dl").inner_text()


def test_sorting_keeps_the_focus_and_says_the_order(visit: Open) -> None:
    page = visit()
    head = page.locator("#board th", has_text="fit")
    button = head.get_by_role("button")
    button.focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    assert button.evaluate("button => button === document.activeElement")
    upwards = names(page)
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert names(page) != upwards
    assert sorted(names(page)) == sorted(upwards)


def test_marking_keeps_the_focus(visit: Open) -> None:
    page = visit()
    box = page.get_by_role("checkbox", name="Mark SLIM to compare")
    box.focus()
    page.keyboard.press("Space")
    assert box.evaluate("box => box === document.activeElement && box.checked")


def test_a_filter_leaves_the_rows_whose_name_or_family_has_its_words(visit: Open) -> None:
    page = visit()
    everyone = names(page)
    page.get_by_label("Filter rows").fill(" KNN ")
    assert names(page) == [name for name in everyone if "knn" in name.lower()]
    page.get_by_label("Filter rows").fill("no such baseline")
    assert names(page) == []
    assert page.get_by_text("No row matches the filter.").is_visible()
    page.get_by_label("Filter rows").fill("")
    assert names(page) == everyone


def test_a_column_can_be_hidden(visit: Open) -> None:
    page = visit()
    page.get_by_text("Columns", exact=True).click()
    page.get_by_label("family", exact=True).uncheck()
    assert not page.locator("#row-ease .c-family").is_visible()
    assert "hide=family" in page.url


def test_the_csv_holds_what_is_shown_in_its_order(visit: Open) -> None:
    page = visit(state="#sort=name&q=knn")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text())))
    assert [LABELS[row["baseline"]] for row in rows] == names(page)
    known = {
        row["baseline"]: row["value"]
        for row in read_csv(REPORTS / "results.csv")
        if (row["benchmark"], row["subject"], row["fold"]) == ("ml-100k", "all", "")
        and (row["metric"], row["k"]) == ("ndcg", "10")
    }
    assert [float(row["value"]) for row in rows] == [float(known[row["baseline"]]) for row in rows]


def test_the_line_above_the_table_is_never_silent(visit: Open) -> None:
    page = visit()
    said = page.locator("#said strong")
    for metric in page.locator("#metric option").evaluate_all("all => all.map(of => of.value)"):
        page.get_by_label("Metric").select_option(metric)
        assert said.inner_text()
    page = visit(state="#slice=occupation=artist")
    assert "below 100, so no claim" in page.locator("#said").inner_text()
    page = visit(state="#metric=rmse&slice=item_popularity=new")
    assert "is not computed for" in page.locator("#said").inner_text()
    page = visit(state="#slice=gender=M&metric=recall")
    assert "Order only." in page.locator("#said").inner_text()


def test_the_matrix_is_one_stop_where_arrows_move_and_enter_compares(visit: Open) -> None:
    page = visit()
    first, second, third = names(page)[:3]
    page.locator("#matrix").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#pointed").inner_text().startswith(f"{first} against {third}: ")
    page.keyboard.press("ArrowDown")
    assert page.locator("#pointed").inner_text().startswith(f"{second} against {third}: ")
    page.keyboard.press("Enter")
    assert sorted(marked(page)) == sorted([second, third])
    assert page.evaluate("document.activeElement.id") == "matrix"
    assert page.locator("#matrix [tabindex]").count() == 0


def test_a_cell_of_the_matrix_compares_its_two_baselines(visit: Open) -> None:
    page = visit()
    box = page.locator("#matrix").bounding_box()
    half = box["height"] / len(names(page)) / 2
    page.locator("#matrix").click(position={"x": box["width"] - half, "y": half})
    everyone = names(page)
    assert sorted(marked(page)) == sorted([everyone[0], everyone[-1]])


@pytest.mark.parametrize("board", BOARDS)
def test_a_page_keeps_its_budgets_and_no_two_labels_overlap(visit: Open, board: str) -> None:
    page = visit(board)
    assert (REPORTS / f"{board}.html").stat().st_size <= MOST_BYTES
    page.evaluate(OPENED)
    assert page.evaluate("document.querySelectorAll('*').length") <= MOST_NODES
    assert page.evaluate(OVERLAPS) == []


@pytest.mark.parametrize("board", BOARDS)
def test_a_page_is_no_wider_than_a_phone(visit: Open, board: str) -> None:
    page = visit(board, viewport=PHONE)
    page.evaluate(OPENED)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_page_reads_without_its_script(visit: Open) -> None:
    page = visit(java_script_enabled=False)
    assert len(names(page)) > 20
    assert page.locator("#said").inner_text()
    assert page.locator("#pair .verdict").inner_text()
    assert not page.get_by_role("checkbox").first.is_visible()
    assert not page.locator("#choose").is_visible()


def test_paper_shows_what_was_closed_and_no_controls(visit: Open) -> None:
    page = visit()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.part:not([open])").count() == 0
    assert not page.locator("#choose").is_visible()
    table = page.locator("#gaps-between-groups-on-ml-100k")
    assert table.inner_text().startswith("Gaps between groups on ml-100k")
    assert not table.get_by_role("button").first.is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details.part[open]").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_axe_finds_nothing_serious(visit: Open, scheme: str, viewport: dict[str, int]) -> None:
    page = visit(state="#mark=ease,slim", color_scheme=scheme, viewport=viewport)
    page.evaluate(OPENED)
    assert serious(page) == []


def test_the_note_tells_numbers_without_interval_from_one_number_for_all_lists(visit: Open):
    page = visit("complete-journey", "#metric=user_coverage")
    assert page.locator("#told").inner_text().endswith("or single ones outweigh them.")
    page = visit("complete-journey", "#metric=gini")
    assert page.locator("#told").inner_text().endswith("one number for all lists together.")


def test_two_that_are_the_same_for_every_user_have_no_sign_and_need_no_users(visit: Open):
    said = visit("ml-100k", "#mark=repeat,popular").locator("#pair").inner_text()
    assert "+0.0" not in said
    assert "Users to show" not in said
