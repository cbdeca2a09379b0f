"""The report on data without times, ratings, amounts, categories, titles or features.

What cannot be known is left out or said to be not applicable: no page has a hole or a made-up
number.
"""

import html
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pytest

from benchmarks.contract import paths
from benchmarks.contract.documents import Study
from benchmarks.dogfood.app import create_app
from benchmarks.dogfood.ground import survey
from benchmarks.dogfood.judgements import Store
from benchmarks.dogfood.settings import place
from tests.dogfood.browsing import PORT, get, opened, post
from tests.report.page import pages
from tests.worlds import partial
from tests.worlds.partial import NAME, at_once, described, liked

SHARES = {"test": 0.2, "validation": 0.1}
AT_RANDOM = {"kind": "random", **SHARES}
BY_TIME = {"kind": "user_temporal", **SHARES}
CONTENT = ("title", "categories", "features", "released")
HOLES = [
    r"\bNone\b",
    r"\b[nN]a[nN]\b",
    r"(?<!\.)\b1970\b",
    r"\(\s*\)|\[\s*\]|\{\s*\}|“\s*”",
    r" [.,;:](\s|$)",
    r"[,;:]\s*[.,;:]",
    r"\.\.(?!/)",
    r"\b(of|by|and|the|with) ?[.,;:](\s|$)",
]


class Case(NamedTuple):
    """Data that bring some columns only, and how they are divided."""

    split: dict
    interactions: pa.Table
    items: pa.Table


CASES = {
    "users and items": Case(AT_RANDOM, liked(), described()),
    "ratings": Case(AT_RANDOM, liked("rating"), described()),
    "purchases with times": Case(BY_TIME, liked("quantity", "value", "time"), described()),
    "one time for all": Case(AT_RANDOM, at_once(liked()), described()),
    "pieces and content": Case(
        {"kind": "stratified", **SHARES}, liked("quantity"), described(*CONTENT)
    ),
    "timed events and content": Case(
        {"kind": "temporal", **SHARES}, liked("time"), described(*CONTENT)
    ),
    "rated purchases in folds": Case(
        {"kind": "k_fold", "folds": 3}, liked("rating", "value"), described("categories")
    ),
    "cold items with dates alone": Case(
        {"kind": "cold_items", **SHARES}, liked(), described("features", "released")
    ),
}


class Made(NamedTuple):
    """A report on a case."""

    case: str
    folder: Path

    def text(self, name: str) -> str:
        """Return the text of a file of reports/; of a page the words, without definitions."""
        text = (self.folder / "reports" / name).read_text(encoding="utf-8")
        if not name.endswith(".html"):
            return text
        return words(re.sub(r'(?s)<section id="metrics">.*?</section>', "", text))

    def pages(self) -> str:
        """Return the words of all pages."""
        return "\n".join(self.text(name) for name in pages(self.folder / "reports"))

    def everything(self) -> dict[str, str]:
        """Return the words of all files that people read or print."""
        names = [*pages(self.folder / "reports"), "report.md", "details.md", "references.bib"]
        tables = sorted((self.folder / "reports/tables").iterdir())
        return {name: self.text(name) for name in [*names, *(f"tables/{t.name}" for t in tables)]}


@pytest.fixture(scope="module", params=CASES)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("partial")
    case = CASES[request.param]
    with pytest.MonkeyPatch.context() as patch:
        partial.project(patch, folder, case.split, case.interactions, case.items)
        partial.report_all()
    return Made(request.param, folder)


def has(made: Made, column: str) -> bool:
    """Tell whether the data of a case have a column that says something."""
    interactions, items = CASES[made.case].interactions, CASES[made.case].items
    return made.case != "one time for all" and column in interactions.column_names + (
        items.column_names
    )


def test_no_page_has_a_hole(made):
    for name, text in made.everything().items():
        found = [text[max(0, m.start() - 60) : m.end() + 20] for m in holes(name, text)]
        assert not found, f"{name}: {found}"


def holes(name: str, text: str) -> Iterator[re.Match[str]]:
    """Find what a sentence without its subject or a number without its value leaves behind."""
    text = re.sub(r"\burl += \{\}", "", text)  # of BibTeX, until CITATION.cff says where this is
    of_latex = name.endswith((".tex", ".bib"))
    wanted = HOLES[:3] if of_latex else HOLES
    return itertools.chain.from_iterable(re.finditer(pattern, text) for pattern in wanted)


@pytest.mark.parametrize(
    "text",
    [
        "from None to None",
        "in nan ms",
        "since 1 January 1970.",
        "best ()",
        "by , of",
        "60 items of.",
    ],
)
def test_a_hole_would_be_found(text):
    assert list(holes("report.md", text))


def test_what_only_times_tell_is_said_to_need_them(made):
    page, timed = made.pages(), has(made, "time")
    later = re.search(r"later than a test row of anybody, on average\s+(.*)", page)
    assert later is not None
    assert (later[1] == "not applicable: needs times") is not timed
    assert bool(re.search(r"Recent popularity\s+needs times", page)) is not timed
    assert ("Fresh items are less than" in page) is timed
    assert ("leaks the future" in page) is (timed and CASES[made.case].split == BY_TIME)


def test_a_dataset_without_times_says_so_where_it_is_introduced(made):
    page, setup = made.pages(), made.text("tables/setup.tex")
    for text in (page, setup):
        assert ("without times" in text) is not has(made, "time")
        assert ("without times that differ" in text) is (made.case == "one time for all")


def test_rows_and_items_have_the_names_of_their_kind(made):
    page = made.pages()
    rows, items = "interactions", "items"
    if has(made, "quantity"):
        rows, items = "purchases", "products"
    if has(made, "rating"):
        rows, items = "ratings", "items"
    assert f"Clicks: 1,680 {rows} of 60 {items} by 120 visitors" in page
    assert ("bought before" in page) is (rows == "purchases")


def test_business_is_told_of_purchases_alone_and_in_their_units(made):
    page = made.pages()
    pieces, paid = has(made, "quantity"), has(made, "value")
    assert ("what the lists would have sold" in page) is (pieces or paid)
    assert ("in the data’s currency" in page) is paid
    assert ("in pieces" in page) is pieces
    assert ("of the test revenue" in page) is paid


def test_the_app_compares_lists_of_data_that_lack_columns(made, monkeypatch, tmp_path):
    monkeypatch.chdir(made.folder)
    ground = survey(place(Study.read(paths.study()), NAME))
    client = create_app(ground, Store(tmp_path / "judgements.sqlite"), port=PORT).test_client()
    pages = [get(client, "/"), get(client, "/taste?q=i1")]
    for form in ({"user": "u4"}, {"item": ["i0", "i2", "i4"]}):
        comparison = opened(client, **form)
        pages.append(get(client, comparison))
        post(client, comparison, choice="left")
        pages.append(get(client, comparison.replace("compare", "result")))
    timed = has(made, "time")
    for page in pages:
        assert page.status_code == 200, page.text
        assert not re.search("|".join(HOLES[:4]), words(page.text))
    history = words(pages[2].text)
    assert bool(re.search(r"\b(2001)\b", history.replace("released", ""))) is timed or has(
        made, "released"
    )


def words(page: str) -> str:
    """Return what a reader sees of a page, a line for each block."""
    shown = re.sub(r"(?s)<(style|script|svg)\b.*?</\1>", "", page)
    blocks = re.sub(
        r"</?(p|h\d|li|t[rdh]|d[dlt]|div|summary|small|label|option)\b[^>]*>", "\n", shown
    )
    return html.unescape(re.sub(r"<[^>]+>", "", blocks))
