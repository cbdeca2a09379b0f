"""`make verify` recomputes from the downloads on, says what it reproduced, and catches what was tampered with."""

import re
from pathlib import Path

import pytest

from benchmarks.config import load
from benchmarks.contract.errors import UserError
from benchmarks.running import compare as verifying
from benchmarks.running import verify
from benchmarks.stages import collect
from tests.worlds.clone import Clone

ROOT = Path(__file__).parents[2]
PART = ("--benchmark", "tiny", "--baseline", "ease")
ROW = {"benchmark": "b", "baseline": "ease", "slice": "all", "metric": "ndcg@10"}


def row(**figures: str) -> dict[str, str]:
    return (
        ROW
        | {"value": "0.500000", "ci_low": "0.400000", "ci_high": "0.600000", "n_users": "100"}
        | figures
    )


def run(clone: Clone, *arguments: str, status: int) -> str:
    result = clone.run("benchmarks", "verify", "--jobs", "2", *arguments)
    assert result.returncode == status, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    return result.stdout + result.stderr


def state(clone: Clone) -> dict[str, bytes]:
    """Return all that a verification must leave as it is."""
    folders = ("reports", "runs", "data", "tuned")
    paths = [
        path for name in folders for path in (clone.folder / name).rglob("*") if path.is_file()
    ]
    return {
        str(path): path.read_bytes()
        for path in [*paths, clone.folder / "dvc.lock"]
        if "cache" not in path.parts
    }


def test_every_deterministic_table_is_verified() -> None:
    assert set(verify.TABLES) == set(collect.TABLES) - {"measured"} | {"replication", "online"}


def test_a_fresh_clone_reproduces_every_figure_and_changes_nothing(clone: Clone) -> None:
    before = state(clone)
    printed = run(clone, status=0)
    done, stated = re.search(
        r"reports: ([\d,]+) of ([\d,]+) figures reproduced exactly$", printed, re.M
    ).groups()
    assert done == stated
    figures = [
        value
        for name in verify.TABLES
        for r in clone.rows(f"{name}.csv")
        for k, value in r.items()
        if value
    ]
    labels = [
        k
        for name in verify.TABLES
        for r in clone.rows(f"{name}.csv")
        for k in verifying.LABELS
        if r.get(k)
    ]
    assert int(stated.replace(",", "")) == len(figures) - len(labels)
    assert "environment: as locked" in printed
    assert "data: as downloaded" in printed
    assert state(clone) == before


def test_a_number_that_was_changed_is_named_with_what_was_found(clone: Clone) -> None:
    labels = {"benchmark": "tiny", "baseline": "ease", "slice": "all", "metric": "ndcg@10"}
    old = next(row for row in clone.rows() if labels.items() <= row.items())
    line, value = ",".join(old.values()), old["value"]
    changed = f"{float(value) + 0.01:.6f}"
    clone.edit("reports/results.csv", line, line.replace(value, changed, 1))
    printed = run(clone, *PART, status=1)
    assert (
        f"results.csv tiny ease all ndcg@10, value: stated {changed}, found {value} (-" in printed
    )
    assert re.search(r"error: 1 figure not as stated", printed)


def test_a_parameter_that_was_changed_is_caught(clone: Clone) -> None:
    clone.edit("params.yaml", "regularization: 20.0", "regularization: 90.0")
    printed = run(clone, *PART, status=1)
    assert re.search(r"cells\.csv tiny ease, parameters: stated .*20\.0.*, found .*90\.0", printed)
    assert re.search(r"results\.csv tiny ease all ndcg@10, value: stated", printed)


@pytest.mark.parametrize(
    "name", ["data/raw/tiny/ratings.csv", "data/splits/tiny/test/interactions.parquet"]
)
def test_a_data_file_that_was_changed_is_caught(clone: Clone, name: str) -> None:
    path = clone.folder / name
    data = path.read_bytes()
    path.unlink()  # DVC may have linked it to its cache
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    printed = run(clone, *PART, status=1)
    assert f"{name} is not what the download gives" in printed
    assert "error: 1 data file not as stated" in printed


def test_a_download_with_another_checksum_is_refused(clone: Clone) -> None:
    archive = bytearray((clone.folder / "benchmarks/datasets/tiny.zip").read_bytes())
    archive[-1] ^= 1
    clone.write("benchmarks/datasets/tiny.zip", bytes(archive))
    for cached in (clone.folder / "data/cache").iterdir():
        cached.unlink()
    assert "wrong checksum" in run(clone, *PART, status=1)


def test_tables_that_differ_from_the_commit_are_compared_both(clone: Clone) -> None:
    clean = clone.read("reports/results.csv")
    clone.write("reports/results.csv", re.sub(r"(?m)^(tiny,ease,all,ndcg@10),\d", r"\1,9", clean))
    clone.git("add", "--all")
    clone.git("commit", "--quiet", "--message", "Results, one of them invented")
    clone.write("reports/results.csv", clean)
    printed = run(clone, *PART, status=1)
    assert re.search(r"^reports: (\d+) of \1 figures reproduced exactly", printed, re.MULTILINE)
    assert re.search(
        r"^commit [0-9a-f]+: \d+ of \d+ figures reproduced exactly", printed, re.MULTILINE
    )
    assert "ndcg@10, value: stated 9." in printed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--benchmark", "tyny"), "Did you mean 'tiny'?"),
        (("--baseline", "eese"), "Did you mean 'ease'?"),
    ],
)
def test_an_unknown_part_is_one_clear_error(
    clone: Clone, arguments: tuple[str, ...], message: str
) -> None:
    printed = run(clone, *arguments, status=1)
    assert message in printed
    assert len(printed.strip().splitlines()) == 1


def test_a_difference_is_given_in_units_of_the_interval() -> None:
    figures, exact, (difference,) = verifying.compare("results", [row()], [row(value="0.550000")])
    assert (figures, exact) == (4, 3)
    assert (difference.column, difference.stated, difference.found) == (
        "value",
        "0.500000",
        "0.550000",
    )
    assert difference.intervals == pytest.approx(0.25)


def test_a_tolerance_forgives_numbers_within_it_and_no_words() -> None:
    near = row(value="0.500090", ci_low="0.399980")
    assert len(verifying.compare("results", [row()], [near])[2]) == 2
    assert verifying.compare("results", [row()], [near], tolerance=1e-4)[1:] == (2, [])
    assert (
        len(verifying.compare("results", [row()], [row(value="0.500110")], tolerance=1e-4)[2]) == 1
    )
    words = [ROW | {"verdict": "better"}], [ROW | {"verdict": "worse"}]
    assert len(verifying.compare("comparisons", *words, tolerance=1.0)[2]) == 1


def test_a_row_that_one_side_lacks_is_a_difference_of_all_its_figures() -> None:
    other = row() | {"metric": "rmse"}
    for one, two in (([row()], [row(), other]), ([row(), other], [row()])):
        figures, exact, differences = verifying.compare("results", one, two)
        assert (figures, exact, len(differences)) == (8, 4, 4)
        assert {"" in (d.stated, d.found) for d in differences} == {True}


def test_what_is_empty_on_both_sides_is_no_figure() -> None:
    empty = row(ci_low="", ci_high="")
    assert verifying.compare("results", [empty], [empty]) == (2, 2, [])


def test_a_part_has_its_own_rows_and_the_comparison_with_the_reference() -> None:
    settings = load.load(ROOT / "params.yaml")
    part = verifying.Part.of(settings, "complete-journey", "ease")
    assert part.names == {"complete-journey", "complete-journey-new"}
    assert part.cells == [("complete-journey", "popular"), ("complete-journey", "ease")]
    pairs = [("ease", "popular"), ("als", "ease"), ("als", "popular")]
    rows = [
        {"benchmark": "complete-journey", "baseline": one, "other": other} for one, other in pairs
    ]
    assert part.rows("comparisons", rows) == rows[:1]
    assert (
        part.rows("results", [row(), row() | {"benchmark": "complete-journey", "baseline": "als"}])
        == []
    )
    assert part.rows("ranks", [{"metric": "ndcg@10", "baseline": "ease"}]) == []


def test_a_view_under_a_name_of_its_own_is_a_part() -> None:
    settings = load.load(ROOT / "params.yaml")
    part = verifying.Part.of(settings, "complete-journey-new", None)
    assert part.names == {"complete-journey-new"}
    assert {benchmark for benchmark, _ in part.cells} == {"complete-journey"}


def test_a_package_that_is_not_as_locked_is_named(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("numpy==0.1 ; python_version < '3'\nnumpy==0.2\nnot-installed==1.0\n")
    (line,) = verifying.environment(lock, None)
    assert re.fullmatch(r"numpy [\d.]+ is installed, requirements.lock pins 0.1 or 0.2", line)
    made = {"python": "2.7.18", "packages": {"numpy": "0.1"}, "requirements_lock_sha256": "0"}
    said = list(verifying.environment(lock, made))
    assert any("the report was made with 2.7.18" in line for line in said)
    assert any(line.endswith("the report was made with 0.1") for line in said)
    assert any("is not the one" in line for line in said)


def test_without_tables_there_is_nothing_to_verify(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "params.yaml").write_text((ROOT / "params.yaml").read_text())
    with pytest.raises(UserError, match="nothing to verify"):
        verify.verify(None, None, 1, 0.0)
