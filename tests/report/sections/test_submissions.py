"""What others handed in stands in the report like a baseline, under its title, and is marked."""

import re
from pathlib import Path

import pytest

from benchmarks.report.labels import labels
from benchmarks.report.latex import bibliography
from benchmarks.stages import report
from benchmarks.stages import study as settle
from tests.report.page import Page, pages, plain, whole
from tests.worlds import films, submitted
from tests.worlds.submitted import LABEL, REASON


def render(folder: Path) -> Path:
    """Render the report of a folder; return reports/."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        settle.study()
        report.report()
    return folder / "reports"


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("submitted")
    submitted.write(folder)
    submitted.write_extra(folder, {"date": "2026-11-26", "commit": "0123456789abcdef"})
    return render(folder)


@pytest.fixture(scope="module")
def page(reports: Path) -> str:
    return plain(Page(whole(reports)).text)


@pytest.fixture(scope="module")
def markdown(reports: Path) -> str:
    return plain((reports / "details.md").read_text(encoding="utf-8"))


def rows_of(page: str, label: str) -> str:
    """Return the rows of the HTML table with a label."""
    table = re.search(
        rf"<caption id=[^>]+><a [^>]+>{re.escape(label)}</a>(.*?)</table>", page, re.DOTALL
    )
    assert table is not None
    return table[1]


def lines(reports: Path) -> list[str]:
    """Return the lines of the leaderboard of films-leaky."""
    page = (reports / "films-leaky.html").read_text(encoding="utf-8")
    return re.findall(r'<tr id="row-[^"]+".*?</tr>', page)


def test_a_submission_leads_the_leaderboard_under_its_title_with_its_cost_as_reported(reports):
    first = lines(reports)[0]
    assert ">A &lt;b&gt;new&lt;/b&gt; [model] | R&amp;D 100% (submitted)</a>" in first
    assert '<a href="methods.html#submissions">' in first
    assert '<td class="c-fit">7.2 s<small>as reported</small></td>' in first
    assert '<td class="c-status">best</td>' in first


def test_what_a_submission_does_not_tell_is_left_empty(reports):
    (bare,) = [line for line in lines(reports) if "bare (submitted)" in line]
    assert 'title="' not in bare.partition("</th>")[0]  # no origin of parameters
    assert '<td class="c-fit">–</td><td class="c-request">–</td>' in bare
    parameters = whole(reports).partition('<section id="parameters">')[2]
    assert "(submitted)" not in parameters.partition("</section>")[0]
    costs = rows_of(whole(reports), "Cost and latency on films-leaky")
    assert "(submitted)" not in costs


def test_submissions_are_in_sentences_figures_and_tables_like_baselines(page, reports):
    assert f"{LABEL} is best." in page
    labels = Page(whole(reports)).values("aria-label")
    assert f"nDCG@10 of 5 baselines on films-leaky: from {LABEL} with 0.400." in " ".join(labels)
    matrix = (reports / "films-leaky.html").read_text().partition('id="matrix"')[2]
    assert matrix.partition("</svg>")[0].count("(submitted)</text>") == 2
    assert "Rows marked submitted are of lists made elsewhere" in page
    drawn = (reports / "figures/films-leaky-ndcg-at-10.svg").read_text()
    assert "bare (submitted)" in drawn


def test_the_section_counts_what_was_dropped_and_says_why_a_file_is_not_scored(page, markdown):
    for text in (page, markdown):
        assert "1,800 rows of 180 users" in text
        assert "1 row with an unknown item and 3 rows that repeat another dropped" in text
        assert "2 users without a list, who score 0" in text
        assert "by hand; a fit of 7.25 s on one laptop" in text
        assert REASON in text
    assert "https://example.org/mine" in page
    assert f"Not scored late.csv {REASON}" in page


def test_a_file_that_is_not_scored_is_no_failed_cell(page, markdown):
    assert "2 cells failed." in page  # those of `broken`
    assert "5 baselines on 3 benchmarks" in page
    assert "failed**: late" not in markdown


def test_titles_are_text_in_markdown_and_latex(markdown, reports):
    assert "A <b>new" not in markdown
    assert markdown.count("[model") == markdown.count(r"\[model\]") > 2
    assert r"A &lt;b>new&lt;/b> \[model\] \| R&amp;D 100% (submitted) is best." in markdown
    assert "7.25 (as reported)" in markdown
    table = (reports / "tables/films-leaky.tex").read_text()
    assert (
        r"\texttt{A \textless{}b\textgreater{}new\textless{}/b\textgreater{} [model] "
        r"\textbar{} R\&D 100\% (submitted)}" in table
    )
    assert "Rows marked submitted" in table
    assert "Rows marked submitted" not in (reports / "tables/films-clean.tex").read_text()
    compared = (reports / "tables/comparison-films-leaky.tex").read_text()
    assert r"\texttt{bare (submitted)}" in compared


def test_references_have_the_entries_that_came_with_submissions(reports):
    written = (reports / "references.bib").read_text()
    assert "@article{mine, title = {A {New} Model}, year = {2026}}\n" in written
    assert "@misc{levelground-2, title = {Another of the same key}}\n" in written
    assert written.count("@misc{levelground,") == 1


NO_ENTRIES = ["", "no entry", "@misc{a, title = {open}", "@misc{a, b}} c {"]
HARMFUL = [
    r"@misc{a, title = {\input{/etc/passwd}}}",
    '@misc{a, title = {A}} @preamble{ "x" }',
    '@preamble{a, "x"}',
    "@misc{a, title = {^^5cinput{b}}}",
]


def test_accents_and_fonts_reach_the_references():
    text = r"@misc{a, author = {M{\"o}bius, \v{C}. \& Erd\H{o}s}, title = {\emph{A}}}"
    assert list(bibliography.handed_in([text], [])) == ["a"]


@pytest.mark.parametrize("text", NO_ENTRIES + HARMFUL)
def test_what_is_no_whole_entry_does_not_reach_the_references(text):
    assert bibliography.handed_in([text], []) == {}


def test_the_same_key_twice_gets_a_number_and_the_same_entry_stands_once():
    one, other = "@misc{a, x = {1}}", "@misc{a, x = {2}}"
    written = bibliography.handed_in([one, other, one], [])
    assert list(written) == ["a", "a-2"]


def test_names_that_share_a_title_or_have_several_are_told_by_the_name():
    rows = [("mine", "Same"), ("other", "Same"), ("third", "One"), ("third", "Two"), ("ease", "E")]
    named = [{"baseline": name, "title": title} for name, title in rows]
    assert labels(named, ["ease"]) == {
        name: f"{name} (submitted)" for name in ("mine", "other", "third")
    }
    (long,) = labels([{"baseline": "a", "title": "word " * 30}], []).values()
    assert len(long) <= len("(submitted)") + 41
    assert "…" in long


def test_the_extra_study_is_shown_with_when_it_was_run(page, markdown, reports):
    for text in (page, markdown):
        assert "Not rerun by default, last run on 2026-11-26 at commit 0123456789ab." in text
        assert "Larger films. Each user’s last 20 %." in text
    assert "| SLIM | 0.500 (0.400–0.600) |\n| EASE | 0.450 (0.400–0.600) |" in markdown
    board = rows_of(whole(reports), "Headline metrics on larger")
    assert "0.900" not in board  # of one fold alone
    assert 'id="extra"' in pages(reports)["across.html"]


def test_without_submissions_or_an_extra_study_there_is_neither_section(tmp_path):
    films.write_inputs(tmp_path)
    page = whole(render(tmp_path))
    assert 'id="submissions"' not in page
    assert 'id="extra"' not in page
    assert "submitted" not in page


def test_an_extra_study_without_provenance_does_not_say_when_it_was_run(tmp_path):
    films.write_inputs(tmp_path)
    submitted.write_extra(tmp_path, None)
    page = Page(whole(render(tmp_path))).text
    assert "Not rerun by default." in page
    assert "last run" not in page
