"""The report says what the tables say, hides no failure, and comes out the same twice.

It loads nothing from elsewhere.
"""

import json
import re
import socket
from pathlib import Path

import pytest

from benchmarks.contract.errors import UserError
from benchmarks.report.figures import inlining
from benchmarks.stages import report
from benchmarks.stages import study as settle
from tests.report.page import Page, astray, pages, plain, render, whole
from tests.worlds.films import PARAMS, REASON, write_inputs

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    write_inputs(folder)
    render(folder)
    return folder / "reports"


@pytest.fixture(scope="module")
def page(site):
    return Page(whole(site))


@pytest.fixture(scope="module")
def markdown(site):
    return (site / "details.md").read_text(encoding="utf-8")


def test_the_page_loads_nothing_from_elsewhere(site, page):
    assert not page.values("src")
    assert {attributes["href"] for tag, attributes in page.tags if tag == "link"} == {"data:,"}
    elsewhere = [
        tag
        for tag, attributes in page.tags
        if attributes.get("href", "").startswith(("http", "//"))
    ]
    assert set(elsewhere) == {"a"}
    text = whole(site)
    assert not re.search(r"url\((?!#)|@import|fetch\(", text)


def test_without_tests_the_summary_says_so_and_names_the_highest_number(page, markdown):
    sentence = (
        "Not tested. Highest nDCG@10: alpha. nDCG@10 0.300 (95 % interval 0.250 to 0.350). "
        "alpha takes 1.50 CPU s to fit"
    )
    assert plain(page.text).count(sentence) == 2
    assert plain(markdown.replace("**", "")).count(sentence) == 2


def test_the_summary_counts_the_cells(page, markdown):
    sentence = (
        "6 of 15 cells (a baseline on a benchmark) have results; 2 failed; 2 are not applicable; "
        "5 are not run."
    )
    assert sentence in page.text
    assert sentence in markdown


def test_no_baseline_is_called_best_before_it_is_tested(site):
    for text in (whole(site), (site / "details.md").read_text()):
        said = re.sub(r"(?s)<(style|script)\b.*?</\1>|<[^>]+>", "", text)
        assert not re.search(r"\bbest\b|\bwinner\b", said, re.IGNORECASE)


def test_marks_of_markdown_are_on_no_page_and_what_is_typed_is_code(site):
    text = whole(site)
    said = re.sub(r"(?s)<(style|script)\b.*?</\1>|<[^>]+>", "", text)
    assert re.findall(r".{40}`.{40}", said) == []
    assert "<code>make peers</code>" in text
    assert "&lt;code&gt;" not in text


def test_each_table_of_a_leaderboard_has_the_fingerprint_of_its_protocol(site):
    page = (site / "films-clean.html").read_text(encoding="utf-8")
    captions = re.findall(r"<caption id.*?</caption>", page)
    assert captions
    codes = {re.search(r"protocol <code>(.*?)</code>", caption)[1] for caption in captions}
    assert codes == {"fedcba987654"}


def test_a_failed_cell_is_shown_with_its_reason_and_in_the_summary(site, page, markdown):
    assert page.text.count(REASON) == 5  # on two pages, and on the card with a count
    assert "2 cells failed." in page.text
    assert whole(site).count('class="box failed"') == 3
    assert r"- **failed**: broken (ValueError: factors \| &lt;b>0&lt;/b> &amp; less)" in markdown


def test_cells_without_results_are_listed_with_their_reason(page, markdown):
    assert page.text.count("picky needs promotions") == 2
    assert "- not applicable: picky (needs promotions)" in markdown
    assert (
        page.text.count("alpha, beta, gamma, broken, picky run `make repro`") == 1
    )  # of one reason, together
    assert "No results yet." in page.text


def test_text_from_the_tables_is_escaped(site, page):
    assert "<b>0</b>" not in whole(site)
    assert "<only>" not in whole(site)
    assert "for research <only>" in page.text


def test_a_split_that_leaks_is_branded_with_its_measured_share(page, markdown):
    assert "films-leaky leaks the future · 25 %" in plain(page.text)
    assert "films-clean leaks" not in page.text
    assert "**films-leaky** (leaks the future: 25 %)" in plain(markdown)
    assert "**films-clean**:" in markdown


def test_the_benchmark_is_told_in_words(page):
    text = plain(page.text)
    assert "Films: 1,000 ratings of 50 items by 200 users." in text
    assert "Each user’s last 20 % of ratings are the test part" in text
    assert "A rating of at least 4 counts as relevant." in text
    assert "180 of 200 test users are scored; 20 without a relevant test item are left out." in text


def test_what_is_missing_is_a_dash(markdown):
    rows = [
        line
        for line in plain(markdown).splitlines()
        if line.startswith("| alpha (default parameters)")
    ]
    assert rows[0] == (
        "| alpha (default parameters) | 0.300 | 0.250 to 0.350 | 0.300 | 0.300 | 0.300 | – | 1.50 "
        "| 25 % |"
    )


def test_tuned_and_default_parameters_are_told_apart(markdown):
    assert "| beta (tuned) | 0.280" in markdown
    assert "| beta (default parameters) | 0.280" in markdown
    assert "| gamma (no parameters) | 0.100" in markdown


def test_a_group_below_a_hundred_users_is_marked(page):
    assert "F 99*" in page.text
    assert "M 100" in page.text
    assert "M 100*" not in page.text
    assert "* fewer than 100, no claim." in page.text


def test_anchors_resolve_and_ids_are_unique(site):
    assert not astray(site)


def test_each_page_is_reached_from_each_other(site):
    everything = set(pages(site))
    assert {"films-leaky.html", "methods.html", "protocol.html"} <= everything
    for text in pages(site).values():
        assert everything <= set(Page(text).values("href"))


def test_links_to_files_resolve(site, page):
    links = [link.partition("#")[0] for link in page.values("href")]
    files = [link for link in links if link and not link.startswith(("http", "data:"))]
    assert {"results.csv", "provenance.json", "references.bib", "metrics.md"} <= set(files)
    assert any(link.startswith("figures/") and link.endswith(".pdf") for link in files)
    assert any(link.startswith("tables/") for link in files)
    assert not [link for link in files if not (site / link).exists()]


def test_every_figure_can_be_had_in_three_forms_and_every_drawing_has_a_label(site, page):
    files = {path.name for path in (site / "figures").iterdir()}
    assert {Path(name).suffix for name in files} == {".svg", ".png", ".pdf"}
    assert len(files) / 3 == 6
    linked = {link for link in page.values("href") if link.startswith("figures/")}
    assert linked == {f"figures/{name}" for name in files}
    drawings = [a["aria-label"] for tag, a in page.tags if tag == "svg"]
    assert drawings
    assert all(len(label) > 30 for label in drawings)


def test_markdown_tables_are_well_formed(markdown):
    blocks = re.findall(r"(?:^\|.*\n)+", markdown, re.MULTILINE)
    assert len(blocks) == 6  # two leaderboards, tables beyond relevance and audits
    for block in blocks:
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(widths) == 1, block
        assert re.fullmatch(r"\|( -+:? \|)+", block.splitlines()[1])
        assert f"\n\n{block}\n" in markdown or markdown.endswith(block)


def test_markdown_links_lead_to_files(site, markdown):
    linked = [
        link for link in re.findall(r"\]\(([^)#]+)\)", markdown) if not link.startswith("http")
    ]
    assert sum(link.startswith("figures/") for link in linked) == 6
    assert all((site / link).exists() for link in linked)


def test_the_same_tables_give_the_same_bytes(site, tmp_path, monkeypatch):
    write_inputs(tmp_path)
    monkeypatch.chdir(tmp_path)
    settle.study()
    report.report()
    written = {path.relative_to(site) for path in site.rglob("*") if path.is_file()}
    assert len([path for path in written if path.parts[0] == "figures"]) == 18
    for path in written:
        assert (site / path).read_bytes() == (tmp_path / "reports" / path).read_bytes(), path


def test_provenance_names_no_path_and_no_host(site):
    text = (site / "provenance.json").read_text()
    assert not re.search(r'"/|[A-Za-z]:\\|/home|/root|/tmp', text)
    assert socket.gethostname() not in text
    assert json.loads(text)["git_commit"] is None  # made outside a repository
    assert {"numpy", "scikit-surprise", "matplotlib"} <= set(json.loads(text)["packages"])


def test_a_missing_table_is_an_error_that_says_what_to_do(tmp_path, monkeypatch):
    write_inputs(tmp_path)
    (tmp_path / "reports/results.csv").unlink()
    monkeypatch.chdir(tmp_path)
    settle.study()
    with pytest.raises(UserError, match=r"results\.csv: missing; `make repro`"):
        report.report()


def test_an_error_metric_as_the_headline_puts_the_lowest_first(tmp_path, monkeypatch):
    write_inputs(
        tmp_path,
        PARAMS.replace("headline: [ndcg@10,", "headline: [rmse, ndcg@10,").replace(", rmse]", "]"),
    )
    monkeypatch.chdir(tmp_path)
    settle.study()
    report.report()
    assert "Lowest RMSE: beta. RMSE 0.900" in plain(Page(whole(tmp_path / "reports")).text)


def test_a_figure_on_the_page_keeps_its_words_and_takes_the_page_colours(site):
    svg = (site / "figures/films-leaky-ndcg-at-10.svg").read_text()
    inlined = inlining.inline(svg, "somewhere", "what it shows")
    words = re.compile(r"<text[^>]*>([^<]*)</text>")
    assert words.findall(inlined) == words.findall(svg)
    assert not re.search(r"#[0-9a-f]{6}\b|http|DejaVu", inlined)


def test_what_a_card_says_is_text_on_the_page_and_in_markdown(
    tmp_path,
):  # 15 of docs/inputs.md
    write_inputs(tmp_path)
    for path in tmp_path.glob("data/prepared/*/dataset.json"):
        facts = json.loads(path.read_text(encoding="utf-8"))
        facts["title"] = "β 豆瓣 <script>alert(1)</script> | [x](y)"
        path.write_text(json.dumps(facts), encoding="utf-8")
    render(tmp_path)
    for name, title in [
        ("details.md", r"β 豆瓣 &lt;script>alert(1)&lt;/script> \| \[x\](y)"),
        ("films-leaky.html", "β 豆瓣 &lt;script&gt;alert(1)&lt;/script&gt; | [x](y)"),
    ]:
        text = (tmp_path / "reports" / name).read_text(encoding="utf-8")
        assert "<script>alert" not in text
        assert title in text
