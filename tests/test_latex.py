"""The tables for papers say what the report's tables say, and LaTeX compiles them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from benchmarks import collect
from benchmarks.csvs import as_csv, read_csv
from benchmarks.rendering import inputs, latex, setup
from benchmarks.rendering.tex import escape
from tests.clone import Clone
from tests.test_report import PARAMS, write_inputs

ROOT = Path(__file__).parents[1]
DOCUMENT = r"""\documentclass[a4paper]{article}
\usepackage[margin=2cm]{geometry}
\usepackage{booktabs}
\begin{document}
%s
\end{document}
"""


def pair(one: str, other: str, values: tuple[float, float], p: float, verdict: str) -> dict[str, object]:
    difference = values[0] - values[1]
    interval = {"ci_low": difference - 0.01, "ci_high": difference + 0.01}
    shares = {"win": 0.5, "tie": 0.2, "loss": 0.3, "effect_size": 0.25, "relative": difference / values[1]}
    numbers = {"value": values[0], "other_value": values[1], "difference": difference, "p_value": p, "p_holm": p}
    return {"baseline": one, "other": other, **numbers, **interval, **shares, "verdict": verdict, "n_users": 190}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of a made-up report: alpha leads, beta is tied with it, gamma is the reference."""
    folder = tmp_path_factory.mktemp("papers")
    write_inputs(folder, "comparison: {reference: gamma}\n" + PARAMS)
    rows = [
        pair("alpha", "beta", (0.3, 0.28), 0.2, "undecided"),
        pair("alpha", "gamma", (0.3, 0.1), 0.0004, "better"),
        pair("beta", "gamma", (0.28, 0.1), 0.012, "better"),
    ]
    rows = [{"benchmark": "films-leaky", "metric": "ndcg@10", **row} for row in rows]
    (folder / "reports/comparisons.csv").write_text(as_csv(collect.TABLES["comparisons"], rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        latex.write(inputs.read())
    return folder / "reports/tables"


def row(path: Path, baseline: str) -> str:
    (line,) = [line for line in path.read_text().splitlines() if line.startswith(rf"\texttt{{{baseline}}} &")]
    return line


def test_there_is_a_table_for_each_benchmark_with_results_and_one_against_the_reference(tables: Path) -> None:
    names = {"films-leaky.tex", "films-clean.tex", "comparison-films-leaky.tex", "setup.tex"}
    assert {path.name for path in tables.iterdir()} == names


def test_the_leader_and_who_is_tied_with_it_have_a_dagger(tables: Path) -> None:
    board = tables / "films-leaky.tex"
    assert r"0.3000$^\dagger$ {\scriptsize [.2500, .3500]}" in row(board, "alpha")
    assert r"0.2800$^\dagger$ {\scriptsize" in row(board, "beta")
    assert r"0.1000 {\scriptsize" in row(board, "gamma")
    assert r"\textbf" not in board.read_text()


def test_a_leader_ahead_of_all_others_is_bold(tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(tables.parents[1], tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    path = Path("reports/comparisons.csv")
    rows = [{**row, "p_holm": "0.001000"} for row in read_csv(path)]
    path.write_text(as_csv(collect.TABLES["comparisons"], rows))
    latex.write(inputs.read())
    assert row(Path("reports/tables/films-leaky.tex"), "alpha").count(r"\textbf{0.3000}") == 1
    assert r"0.2800 {\scriptsize" in row(Path("reports/tables/films-leaky.tex"), "beta")


def test_without_tests_nothing_is_marked(tables: Path) -> None:
    text = (tables / "films-clean.tex").read_text()
    assert "dagger" not in text
    assert "textbf" not in text


def test_what_is_missing_is_a_dash_and_coverage_has_no_interval(tables: Path) -> None:
    board = tables / "films-leaky.tex"
    heads = next(line for line in board.read_text().splitlines() if line.startswith("baseline &")).split(" & ")
    assert "RMSE" in heads[-1]
    assert row(board, "alpha").endswith(r"& -- \\")
    cells = row(board, "alpha").split(" & ")
    assert "[" not in cells[next(i for i, head in enumerate(heads) if head.startswith("coverage"))]


def test_the_caption_has_protocol_users_and_fingerprint(tables: Path) -> None:
    text = (tables / "films-clean.tex").read_text()
    assert "Films" in text
    assert "Ratings of 4 or more count as relevant" in text
    assert re.search(r"\b\d+ users in the test", text)
    assert r"\label{tab:films-clean}" in text
    assert r"\texttt{0123456789ab}" in (tables / "comparison-films-leaky.tex").read_text()


def test_all_are_compared_with_the_reference(tables: Path) -> None:
    table = tables / "comparison-films-leaky.tex"
    text = table.read_text()
    assert r"against \texttt{gamma} (0.1000)" in text
    assert "\\texttt{gamma} &" not in text
    assert r"$+$0.2000 {\scriptsize [$+$0.1900, $+$0.2100]} & $+$200.0 & $+$0.25 & 50/20/30 & $<$.001 & better" in text
    assert ".012 & better" in row(table, "beta")


def test_special_characters_are_escaped() -> None:
    assert escape(r"a_b & 5 % of $1 {x} #1 ~ ^ \ <y>") == (
        r"a\_b \& 5~\% of \$1 \{x\} \#1 \textasciitilde{} \textasciicircum{} \textbackslash{} "
        r"\textless{}y\textgreater{}"
    )


def compiled(folder: Path, tables: list[Path]) -> str:
    """Compile a document of the tables; return LaTeX's log."""
    if not shutil.which("pdflatex"):
        pytest.skip("pdflatex is not installed: apt-get install texlive-latex-base texlive-latex-recommended")
    text = "\n".join(rf"\input{{{path.as_posix()}}}\clearpage" for path in tables)
    (folder / "all.tex").write_text(DOCUMENT % text)
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace")
    assert done.returncode == 0, done.stdout[-2000:]
    return done.stdout


def test_all_tables_compile(tables: Path, finished: Clone, tmp_path: Path) -> None:
    found = [*sorted(tables.iterdir()), *sorted((finished.folder / "reports/tables").iterdir())]
    assert len(found) == 4 + 5
    compiled(tmp_path, found)
    assert (tmp_path / "all.pdf").stat().st_size > 10_000


def test_the_tables_of_the_committed_report_compile_and_fit_the_page(tmp_path: Path) -> None:
    found = sorted((ROOT / "reports/tables").glob("*.tex"))
    if not found:
        pytest.skip("the report in this checkout has no tables yet: make repro")
    compiled(tmp_path, found)
    log = compiled(tmp_path, [path for path in found if path.name != "setup.tex"])  # its citations are not resolved
    wide = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]
    assert max(wide, default=0) < 5


def test_the_setup_tells_the_protocol_in_words(tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tables.parents[1])
    given = inputs.read()
    words = " ".join(setup.paragraphs(given)["films-leaky"])
    assert "Films has 1,000 ratings of 50 items by 200 users, from 20 September 1997 to 22 April 1998." in words
    assert "Of each user's interactions the last 20 % by time are the test part" in words
    assert "700 interactions for training, 100 for validation and 200" in words
    assert "Models may learn from interactions of others that are later" in words
    assert "Candidates are all items of the catalogue but those that the user already had." in words
    assert "1 baseline ran with the parameters that the search chose." in words
    clean = " ".join(setup.paragraphs(given)["films-clean"])
    assert "later than a test interaction" not in clean
    assert "with one cut for everybody" in clean
    everywhere = " ".join(setup.shared(given))
    assert "Stochastic baselines run with 2 seeds" in everywhere
    assert "100,000 flips" in everywhere
    text = (tables / "setup.tex").read_text()
    for sentence in [*setup.paragraphs(given)["films-clean"][1:], *setup.shared(given)]:
        assert escape(sentence) in text
