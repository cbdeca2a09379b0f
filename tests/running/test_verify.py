"""`make verify` recomputes from the downloads on, and catches what was tampered with."""

import re
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
    assert set(verify.TABLES) == declared - {"measured", "judgements"}


def test_a_fresh_clone_reproduces_every_figure_and_changes_nothing(clone: Clone) -> None:
    before = state(clone)
    printed = run(clone, status=0)
    done, stated = re.search(
        r"reports: ([\d,]+) of ([\d,]+) figures reproduced exactly$", printed, re.M
    ).groups()
    assert done == stated
    figures = 0
    for name in verify.TABLES:
        for row in clone.rows(f"{name}.csv"):
            figures += sum(bool(value) for key, value in row.items() if key not in KEYS[name])
    assert int(stated.replace(",", "")) == figures
    assert "environment: as locked" in printed
    assert "data: as downloaded" in printed
    assert state(clone) == before


def test_a_number_that_was_changed_is_named_with_what_was_found(clone: Clone) -> None:
    labels = {
        "benchmark": "tiny",
        "baseline": "ease",
        "subject": "all",
        "metric": "ndcg",
        "k": "10",
    }
    old = next(row for row in clone.rows() if labels.items() <= row.items())
    line, value = ",".join(old.values()), old["value"]
    changed = f"{float(value) + 0.01:.6f}"
    clone.edit("reports/results.csv", line, line.replace(value, changed, 1))
    printed = run(clone, *PART, status=1)
    words = "results.csv tiny all all ease ndcg@10, value"
    assert f"{words}: stated {changed}, found {value} (-" in printed
    assert re.search(r"^tiny +ease +ndcg@10 .* undecided +intervals$", printed, re.M)
    assert re.search(r"error: 1 figure not as stated", printed)


def test_a_parameter_that_was_changed_is_caught(clone: Clone) -> None:
    clone.edit("params.yaml", "regularization: 20.0", "regularization: 90.0")
    printed = run(clone, *PART, status=1)
    assert re.search(r"cells\.csv tiny ease, parameters: stated .*20\.0.*, found .*90\.0", printed)
    assert re.search(r"results\.csv tiny all all ease ndcg@10, value: stated", printed)


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
    archive = bytearray((clone.folder / "datasets/tiny.zip").read_bytes())
    archive[-1] ^= 1
    clone.write("datasets/tiny.zip", bytes(archive))
    for cached in (clone.folder / "data/cache").iterdir():
        cached.unlink()
    assert "wrong checksum" in run(clone, *PART, status=1)


def test_tables_that_differ_from_the_commit_are_compared_both(clone: Clone) -> None:
    clean = clone.read("reports/results.csv")
    clone.write(
        "reports/results.csv", re.sub(r"(?m)^(tiny,all,,all,,,ease,ndcg,10),\d", r"\1,9", clean)
    )
    clone.git("add", "--all")
    clone.git("commit", "--quiet", "--message", "Results, one of them invented")
    clone.write("reports/results.csv", clean)
    printed = run(clone, *PART, status=1)
    assert re.search(r"^reports: (\d+) of \1 figures reproduced exactly", printed, re.MULTILINE)
    assert re.search(
        r"^commit [0-9a-f]+: \d+ of \d+ figures reproduced exactly", printed, re.MULTILINE
    )
    assert "ndcg@10, value: stated 9." in printed


def test_a_submission_is_counted_and_left_aside(clone: Clone) -> None:
    for name in ("cells.csv", "results.csv"):
        lines = clone.read(f"reports/{name}").splitlines(keepends=True)
        theirs = [line.replace("ease", "theirs") for line in lines if line.startswith("tiny,")]
        added = [line.replace("run here", "submitted") for line in theirs if "theirs" in line]
        clone.write(f"reports/{name}", "".join([*lines, *added]))
    printed = run(clone, "--benchmark", "tiny", status=0)
    assert re.search(r"^reports: left aside: \d+ figures of 1 submission$", printed, re.M)
    assert re.search(r"^reports: ([\d,]+) of \1 figures reproduced exactly$", printed, re.M)


def test_a_submission_of_the_last_commit_alone_is_left_aside_there(clone: Clone) -> None:
    lines = clone.read("reports/cells.csv").splitlines(keepends=True)
    theirs = [line.replace("ease", "theirs") for line in lines if line.startswith("tiny,ease")]
    added = [line.replace("run here", "submitted") for line in theirs]
    clone.write("reports/cells.csv", "".join([*lines, *added]))
    clone.git("add", "--all")
    clone.git("commit", "--quiet", "--message", "With a submission")
    clone.write("reports/cells.csv", "".join(lines))
    printed = run(clone, *PART, status=0)
    assert "reports: left aside: what depends" in printed
    assert re.search(r"^commit \w+: ([\d,]+) of \1 figures reproduced exactly$", printed, re.M)


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


def test_without_tables_there_is_nothing_to_verify(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "params.yaml").write_text((ROOT / "params.yaml").read_text())
    with pytest.raises(UserError, match="nothing to verify"):
        verify.verify("", "", 1, 0.0)
