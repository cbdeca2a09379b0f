"""`make verify` recomputes from the downloads on, and catches what was tampered with."""

import re
import shutil
from pathlib import Path

import pytest

from benchmarks.contract import package
from benchmarks.contract.errors import UserError
from benchmarks.exchange.comparing.figures import KEYS
from benchmarks.running import verify
from tests.worlds.clone import Clone

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PART = ("--benchmark", "tiny", "--baseline", "ease")


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
    declared = {table.name for table in package.TABLES}
    assert set(verify.TABLES) == declared - {"measured", "frontier", "judgements"}


def test_a_fresh_clone_reproduces_every_figure_and_changes_nothing(clone: Clone) -> None:
    before = state(clone)
    printed = run(clone, status=0)
    same, stated = _counts(printed, "reports")
    assert same == stated
    figures = 0
    for name in verify.TABLES:
        for row in clone.rows(f"{name}.csv"):
            figures += sum(bool(value) for key, value in row.items() if key not in KEYS[name])
    assert stated == figures
    assert "environment: as locked" in printed
    assert "data: as downloaded" in printed
    assert state(clone) == before


@pytest.fixture(scope="module")
def tampered(finished: Clone, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a verification says of one number changed, and of a submission that was handed in."""
    clone = finished.copy(tmp_path_factory.mktemp("tampered") / "clone")
    line, changed = _of_ease(clone)
    clone.edit("reports/results.csv", line, changed)
    for name in ("cells.csv", "results.csv"):
        lines = clone.read(f"reports/{name}").splitlines(keepends=True)
        added = [row for row in _submitted(lines) if row.startswith("tiny,")]
        clone.write(f"reports/{name}", "".join([*lines, *added]))
    return run(clone, "--benchmark", "tiny", status=1)


def test_a_number_that_was_changed_is_named_with_what_was_found(
    tampered: str, finished: Clone
) -> None:
    (stated, found) = (line.split(",")[9] for line in reversed(_of_ease(finished)))
    words = "results.csv tiny all all ease ndcg@10, value"
    assert f"{words}: stated {stated}, found {found} (-" in tampered
    assert re.search(r"^tiny +ease +ndcg@10 .* undecided +intervals$", tampered, re.M)
    assert "error: 1 figure not as stated" in tampered


def test_a_submission_is_counted_and_left_aside(tampered: str) -> None:
    assert re.search(r"^reports: left aside: \d+ figures of 1 submission$", tampered, re.M)
    same, figures = _counts(tampered, "reports")
    assert same == figures - 1, "all but the number that was changed"


def test_a_parameter_that_was_changed_is_caught(clone: Clone) -> None:
    clone.edit("params.yaml", "regularization: 20.0", "regularization: 90.0")
    printed = run(clone, *PART, status=1)
    assert re.search(r"cells\.csv tiny ease, parameters: stated .*20\.0.*, found .*90\.0", printed)
    assert re.search(r"results\.csv tiny all all ease ndcg@10, value: stated", printed)


DAMAGED = ("data/raw/tiny/ratings.csv", "data/splits/tiny/test/interactions.parquet")


@pytest.fixture(scope="module")
def beside_a_commit(finished: Clone, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a verification says of a commit with a number made up, and of damaged data.

    The commit also has a submission; the tables of the workspace are as they were made.
    """
    clone = finished.copy(tmp_path_factory.mktemp("beside") / "clone")
    made = {name: clone.read(f"reports/{name}.csv") for name in ("results", "cells")}
    invented = re.sub(r"(?m)^(tiny,all,,all,,,ease,ndcg,10),\d", r"\1,9", made["results"])
    clone.write("reports/results.csv", invented)
    lines = made["cells"].splitlines(keepends=True)
    added = [row for row in _submitted(lines) if row.startswith("tiny,")]
    clone.write("reports/cells.csv", "".join([*lines, *added]))
    clone.commit("Results, one of them invented, with a submission")
    for name, text in made.items():
        clone.write(f"reports/{name}.csv", text)
    for name in DAMAGED:
        path = clone.folder / name
        data = path.read_bytes()
        path.unlink()  # DVC may have linked it to its cache
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    result = clone.shell("make verify BENCHMARK=tiny BASELINE=ease")
    assert result.returncode == 2, "make's own for a command that failed"
    return result.stdout + result.stderr


def test_tables_that_differ_from_the_commit_are_compared_both(beside_a_commit: str) -> None:
    same, figures = _counts(beside_a_commit, "reports")
    assert same == figures
    assert "ndcg@10, value: stated 9." in beside_a_commit
    assert "error: 1 figure " in beside_a_commit


def test_a_submission_of_the_last_commit_alone_is_left_aside_there(beside_a_commit: str) -> None:
    assert "reports: left aside: what depends" in beside_a_commit
    same, figures = _counts(beside_a_commit, r"commit \w+")
    assert same == figures - 1, "all but the number that was made up"


@pytest.mark.parametrize("name", DAMAGED)
def test_a_data_file_that_was_changed_is_caught(beside_a_commit: str, name: str) -> None:
    assert f"{name} is not what the download gives" in beside_a_commit
    assert f"and {len(DAMAGED)} data files not as stated" in beside_a_commit


def test_a_download_with_another_checksum_is_refused(clone: Clone) -> None:
    archive = bytearray((clone.folder / "datasets/tiny.zip").read_bytes())
    archive[-1] ^= 1
    clone.write("datasets/tiny.zip", bytes(archive))
    for cached in (clone.folder / "data/cache").iterdir():
        cached.unlink()
    assert "wrong checksum" in run(clone, *PART, status=1)


def _of_ease(clone: Clone) -> tuple[str, str]:
    """Return the line of results.csv with a figure of ease, and one with a larger figure."""
    labels = {
        "benchmark": "tiny",
        "baseline": "ease",
        "subject": "all",
        "metric": "ndcg",
        "k": "10",
    }
    old = next(row for row in clone.rows() if labels.items() <= row.items())
    line, value = ",".join(old.values()), old["value"]
    return line, line.replace(value, f"{float(value) + 0.01:.6f}", 1)


def _submitted(lines: list[str]) -> list[str]:
    """Return the lines of ease in a table as those of a submission called `theirs`."""
    theirs = [line.replace("ease", "theirs") for line in lines if "ease" in line]
    return [line.replace("run here", "submitted") for line in theirs]


def _counts(printed: str, where: str) -> tuple[int, int]:
    """Return how many figures were reproduced, of how many."""
    pattern = rf"^{where}: ([\d,]+) of ([\d,]+) figures reproduced exactly$"
    same, figures = re.search(pattern, printed, re.M).groups()
    return int(same.replace(",", "")), int(figures.replace(",", ""))


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
    result = clone.here("verify", *arguments)
    assert result.returncode == 1
    assert message in result.stderr
    assert len((result.stdout + result.stderr).strip().splitlines()) == 1


def test_without_tables_there_is_nothing_to_verify(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "params.yaml").write_text((ROOT / "params.yaml").read_text())
    with pytest.raises(UserError, match="nothing to verify"):
        verify.verify("", "", 1, 0.0)


def test_a_file_that_goes_while_the_checkout_is_copied_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout, clone = tmp_path / "checkout", tmp_path / "clone"
    (checkout / "tuned").mkdir(parents=True)
    (clone / ".dvc").mkdir(parents=True)
    names, copy = ["params.yaml", "tuned/.films.yaml.1.tmp"], shutil.copy
    for name in names:
        (checkout / name).write_text(name)

    def copied(source: Path, target: Path) -> None:
        if source.suffix == ".tmp":
            source.rename(checkout / "tuned/films.yaml")  # as a search gives it its name
        copy(source, target)

    monkeypatch.setattr(verify, "git", lambda *_: "\0".join(names))
    monkeypatch.setattr(shutil, "copy", copied)
    verify._copy(checkout, clone)
    files = {path.name for path in clone.rglob("*") if path.is_file()}
    assert files == {"params.yaml", "config.local"}
