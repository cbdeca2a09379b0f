"""In a browser: what tests say in a group of users, marks of few buyers, tables to take along."""

import csv

import pytest

from benchmarks.contract.csv import read_csv
from tests.browser.board import OPENED, REPORTS, Open, marked

pytestmark = pytest.mark.browser


def against_best(board: str, attribute: str, group: str) -> dict[str, dict[str, str]]:
    """Return the rows of a group against its best, by baseline."""
    rows = [
        row
        for row in read_csv(REPORTS / "group_comparisons.csv")
        if (row["benchmark"], row["attribute"], row["group"]) == (board, attribute, group)
    ]
    (best,) = {row["other"] for row in rows} - {row["baseline"] for row in rows}
    return {row["baseline"]: row for row in rows if row["other"] == best}


def shares(low: str | float, high: str | float) -> str:
    """Return an interval of shares as the page has it, in per cent with signs."""
    ends = [f"{100 * float(end):+.1f} %".replace("-", "−") for end in (low, high)]
    return " to ".join(ends)


def test_in_a_group_those_are_tied_that_its_tests_do_not_tell_from_the_best(visit: Open) -> None:
    page = visit(state="#slice=gender=F")
    rows = against_best("ml-100k", "gender", "F")
    tied = [name for name, row in rows.items() if float(row["p_holm"]) >= 0.05]
    said = page.locator("#said strong").inner_text()
    assert said == f"{len(tied) + 1} are tied for best"
    for name, row in rows.items():
        word = page.locator(f"#row-{name} .c-status").inner_text()
        assert (word in ("tied", "equal")) == (name in tied), (name, row)
    assert page.locator("tr.tied:visible").count() == len(tied) + 1


def test_the_groups_on_offer_say_how_many_the_metric_counts_or_that_it_has_none(
    visit: Open,
) -> None:
    page = visit(state="#metric=rmse")
    known = {
        f"{row['attribute']}={row['group']}": f"({int(row['n_users']):,})"
        for row in read_csv(REPORTS / "results.csv")
        if (row["benchmark"], row["view"], row["metric"]) == ("ml-100k", "all", "rmse")
        and row["attribute"]
    }
    lacking = 0
    for option in page.locator("#slice option:not([value=all])").all():
        words, name = option.text_content(), option.get_attribute("value")
        assert words is not None
        if option.is_disabled():
            lacking += 1
            assert words.endswith(": no RMSE")
            assert name not in known
        else:
            assert words.endswith(known[name or ""])
    assert lacking


def test_two_of_a_group_show_what_its_table_says(visit: Open) -> None:
    rows = against_best("ml-100k", "gender", "F")
    name, row = next((name, row) for name, row in rows.items() if row["verdict"] == "worse")
    page = visit(state=f"#slice=gender=F&mark={name},{row['other']}")
    assert len(marked(page)) == 2
    facts = page.locator("#pair dl").inner_text()
    assert f"{abs(float(row['difference'])):.3f}" in facts
    assert "is better" in page.locator("#pair .verdict").inner_text()
    assert shares(row["relative_low"], row["relative_high"]) in facts  # of the best's number
    turned = [1 / (1 + float(row[f"relative_{end}"])) - 1 for end in ("high", "low")]
    assert shares(*turned) in facts
    third = next(each for each in rows if each not in (name, row["other"], "popular"))
    page = visit(state=f"#slice=gender=F&mark={name},{third}")
    assert "No paired test" in page.locator("#pair .verdict").inner_text()


def test_by_a_metric_that_a_group_has_no_tests_of_the_panel_names_those_that_it_has(
    visit: Open,
) -> None:
    page = visit(state="#slice=gender=F&metric=recall&mark=ease,als")
    assert "No paired test" in page.locator("#pair .verdict").inner_text()
    assert "Tested: nDCG@10." in page.locator("#pair").inner_text()


def test_a_group_in_the_section_on_groups_leads_to_its_table(visit: Open) -> None:
    page = visit()
    page.locator("#ml-100k-groups").click()
    page.get_by_role("link", name="gender F").click()
    assert "for gender F" in page.locator("#said").inner_text()
    assert page.locator("#said").evaluate("of => of.getBoundingClientRect().top") < 1000


def test_few_buyers_have_a_mark_with_its_words_and_no_interval_a_bound(visit: Open) -> None:
    page = visit("complete-journey", "#metric=revenue_new")
    marks = page.locator("#board tbody tr:visible .c-value", has_text="‡")
    rare = [
        row
        for row in read_csv(REPORTS / "results.csv")
        if (row["benchmark"], row["metric"], row["k"]) == ("complete-journey", "revenue_new", "10")
        and not row["fold"]
        and not row["attribute"]
        and row["note"].startswith("fewer than 100")
    ]
    assert marks.count() == len(rare) > 0
    assert "‡ Fewer than 100 " in page.locator("#told").inner_text()
    page = visit("ml-100k-cold-items", "#metric=ndcg")
    assert page.locator("#row-popular .c-value small").inner_text().startswith("≤ ")


def test_a_link_to_what_a_baseline_ran_with_opens_it(visit: Open) -> None:
    page = visit()
    page.locator("#row-ease .c-name a").first.click()
    assert page.url.endswith("methods.html#ease")
    assert page.locator("#ease details").evaluate("part => part.open")


def test_a_table_is_taken_along_as_markdown_and_latex(visit: Open) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    page.evaluate(OPENED)
    caption = page.locator("caption#cost-and-latency-on-ml-100k")
    caption.get_by_role("button", name="Markdown").click()
    taken = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert taken[0].startswith("| baseline | throughput fit, CPU s |")
    assert any(line.startswith("| EASE | ") for line in taken)
    assert taken[-1].endswith("ml-100k.html#cost-and-latency-on-ml-100k")
    caption.get_by_role("button", name="LaTeX").click()
    taken = page.evaluate("navigator.clipboard.readText()")
    n_rows = page.locator("#cost-and-latency-on-ml-100k").evaluate(
        "of => of.parentElement.rows.length"
    )
    assert taken.count("\\\\\n") == n_rows - 1  # the two rows of its head are one
    assert "& $<$0.01 " in taken
    assert "\\begin{tabular}{@{}lrrrrrrrr@{}}" in taken


def test_a_table_whose_numbers_no_file_has_is_taken_along_as_csv(visit: Open) -> None:
    page = visit("tuning", permissions=["clipboard-read", "clipboard-write"])
    page.evaluate(OPENED)
    heads = set()
    for caption in page.locator(".scroll > table > caption").all():
        caption.get_by_role("button", name="CSV").click()
        taken = list(csv.reader(page.evaluate("navigator.clipboard.readText()").splitlines()))
        shown = caption.evaluate("of => of.parentElement.rows.length")
        assert len(taken) == shown > 1
        assert {len(row) for row in taken} == {len(taken[0])}
        heads.add(tuple(taken[0][:3]))
        float(taken[1][2])
        assert "−" not in str(taken)
    assert heads == {("baseline, objective", "default", "chosen"), ("baseline", "1", "2")}
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    page.evaluate(OPENED)
    has_file = page.locator("caption#cost-and-latency-on-ml-100k")
    assert has_file.get_by_role("link", name="CSV").count() == 1
    assert has_file.get_by_role("button", name="CSV").count() == 0
    assert page.locator("caption#audit-of-ml-100k").get_by_role("button", name="CSV").count() == 1


def test_a_figure_is_cited_by_what_it_shows(visit: Open) -> None:
    page = visit("tuning", permissions=["clipboard-read", "clipboard-write"])
    place = "#ml-100k-expected-best"
    page.locator(place).get_by_role("button", name="Citation").click()
    taken = page.evaluate("navigator.clipboard.readText()")
    assert "How much the result depends on the budget on ml-100k: the best" in taken
    assert taken.rstrip().endswith(f"tuning.html{place}")


@pytest.mark.parametrize(
    "place", ["caption#cost-and-latency-on-ml-100k", "#ml-100k-over-coverage-at-10"]
)
def test_a_table_and_a_picture_are_cited_with_their_fingerprint(visit: Open, place: str) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    page.evaluate(OPENED)
    (protocol,) = (
        row["fingerprint"]
        for row in read_csv(REPORTS / "fingerprints.csv")
        if (row["benchmark"], row["view"], row["metric"]) == ("ml-100k", "all", "protocol")
    )
    page.locator(place).get_by_role("button", name="Citation").click()
    taken = page.evaluate("navigator.clipboard.readText()")
    assert taken.startswith("The Levelground developers")
    assert f", protocol {protocol}. file:" in taken
    assert taken.rstrip().endswith(f"ml-100k.html#{place.partition('#')[2]}")
