"""The report says what the tables say, hides no failure, and comes out the same twice.

It loads nothing from elsewhere.
"""

import json
import re
import shutil
import socket
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks import metrics
from benchmarks.contract.csv import as_csv
from benchmarks.contract.errors import UserError
from benchmarks.report import inputs
from benchmarks.report.figures import inlining, labels
from benchmarks.report.inputs import Inputs
from benchmarks.report.sections import definitions
from benchmarks.stages import report
from benchmarks.stages import study as settle
from tests.worlds import older

ROOT = Path(__file__).parents[2]
PARAMS = """
seeds: 2
cutoffs: [5, 10]
metrics: [rmse, recall, ndcg, coverage, gini]
headline: [ndcg@10, recall@10, rmse]
groups: {users: [gender, age], items: [decade]}
datasets: {films: {}, absent: {}}
benchmarks:
  films-leaky:
    dataset: films
    split: {kind: user_temporal, test: 0.2, validation: 0.1}
    relevance: {min_rating: 4}
    views: {all: {mask: seen}}
  films-clean:
    dataset: films
    split: {kind: temporal, test: 0.2, validation: 0.1}
    relevance: {min_rating: 4}
    views: {all: {mask: seen}}
  not-yet:
    dataset: absent
    split: {kind: temporal, test: 0.2, validation: 0.1}
    relevance: {}
    views: {all: {mask: none}}
baselines:
  alpha: {factors: 8}
  beta: {factors: 8, tuned: {films-leaky: {factors: 16}}}
  gamma: {}
  broken: {}
  picky: {}
"""
NUMBERS = {  # nDCG@10 with its interval
    "alpha": (0.3, 0.25, 0.35),
    "beta": (0.28, 0.2, 0.26),
    "gamma": (0.1, 0.05, 0.15),
}
GIVEN = '{"factors": 8, "parts": ["alpha", "beta"]}'
REASON = "ValueError: factors | <b>0</b> & less"


def settled() -> Inputs:
    """Return what the report is made of in this folder, its settings written first."""
    settle.study()
    return inputs.read()


class Page(HTMLParser):
    """What a page holds: its tags with their attributes, and its text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags, self.words = [], []
        self.feed(path.read_text(encoding="utf-8"))
        self.text = re.sub(r"\s+", " ", " ".join(self.words)).replace(" .", ".")

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.words.append(data)

    def values(self, attribute):
        return [attributes[attribute] for _, attributes in self.tags if attribute in attributes]


def write_settings(folder: Path, parameters: str) -> None:
    """Write params.yaml, and the chosen values that stand in it to tuned/<benchmark>.yaml."""
    chosen: dict[str, list[str]] = {}
    pattern = r"(\w+): (\{[^\n]*?)(?:, )?tuned: \{([\w-]+): (\{[^}]*\})\}(?:, )?"

    def moved(match: re.Match[str]) -> str:
        baseline, before, benchmark, values = match.groups()
        chosen.setdefault(benchmark, []).append(f"{baseline}: {values}\n")
        return f"{baseline}: {before}"

    (folder / "params.yaml").write_text(re.sub(pattern, moved, parameters))
    (folder / "tuned").mkdir(exist_ok=True)
    for benchmark, lines in chosen.items():
        (folder / f"tuned/{benchmark}.yaml").write_text("".join(lines))


def write_inputs(folder: Path, parameters: str = PARAMS) -> None:
    """Write all that the stage reads, small and made up, to a folder."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    write_settings(folder, parameters)
    (folder / "reports").mkdir(exist_ok=True)
    tables: dict[str, list[dict]] = {name: [] for name in older.TABLES}
    for benchmark in ("films-leaky", "films-clean"):
        for baseline, (value, low, high) in NUMBERS.items():
            row = {"benchmark": benchmark, "baseline": baseline, "slice": "all", "n_users": 180}
            interval = {"value": value, "ci_low": low, "ci_high": high}
            tables["results"] += [
                {**row, **interval, "metric": m} for m in ("ndcg@5", "ndcg@10", "recall@10")
            ]
            tables["results"] += [
                {**row, "metric": m, "value": value, "n_users": 200}
                for m in ("coverage@10", "gini@10")
            ]
            tables["results"] += [
                {**row, **interval, "metric": "ndcg@10", "slice": part, "n_users": users}
                for part, users in (("gender=F", 99), ("gender=M", 100))
            ]
            tables["cells"].append(
                {**row, "status": "ok", "seeds": 2, "fallback_share": 0.25, "parameters": GIVEN}
            )
            tables["measured"].append({**row, "fit_seconds": 1.5})
            tables["seeds"].append(
                {**row, "metric": "ndcg@10", "mean": value, "sd": 0.004, "n_seeds": 2}
            )
        rmse = {"metric": "rmse", "value": 0.9, "ci_low": 0.8, "ci_high": 1.0}
        tables["results"].append(
            {"benchmark": benchmark, "baseline": "beta", "slice": "all", "n_users": 190, **rmse}
        )
        tables["cells"] += [
            {"benchmark": benchmark, "baseline": "broken", "status": "failed", "reason": REASON},
            {
                "benchmark": benchmark,
                "baseline": "picky",
                "status": "not applicable",
                "reason": "needs promotions",
            },
        ]
        code = {"slice": "all", "metric": "ndcg@10", "fingerprint": "0123456789ab"}
        tables["fingerprints"].append({"benchmark": benchmark, **code})
    tables["cells"] += [
        {
            "benchmark": "not-yet",
            "baseline": baseline,
            "status": "not run",
            "reason": "run `make repro`",
        }
        for baseline in (*NUMBERS, "broken", "picky")
    ]
    for name, rows in tables.items():
        columns = older.TABLES[name]
        (folder / f"reports/{name}.csv").write_text(as_csv(columns, rows))
    write_facts(folder)


def write_facts(folder: Path) -> None:
    """Write the audits and what is known about the dataset."""
    (folder / "runs/audit").mkdir(parents=True)
    (folder / "data/prepared/films").mkdir(parents=True)
    parts = {"train": 700, "validation": 100, "test": 200}
    zeros = ("pairs_in_training_and_test", "duplicate_pairs", "cold_test_users", "cold_test_items")
    zeros += (
        "test_rows_with_cold_user",
        "test_rows_with_cold_item",
        "users_whose_test_cut_falls_inside_a_tie",
    )
    audit = {"rows": parts, "users": parts, "items": parts, **dict.fromkeys(zeros, 0)}
    audit |= {
        "training_later_than_test_same_user": 0.0,
        "users_left_out": {"too few rows to hold out a share": 3},
    }
    audit |= {"test_items_first_seen_after_the_cut": 4, "test_users_without_relevant_rows": 20}
    for benchmark, share in (("films-leaky", 0.25), ("films-clean", 0.0)):
        facts = {
            **audit,
            "fold": "all",
            "training_later_than_test": share,
            "leaks_the_future": share > 0,
        }
        (folder / f"runs/audit/{benchmark}.json").write_text(json.dumps(facts))
    dataset = {
        "title": "Films",
        "interactions": 1000,
        "items": 50,
        "users": 200,
        "rating_scale": [1, 5],
    }
    dataset |= {"first_time": 874724710, "last_time": 893286638}
    dataset |= {
        "citation": "A. Author 2001. https://doi.org/10.1000/1",
        "licence": "for research <only>",
    }
    (folder / "data/prepared/films/dataset.json").write_text(json.dumps(dataset))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    write_inputs(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        settle.study()
        report.report()
    return folder / "reports"


@pytest.fixture(scope="module")
def page(site):
    return Page(site / "index.html")


@pytest.fixture(scope="module")
def markdown(site):
    return (site / "report.md").read_text(encoding="utf-8")


def plain(text):
    """Return text with ordinary spaces."""
    return text.replace("\u00a0", " ")


def test_the_page_loads_nothing_from_elsewhere(site, page):
    assert not page.values("src")
    assert {attributes["href"] for tag, attributes in page.tags if tag == "link"} == {"data:,"}
    elsewhere = [
        tag
        for tag, attributes in page.tags
        if attributes.get("href", "").startswith(("http", "//"))
    ]
    assert set(elsewhere) == {"a"}
    text = (site / "index.html").read_text()
    assert not re.search(r"url\((?!#)|@import|fetch\(", text)


def test_without_tests_the_summary_says_so_and_names_the_highest_number(page, markdown):
    sentence = (
        "Not tested. Highest nDCG@10: alpha. nDCG@10 0.300 (95 % interval 0.250 to 0.350). "
        "alpha takes 1.50 s to fit"
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
    for name in ("index.html", "report.md"):
        assert not re.search(r"\bbest\b|\bwinner\b", (site / name).read_text(), re.IGNORECASE)


def test_a_failed_cell_is_shown_with_its_reason_and_in_the_summary(site, page, markdown):
    assert page.text.count(REASON) == 2
    assert "2 cells failed." in page.text
    assert (site / "index.html").read_text().count('class="box failed"') == 3
    assert r"- **failed**: broken (ValueError: factors \| &lt;b>0&lt;/b> &amp; less)" in markdown


def test_cells_without_results_are_listed_with_their_reason(page, markdown):
    assert page.text.count("picky needs promotions") == 2
    assert "- not applicable: picky (needs promotions)" in markdown
    assert (
        page.text.count("alpha, beta, gamma, broken, picky run `make repro`") == 1
    )  # of one reason, together
    assert "No results yet." in page.text


def test_text_from_the_tables_is_escaped(site, page):
    assert ("b", {}) not in page.tags
    assert "<only>" not in (site / "index.html").read_text()
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
    assert page.text.count("F† 99 · no claim") == 2
    assert "M 100" in page.text
    assert "M† 100" not in page.text
    assert "† Fewer than 100 users: no claim." in page.text


def test_anchors_resolve_and_ids_are_unique(page):
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    anchors = [link[1:] for link in page.values("href") if link.startswith("#")]
    assert anchors
    assert set(anchors) <= set(ids)
    assert {
        "films-leaky",
        "films-clean",
        "not-yet",
        "metrics",
        "parameters",
        "fingerprints",
        "citation",
        "tuning",
    } <= set(anchors)


def test_links_to_files_resolve(site, page):
    files = [link for link in page.values("href") if not link.startswith(("#", "http", "data:"))]
    assert {"results.csv", "provenance.json", "references.bib", "metrics.md"} <= set(files)
    assert any(link.startswith("figures/") and link.endswith(".pdf") for link in files)
    assert any(link.startswith("tables/") for link in files)
    assert not [link for link in files if not (site / link).exists()]


def test_links_inside_figures_resolve(site, page):
    used = re.findall(r"url\(#([^)]+)\)", (site / "index.html").read_text())
    assert used
    assert set(used) <= set(page.values("id"))


def test_every_figure_has_a_label_and_a_caption(site, page):
    drawings = [a["aria-label"] for tag, a in page.tags if tag == "svg"]
    files = {path.name for path in (site / "figures").iterdir()}
    of_measured_values = 2  # on the page alone: reports/figures is compared byte for byte
    assert len(drawings) - of_measured_values == len(files) / 3 == 6
    assert {Path(name).suffix for name in files} == {".svg", ".png", ".pdf"}
    assert len([tag for tag, _ in page.tags if tag == "figcaption"]) == 8
    assert all(len(label) > 40 for label in drawings)


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
    assert "Lowest RMSE: beta. RMSE 0.900" in plain(Page(tmp_path / "reports/index.html").text)


@pytest.mark.parametrize("name", list(metrics.known()))
def test_a_metric_is_described_by_its_docstring(name):
    described = definitions.describe(metrics.known()[name])
    assert described.sentence
    assert described.range
    assert described.source
    assert described.identifier == metrics.identifier(metrics.known()[name])
    words = " ".join(vars(described).values())
    assert not any(mark in words for mark in (">>>", "Range:", "Source:"))


def test_labels_of_a_crowd_do_not_overlap():
    points = [(100 + 7 * (i % 5), 120 + 6 * (i // 5)) for i in range(25)]
    sizes = [(60.0, 11.0)] * 25
    centres = labels.place_labels(points, sizes, (30, 30, 348, 400))
    boxes = [(x - 30, y - 5.5, x + 30, y + 5.5) for x, y in centres]
    for i, one in enumerate(boxes):
        assert one[0] >= 30
        assert one[2] <= 348
        for other in boxes[:i]:
            assert not (
                one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
            )


def test_spread_labels_keep_their_order_and_distance():
    placed = labels.spread([5.0, 5.1, 5.2, 90.0], gap=10, low=0, high=100)
    assert placed == sorted(placed)
    assert min(after - before for before, after in pairwise(placed)) >= 10 - 1e-9
    assert min(placed) >= 0


def test_a_figure_on_the_page_keeps_its_words_and_takes_the_page_colours(site):
    svg = (site / "figures/films-leaky-ndcg-at-10.svg").read_text()
    inlined = inlining.inline(svg, "somewhere", "what it shows")
    words = re.compile(r"<text[^>]*>([^<]*)</text>")
    assert words.findall(inlined) == words.findall(svg)
    assert not re.search(r"#[0-9a-f]{6}\b|http|DejaVu", inlined)
