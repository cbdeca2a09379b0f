"""The stage that replicates published figures: verdicts, its table, and the one in git."""

from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from benchmarks.contract import paths
from benchmarks.contract.csv import read_csv
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.replication import TABLES, surprise_table
from benchmarks.replication.ratings import read
from benchmarks.replication.targets import Target, source
from benchmarks.stages import prepare, replicate, replication
from tests.worlds.params import DOCUMENT

ROOT = Path(__file__).parents[2]
HEADER = "source,dataset,baseline,metric,published,ours,tolerance,verdict"


def target(published=0.934, tolerance=0.0006):
    return Target("films", "svd", "rmse", published, tolerance)


@pytest.mark.parametrize(
    ("ours", "word"),
    [
        (0.934, "reproduced"),
        (0.9346, "reproduced"),  # exactly at the tolerance, from above and below
        (0.9334, "reproduced"),
        (0.9346004, "reproduced"),  # at six decimals, as the table shows it
        (0.934601, "differs"),
        (0.933399, "differs"),
        (9.34, "differs"),
        (None, "not run"),
    ],
)
def test_a_figure_is_reproduced_within_its_tolerance(ours, word):
    assert replicate.verdict(target(), ours) == word
    assert replicate.verdict(target(1e-6, 0.0006), None) == "not run"


@pytest.mark.parametrize("published", [0.942506, 0.030094, 0.744752])
def test_a_tolerance_of_the_last_decimal_is_met_exactly(published):
    for hair, word in (
        (1e-6, "reproduced"),
        (-1e-6, "reproduced"),
        (2e-6, "differs"),
        (-2e-6, "differs"),
    ):
        assert replicate.verdict(target(published, 1e-6), published + hair) == word


def test_a_figure_that_nobody_published_is_not_judged():
    assert replicate.verdict(target(None), 0.5) == "not published"
    assert replicate.verdict(target(None), None) == "not run"


def test_a_row_says_what_was_compared():
    assert replicate.row("Somebody, page 3", target(), 0.9343) == {
        "source": "Somebody, page 3",
        "dataset": "films",
        "baseline": "svd",
        "metric": "rmse",
        "published": 0.934,
        "ours": 0.9343,
        "tolerance": 0.0006,
        "verdict": "reproduced",
    }


def test_the_sources_keep_the_contract():
    for module in map(source, TABLES):
        assert module.SOURCE.label == f"{module.SOURCE.name}, {module.SOURCE.where}"
        quoted = all(target.note for target in module.TARGETS)  # each says why it is not run
        assert module.jobs(module.TARGETS) or quoted
        named = [(target.dataset, target.baseline, target.metric) for target in module.TARGETS]
        assert len(set(named)) == len(named)
        assert all(target.tolerance > 0 for target in module.TARGETS)


def write_params(*datasets: str) -> None:
    known = DOCUMENT["datasets"] | {name: {} for name in datasets}
    with Path("params.yaml").open("w", encoding="utf-8") as stream:
        YAML(typ="safe").dump({**DOCUMENT, "datasets": known}, stream)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with made-up ratings in the form of MovieLens 1M; three rows of Surprise alone."""
    monkeypatch.chdir(tmp_path)
    Path("baselines").symlink_to(ROOT / "baselines")
    Path("datasets").symlink_to(ROOT / "datasets")
    write_params("ml-1m")
    random, files = np.random.default_rng(0), paths.raw("ml-1m")
    files.mkdir(parents=True)
    pairs = [(code // 40 + 1, code % 40 + 1) for code in random.permutation(30 * 40)[:501].tolist()]
    rows = [
        f"{user}::{film}::{random.integers(1, 6)}::{place}"
        for place, (user, film) in enumerate(pairs)
    ]
    (files / "ratings.dat").write_text("\n".join(rows) + "\n")
    (files / "movies.dat").write_text(
        "".join(f"{film}::Film {film} (1995)::Drama\n" for film in range(1, 41))
    )
    (files / "users.dat").write_text("".join(f"{user}::F::1::10::48067\n" for user in range(1, 31)))
    prepare.prepare("ml-1m")
    monkeypatch.setattr(replication, "TABLES", ("surprise_table",))
    kept = [one for one in surprise_table.TARGETS if (one.dataset, one.metric) == ("ml-1m", "rmse")]
    kept.append(next(one for one in surprise_table.TARGETS if one.dataset == "ml-100k"))
    monkeypatch.setattr(surprise_table, "TARGETS", kept)
    return tmp_path


def table() -> str:
    replicate.replicate("surprise_table")
    replication.replication()
    return (paths.REPORTS / "replication.csv").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_table_has_the_means_of_its_folds_and_says_what_was_not_run(project, capsys) -> None:
    text = table()
    assert text.splitlines()[0] == HEADER
    assert table() == text
    rows = read_csv(paths.REPORTS / "replication.csv")
    assert [(row["dataset"], row["baseline"]) for row in rows] == [
        ("ml-1m", "svd"),
        ("ml-1m", "knn_baseline"),
        ("ml-1m", "baseline_only"),
        ("ml-100k", "svd"),
    ]
    assert {row["source"] for row in rows} == {"Surprise 1.1.5, README.md, Benchmarks"}
    data = read("ml-1m")
    for row in rows[:3]:
        folds = [surprise_table.run(data, ((row["baseline"],), (fold,))) for fold in range(5)]
        assert float(row["ours"]) == pytest.approx(
            np.mean([f[row["baseline"], "rmse"] for f in folds]), abs=6e-7
        )
        assert row["verdict"] == "differs"
    assert rows[3]["verdict"] == "not run"  # params.yaml has no such dataset
    assert "3 differs, 1 not run" in capsys.readouterr().out


def test_a_table_that_is_not_here_is_named() -> None:
    with pytest.raises(UserError, match=r"unknown table 'surprise'\. .*surprise_table"):
        replicate.replicate("surprise")


def test_without_the_dataset_in_params_nothing_is_run_and_the_rows_are_there(
    project, capsys
) -> None:
    write_params()
    rows = table().splitlines()[1:]
    assert len(rows) == 4
    assert all(row.endswith(",0.000600,not run") for row in rows)
    assert capsys.readouterr().out == "4 not run\n"


def test_beside_the_table_stands_how_the_figures_were_made_and_why_some_were_not_run(
    project,
) -> None:
    table()
    (about,) = read_json(paths.REPORTS / "replication.json")["sources"]
    source = surprise_table.SOURCE
    assert (about["source"], about["name"], about["protocol"]) == (
        source.label,
        source.name,
        source.protocol,
    )
    assert about["notes"][:3] == [""] * 3
    assert "not among the datasets of params.yaml" in about["notes"][3]


def test_the_note_of_a_figure_stays_beside_the_reason_that_it_was_not_run() -> None:
    noted = Target("films", "svd", "rmse", 0.9, 0.1, "approximate")
    assert replicate.note(noted, {"films"}) == "approximate"
    assert replicate.note(noted, {}).startswith(
        "approximate; films comes from its official home only"
    )


def test_the_table_in_git_has_all_figures_in_order_and_its_verdicts_agree_with_its_numbers() -> (
    None
):
    path = ROOT / "reports/replication.csv"
    assert path.read_text(encoding="utf-8").splitlines()[0] == HEADER
    rows = read_csv(path)
    expected = [(module, one) for module in map(source, TABLES) for one in module.TARGETS]
    for row, (module, one) in zip(rows, expected, strict=True):
        assert row["source"].removeprefix(module.SOURCE.label) in ("", ", split drawn anew")
        assert (row["dataset"], row["baseline"], row["metric"]) == (
            one.dataset,
            one.baseline,
            one.metric,
        )
        assert (float(row["published"]) if row["published"] else None) == one.published
        assert float(row["tolerance"]) == one.tolerance
        assert row["verdict"] == replicate.verdict(one, float(row["ours"]) if row["ours"] else None)
