"""The tables for papers say what the report's tables say, and LaTeX sets them in their line."""

import json
import re
import shutil
from pathlib import Path

import pytest

from benchmarks.contract.csv import as_csv, read_csv
from benchmarks.report.latex import tables as latex
from benchmarks.report.latex.table import MOST_WORDS, words
from benchmarks.report.latex.tex import escape
from benchmarks.report.prose import setup, study
from tests.report.latex import typeset
from tests.worlds import older
from tests.worlds.clone import Clone
from tests.worlds.films import PARAMS, settled, write_inputs

ROOT = Path(__file__).parents[3]


def pair(
    one: str, other: str, values: tuple[float, float], p: float, verdict: str
) -> dict[str, object]:
    difference = values[0] - values[1]
    interval = {"ci_low": difference - 0.01, "ci_high": difference + 0.01}
    shares = {
        "win": 0.5,
        "tie": 0.2,
        "loss": 0.3,
        "effect_size": 0.25,
        "relative": difference / values[1],
    }
    numbers = {
        "value": values[0],
        "other_value": values[1],
        "difference": difference,
        "p_value": p,
        "p_holm": p,
    }
    return {
        "baseline": one,
        "other": other,
        **numbers,
        **interval,
        **shares,
        "verdict": verdict,
        "n_users": 190,
    }


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
    (folder / "reports/comparisons.csv").write_text(as_csv(older.TABLES["comparisons"], rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        latex.write(settled())
    return folder / "reports/tables"


def said(path: Path) -> str:
    """Return the comments of a file in one line."""
    lines = path.read_text().splitlines()
    return " ".join(line.removeprefix("% ") for line in lines if line.startswith("%"))


def row(path: Path, baseline: str) -> str:
    (line,) = [
        line
        for line in path.read_text().splitlines()
        if line.startswith(rf"\texttt{{{baseline}}} &")
    ]
    return line


def test_there_is_a_table_for_each_benchmark_with_results_and_one_against_the_reference(
    tables: Path,
) -> None:
    boards = {f"films-{name}{kind}.tex" for name in ("leaky", "clean") for kind in ("", "-short")}
    names = {*boards, "comparison-films-leaky.tex", "setup.tex"}
    assert {path.name for path in tables.iterdir()} == names


def test_the_leader_and_who_is_tied_with_it_have_a_dagger(tables: Path) -> None:
    board = tables / "films-leaky.tex"
    assert r".3000$^\dagger$ {\scriptsize [.2500, .3500]}" in row(board, "alpha")
    assert r".2800$^\dagger$ {\scriptsize" in row(board, "beta")
    assert r".1000 {\scriptsize" in row(board, "gamma")
    assert r"\textbf" not in board.read_text()


def test_a_leader_ahead_of_all_others_is_bold(
    tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(tables.parents[1], tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    path = Path("reports/comparisons.csv")
    rows = [{**row, "p_holm": "0.001000"} for row in read_csv(path)]
    path.write_text(as_csv(older.TABLES["comparisons"], rows))
    latex.write(settled())
    assert row(Path("reports/tables/films-leaky.tex"), "alpha").count(r"\textbf{.3000}") == 1
    assert r".2800 {\scriptsize" in row(Path("reports/tables/films-leaky.tex"), "beta")


def test_a_leader_that_is_practically_equal_to_another_says_so_in_the_caption(
    tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(tables.parents[1], tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    path = Path("reports/comparisons.csv")
    verdict = {("alpha", "beta"): {"verdict": "practically equal"}}
    rows = [
        {**row, "p_holm": "0.001"} | verdict.get((row["baseline"], row["other"]), {})
        for row in read_csv(path)
    ]
    path.write_text(as_csv(older.TABLES["comparisons"], rows))
    latex.write(settled())
    text = Path("reports/tables/films-leaky.tex").read_text()
    assert r"By nDCG@10, \texttt{alpha} is best, yet practically equal to \texttt{beta}." in text
    assert "practically equal" not in (tables / "films-leaky.tex").read_text()


def test_a_search_without_a_difference_is_not_called_tuned(
    tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(tables.parents[1], tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    Path("tuned/films-leaky").mkdir(parents=True)
    trials = "trial,value,chosen,factors\n0,0.000000,yes,8\n1,0.000000,,64\n"
    Path("tuned/films-leaky/beta.csv").write_text(trials)
    words = " ".join(setup.paragraphs(settled())["films-leaky"])
    assert (
        "1 baseline ran with default parameters, as the search for this leaderboard, by an earlier "
        "rule, found no difference between its trials: beta." in words
    )
    assert "1 baseline ran with default parameters: alpha." in words
    assert "ran with parameters that" not in words
    latex.write(settled())
    assert "no difference between its trials: beta." in said(Path("reports/tables/films-leaky.tex"))


def test_models_may_learn_from_what_the_same_user_did_later(
    tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(tables.parents[1], tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    path = Path("runs/audit/films-leaky.json")
    path.write_text(
        json.dumps(json.loads(path.read_text()) | {"training_later_than_test_same_user": 0.95})
    )
    words = " ".join(setup.paragraphs(settled())["films-leaky"])
    assert (
        "Models may learn from interactions of anybody, the user included, that are later than a "
        "test" in words
    )


def test_without_tests_nothing_is_marked(tables: Path) -> None:
    text = (tables / "films-clean.tex").read_text()
    assert "dagger" not in text
    assert "textbf" not in text


def test_what_is_missing_is_a_dash_and_coverage_has_no_interval(tables: Path) -> None:
    board = tables / "films-leaky.tex"
    heads = next(
        line for line in board.read_text().splitlines() if line.startswith("baseline &")
    ).split(" & ")
    assert "RMSE" in heads[-1]
    assert row(board, "alpha").endswith(r"& -- \\")
    cells = row(board, "alpha").split(" & ")
    assert "[" not in cells[next(i for i, head in enumerate(heads) if head.startswith("coverage"))]


def test_the_caption_is_short_and_the_comment_says_the_rest(tables: Path) -> None:
    text = (tables / "films-clean.tex").read_text()
    (caption,) = re.findall(r"\\caption\{(.*)\}", text)
    assert caption.startswith(
        r"Films (\texttt{films-\allowbreak{}clean}): all 3 baselines, 180 users."
    )
    comment = said(tables / "films-clean.tex")
    assert "Needs booktabs and a line of 5.5 in" in comment
    assert "Ratings of 4 or more count as relevant" in comment
    assert "180 of 200 test users are scored, 190 by RMSE." in comment
    assert r"\cite{levelground} for the numbers, \cite{data_films} for the data" in comment
    assert r"\label{tab:films-clean}" in text
    assert r"\texttt{0123456789ab}" in (tables / "comparison-films-leaky.tex").read_text()


def test_no_caption_has_fifty_words(tables: Path, finished: Clone) -> None:
    every = [*tables.iterdir(), *(finished.folder / "reports/tables").iterdir()]
    captions = [
        caption
        for path in every
        for caption in re.findall(r"\\caption\{(.*)\}", path.read_text(encoding="utf-8"))
    ]
    assert len(captions) >= 10
    assert max(map(words, captions)) <= MOST_WORDS


def test_the_short_table_is_for_a_column_and_the_full_one_for_the_page(tables: Path) -> None:
    short, full = tables / "films-leaky-short.tex", tables / "films-leaky.tex"
    assert r"\begin{table}" in short.read_text()
    assert "a line of 3.3 in." in said(short)
    assert r"\begin{table*}" in full.read_text()
    assert r"\label{tab:films-leaky-short}" in short.read_text()


def test_all_are_compared_with_the_reference(tables: Path) -> None:
    table = tables / "comparison-films-leaky.tex"
    text = table.read_text()
    assert r"against \texttt{gamma} (.1000)" in text
    assert "\\texttt{gamma} &" not in text
    assert (
        r"$+$.2000 {\scriptsize [$+$.1900, $+$.2100]} & $+$200.0 & $+$0.25 & "
        r"50/20/30 & $<$.001 & better" in text
    )
    assert ".012 & better" in row(table, "beta")


def test_special_characters_are_escaped() -> None:
    assert escape(r"a_b & 5 % of $1 {x} #1 ~ ^ \ <y>") == (
        r"a\_b \& 5~\% of \$1 \{x\} \#1 \textasciitilde{} \textasciicircum{} \textbackslash{} "
        r"\textless{}y\textgreater{}"
    )


ENGINES = pytest.mark.parametrize("engine", ["pdflatex", "lualatex"])
HEADS = {"page": typeset.PAGE, "two columns": typeset.TWO_COLUMNS}


def fitting(folder: Path) -> list[Path]:
    """Return the tables of a folder, without the paragraphs on the setup."""
    return [path for path in sorted(folder.glob("*.tex")) if path.stem != "setup"]


@ENGINES
@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_all_tables_fit_a_page_of_5_5_inches_and_columns_of_3_3(
    engine: str, head: str, tables: Path, finished: Clone, tmp_path: Path
) -> None:
    small = fitting(finished.folder / "reports/tables")
    names = {path.stem.removesuffix("-short") for path in small if "comparison" not in path.stem}
    assert names == {"across", *finished.params()["benchmarks"]}
    log = typeset.typeset(engine, tmp_path, typeset.of_files([*fitting(tables), *small]), head)
    assert typeset.too_wide(log) == []
    assert typeset.missing(log) == []


@ENGINES
def test_short_tables_fit_a_line_of_3_3_inches(engine: str, tables: Path, tmp_path: Path) -> None:
    short = sorted(tables.glob("*-short.tex"))
    log = typeset.typeset(engine, tmp_path, typeset.of_files(short), typeset.COLUMN)
    assert typeset.too_wide(log) == []


def test_the_setup_can_be_set(tables: Path, tmp_path: Path) -> None:
    typeset.typeset("pdflatex", tmp_path, typeset.of_files([tables / "setup.tex"]))


@ENGINES
@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_the_tables_of_the_committed_report_fit(engine: str, head: str, tmp_path: Path) -> None:
    committed = fitting(ROOT / "reports/tables")
    if not committed:
        pytest.skip("the report in this checkout has no tables yet: make repro")
    log = typeset.typeset(engine, tmp_path, typeset.of_files(committed), head)
    assert typeset.too_wide(log) == []


def test_the_setup_tells_the_protocol_in_words(
    tables: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tables.parents[1])
    given = settled()
    words = " ".join(setup.paragraphs(given)["films-leaky"])
    assert (
        "Films has 1,000 ratings of 50 items by 200 users, from 20 September 1997 to 22 April 1998."
        in words
    )
    assert "Of each user's interactions the last 20 % by time are the test part" in words
    assert "700 interactions for training, 100 for validation and 200" in words
    assert "Models may learn from interactions of others that are later" in words
    assert "Candidates are all items of the catalogue but those that the user already had." in words
    assert (
        "1 baseline ran with parameters that the search for this leaderboard, by an earlier rule, "
        "chose: beta." in words
    )
    clean = " ".join(setup.paragraphs(given)["films-clean"])
    assert "later than a test interaction" not in clean
    assert (
        "The last 20 % of all interactions by time are the test part, the 10 % before them the "
        "validation" in clean
    )
    assert "with one cut for everybody" in clean
    assert "180 of 200 test users are scored, 190 by RMSE." in clean
    everywhere = " ".join(study.sentences(given.settings))
    assert "Stochastic baselines run with 2 seeds" in everywhere
    assert "symmetric studentized bootstrap" in everywhere
    assert "in 10,000 bundles" not in everywhere
    assert "in 10,000 bundles" in " ".join(study.sentences(given.settings, 10_001))
    text = (tables / "setup.tex").read_text()
    for sentence in [*setup.paragraphs(given)["films-clean"][1:], *study.sentences(given.settings)]:
        assert escape(sentence) in text
