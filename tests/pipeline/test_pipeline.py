"""The pipeline as a whole, run for real on a small dataset in a clone."""

import hashlib
import json
import os
import re
import shutil
import signal
import time
from itertools import product
from pathlib import Path

import pytest

from benchmarks.contract.reports_beside import DESCRIBING
from benchmarks.contract.reports_online import ONLINE
from tests.worlds.clone import Clone, tracked

# MLflow's own use of SQLAlchemy; ours is a client's
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:.*noload:sqlalchemy.exc.SADeprecationWarning"),
]

BENCHMARKS = ("tiny", "tiny-temporal")
CELLS = {f"fit@{b}-{m}" for b in BENCHMARKS for m in ("uniform", "popular", "svd", "ease")}
DETERMINISTIC = (
    "results.csv",
    "cells.csv",
    "seeds.csv",
    "fingerprints.csv",
    "summary.json",
    *(f"{table.name}.csv" for table in (*DESCRIBING, *ONLINE)),
)


def fits(stages: set[str]) -> set[str]:
    return {stage for stage in stages if stage.startswith("fit@")}


def test_results_have_the_promised_columns_and_every_cell(finished: Clone) -> None:
    header = finished.read("reports/results.csv").splitlines()[0]
    assert header.startswith("benchmark,view,fold,subject,attribute,group,baseline,metric,k,value,")
    assert {f"fit@{row['benchmark']}-{row['baseline']}" for row in finished.rows()} == CELLS
    for row in finished.rows():
        assert re.fullmatch(r"\d+\.\d{6}", row["value"])
        if row["ci_low"]:
            assert float(row["ci_low"]) <= float(row["value"]) <= float(row["ci_high"])
    everybody = [row for row in finished.rows() if row["subject"] == "all"]
    columns = {(row["metric"], row["k"]) for row in everybody}
    of_lists = ("precision", "recall", "ndcg", "coverage")
    assert columns == {("rmse", ""), ("mae", "")} | set(product(of_lists, ("5", "10")))


def test_the_report_and_its_figures_are_there(finished: Clone) -> None:
    for name in ("index.html", "report.md", "provenance.json"):
        assert (finished.folder / "reports" / name).stat().st_size > 500
    kinds = {path.suffix for path in (finished.folder / "reports/figures").iterdir()}
    assert {".svg", ".png"} <= kinds


def test_ease_knows_the_two_tastes_and_uniform_does_not(finished: Clone) -> None:
    value = {
        row["baseline"]: float(row["value"])
        for row in finished.rows()
        if (row["benchmark"], row["subject"], row["metric"], row["k"])
        == ("tiny", "all", "ndcg", "10")
    }
    assert value["ease"] > 1.5 * value["uniform"]


def test_with_nothing_changed_only_the_tracking_view_runs(clone: Clone) -> None:
    before = clone.read("dvc.lock")
    assert re.findall(r"Running stage '(.+)'", clone.dvc("repro")) == ["track"]
    assert clone.read("dvc.lock") == before


def test_changing_a_parameter_makes_only_that_baselines_cells_stale(clone: Clone) -> None:
    clone.edit("params.yaml", "regularization: 20.0", "regularization: 30.0")
    assert fits(clone.stale()) == {"fit@tiny-ease", "fit@tiny-temporal-ease"}


def test_changing_a_baselines_file_makes_only_its_cells_stale(clone: Clone) -> None:
    clone.write("baselines/ease.py", clone.read("baselines/ease.py") + "\n# changed\n")
    assert fits(clone.stale()) == {"fit@tiny-ease", "fit@tiny-temporal-ease"}


def test_adding_a_metric_refits_nothing(clone: Clone) -> None:
    clone.edit("params.yaml", "ndcg, coverage]", "ndcg, coverage, gini]")
    stale = clone.stale()
    assert not fits(stale)
    assert {f"{stage}@{b}" for stage in ("score", "collect") for b in BENCHMARKS} <= stale
    clone.dvc("repro")
    assert ("gini", "10") in {(row["metric"], row["k"]) for row in clone.rows()}


def test_adding_a_file_and_a_block_adds_only_its_cells(clone: Clone) -> None:
    source = clone.read("baselines/popular.py").replace(
        "return np.broadcast_to(", "return -np.broadcast_to("
    )
    clone.write("baselines/unpopular.py", source)
    clone.write("params.yaml", clone.read("params.yaml") + "  unpopular: {}\n")
    assert fits(clone.stale()) == {"fit@tiny-unpopular", "fit@tiny-temporal-unpopular"}
    clone.repro()
    assert "unpopular" in {row["baseline"] for row in clone.rows()}


def test_removing_a_baseline_leaves_no_stale_row_anywhere(clone: Clone) -> None:
    clone.edit(
        "params.yaml",
        "  svd: {factors: 8, epochs: 5, learning_rate: 0.005, regularization: 0.02}\n",
        "",
    )
    clone.repro()
    tables = set((clone.folder / "reports").rglob("*.csv")) - {
        clone.folder / "reports/replication.csv"
    }
    for path in [*tables, clone.folder / "reports/summary.json"]:
        assert "svd" not in path.read_text()
    # others' SVD stays
    published = r'(?s)<section id="replication">.*?</section>|\n## Published figures.*?(?=\n## )'
    for name in ("index.html", "report.md"):
        page, sections = re.subn(published, "", clone.read(f"reports/{name}"))
        assert sections == 1
        assert "svd" not in re.sub(r"[Ss]urprise\S*|scikit-\S+", "", page)
    assert "svd" not in {run.info.run_name for _, runs in tracked(clone) for run in runs}
    assert not re.search(r"^  fit@.*svd:", clone.read("dvc.lock"), re.MULTILINE)
    assert not [
        path
        for path in (clone.folder / "runs").rglob("*svd*")
        if path.parts[-3] in ("fit", "measured")
    ]


def test_another_run_from_scratch_gives_the_same_bytes(finished: Clone, tmp_path: Path) -> None:
    again = Clone.make(tmp_path / "again")
    again.run("dvc", "repro", OMP_NUM_THREADS="1")
    for name in DETERMINISTIC:
        assert again.read(f"reports/{name}") == finished.read(f"reports/{name}"), name
    outputs = {path.relative_to(finished.folder) for path in finished.folder.glob("runs/fit/*/*/*")}
    assert outputs
    for path in outputs:
        assert (again.folder / path).read_bytes() == (finished.folder / path).read_bytes(), path


def test_nothing_measured_is_in_a_deterministic_file(finished: Clone) -> None:
    claimed = ",fit_seconds,hardware,"  # by authors of submissions: given, not measured here
    for name in DETERMINISTIC:
        text = finished.read(f"reports/{name}").replace(claimed, ",")
        assert not re.search(r"second|mib|elapsed|host", text, re.IGNORECASE), name


def test_a_fit_does_not_need_the_test_part(clone: Clone) -> None:
    expected = (clone.folder / "runs/fit/tiny/ease/lists.parquet").read_bytes()
    shutil.rmtree(clone.folder / "data/splits/tiny/test")
    shutil.rmtree(clone.folder / "data/prepared")
    shutil.rmtree(clone.folder / "data/raw")
    result = clone.run("benchmarks", "fit", "tiny", "ease")
    assert result.returncode == 0, result.stderr
    assert (clone.folder / "runs/fit/tiny/ease/lists.parquet").read_bytes() == expected


BROKEN = """
class Model:
    needs = frozenset()
    personalized = True

    def __init__(self) -> None:
        pass

    def fit(self, train):
        raise RuntimeError("out of luck")

    def scores(self, users):
        raise NotImplementedError
"""


def test_a_failing_baseline_does_not_cost_the_others(clone: Clone) -> None:
    clone.write("baselines/broken.py", BROKEN)
    clone.edit("params.yaml", "  popular: {}\n", "  broken: {}\n  popular: {}\n")
    printed = clone.repro(status=1)
    assert "2 of 10 cells failed" in printed
    assert "tiny broken: RuntimeError: out of luck" in printed
    states = {
        (row["benchmark"], row["baseline"]): (row["status"], row["reason"])
        for row in clone.rows("cells.csv")
    }
    assert states["tiny", "broken"] == ("failed", "RuntimeError: out of luck")
    assert states["tiny", "ease"] == ("ok", "")
    assert "RuntimeError: out of luck" in clone.read("reports/index.html")
    assert {row["baseline"] for row in clone.rows()} == {"uniform", "popular", "svd", "ease"}

    assert "2 to run" in clone.repro(status=1)  # it is tried again
    clone.write("baselines/broken.py", clone.read("baselines/popular.py"))
    clone.repro()
    assert "broken" in {row["baseline"] for row in clone.rows()}
    assert "failed" not in {row["status"] for row in clone.rows("cells.csv")}


def test_a_failing_baseline_that_is_put_back_as_it_was_runs_again(clone: Clone) -> None:
    good = clone.read("baselines/ease.py")
    clone.edit(
        "baselines/ease.py",
        FITTED_LINE,
        '        raise RuntimeError("boom")\n',
    )
    clone.repro(status=1)
    clone.write("baselines/ease.py", good)
    clone.repro()
    assert "ok" in {row["status"] for row in clone.rows("cells.csv") if row["baseline"] == "ease"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("raise SystemExit(0)", "SystemExit: 0"),
        ("import os; os._exit(0)", "ended with status 0 without"),
        ("import os; os.kill(os.getpid(), 9)", "ended with status -9.*was there enough memory"),
    ],
)
def test_a_cell_that_ends_without_results_has_failed(clone: Clone, line: str, reason: str) -> None:
    clone.edit("baselines/ease.py", FITTED_LINE, f"        {line}\n")
    printed = clone.repro("--benchmark", "tiny", "--baseline", "ease", status=1)
    assert re.search(f"tiny ease: {reason}", printed)


def test_an_interrupted_run_keeps_what_is_finished_and_goes_on(clone: Clone) -> None:
    clone.edit("params.yaml", "regularization: 20.0", "regularization: 30.0")
    clone.write("baselines/slow.py", SLOW)
    clone.edit("params.yaml", "  popular: {}\n", "  popular: {}\n  slow: {}\n")
    process = clone.start("benchmarks", "repro", "--jobs", "1")
    while not (clone.folder / "started").exists():
        time.sleep(0.1)
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    printed = process.communicate(timeout=60)[0]
    assert process.returncode == 130
    assert "Traceback" not in printed
    assert "interrupted: finished cells are recorded" in printed
    assert not list((clone.folder / "runs").rglob("failure.json"))
    clone.edit("baselines/slow.py", "time.sleep(600)", "pass")
    clone.repro()
    assert "slow" in {row["baseline"] for row in clone.rows()}


# What `ease` fits by.
FITTED_LINE = "        self.solution = autoencoder.fitted(train.positives, self.regularization)\n"
SLOW = """
import time
from pathlib import Path

from baselines.popular import Model as Popular


class Model(Popular):
    def fit(self, train):
        Path("started").touch()
        time.sleep(600)
        return super().fit(train)
"""


def test_a_part_runs_alone_and_says_what_is_not_up_to_date(tmp_path: Path) -> None:
    clone = Clone.make(tmp_path / "part")
    printed = clone.repro("--benchmark", "tiny", "--baseline", "ease,popular")
    assert re.search(r"^ease +0\.\d{4} \[0\.\d{4}, 0\.\d{4}\]", printed, re.MULTILINE)
    assert "not up to date: 2 of tiny, 4 of tiny-temporal" in printed
    fitted = {path.name for path in (clone.folder / "runs/fit").glob("*/*")}
    assert fitted == {"ease", "popular"}
    assert not (clone.folder / "reports/results.csv").exists()


def test_a_whole_benchmark_renews_its_rows_and_no_others(clone: Clone) -> None:
    clone.edit("params.yaml", "svd: {factors: 8", "svd: {factors: 9")
    before = clone.rows()
    printed = clone.repro("--benchmark", "tiny")
    assert "the rows of tiny in reports/ are renewed" in printed
    assert "not up to date: 1 of tiny-temporal" in printed
    changed = [new for old, new in zip(before, clone.rows(), strict=True) if old != new]
    assert {(row["benchmark"], row["baseline"]) for row in changed} == {("tiny", "svd")}
    package = json.loads(clone.read("reports/datapackage.json"))["resources"]
    for resource in package:
        content = (clone.folder / "reports" / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    clone.repro()
    assert {row["benchmark"] for row in clone.rows()} == {"tiny", "tiny-temporal"}
    printed = clone.repro("--benchmark", "tiny", "--baseline", "ease")
    assert re.search(r"^ease +0\.\d{4} \[", printed, re.MULTILINE), "also with nothing to run"


def test_rows_of_a_benchmark_that_is_gone_leave_with_the_next_part(clone: Clone) -> None:
    clone.edit("params.yaml", "  tiny-temporal:", "  tiny-later:")
    clone.edit("params.yaml", "svd: {factors: 8", "svd: {factors: 9")
    shutil.copy(clone.folder / "tuned/tiny-temporal.yaml", clone.folder / "tuned/tiny-later.yaml")
    lists = clone.folder / "submissions/tiny-later"
    lists.mkdir()
    (lists / ".gitkeep").touch()
    printed = clone.repro("--benchmark", "tiny")
    assert "the rows of tiny in reports/ are renewed" in printed
    assert {row["benchmark"] for row in clone.rows()} == {"tiny"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--benchmark", "tyny"), "unknown benchmark 'tyny'. Did you mean 'tiny'?"),
        (("--baseline", "eese"), "unknown baseline 'eese'. Did you mean 'ease'?"),
    ],
)
def test_an_unknown_part_is_one_clear_error(
    clone: Clone, arguments: tuple[str, ...], message: str
) -> None:
    printed = clone.repro(*arguments, status=1)
    assert message in printed
    assert len(printed.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "regularization: 20.0",
            "regularisation: 20.0",
            "unknown parameter 'regularisation'. Did you mean",
        ),
        (
            "regularization: 20.0",
            "regularization: -1",
            "baselines.ease: regularization is -1; must be above 0",
        ),
        ("seeds: 2", "sedes: 2", "sedes: unknown key"),
        ("kind: temporal", "kind: temporel", "benchmarks.tiny-temporal.split.kind"),
    ],
)
def test_a_mistake_in_params_is_one_clear_error(
    clone: Clone, old: str, new: str, message: str
) -> None:
    clone.edit("params.yaml", old, new)
    commands = [("plan", "tiny"), ("fit", "tiny", "ease")]
    results = [clone.run("benchmarks", *command) for command in commands]
    result = next(result for result in results if result.returncode)
    assert result.returncode == 1
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_score_that_is_not_a_number_is_one_clear_error(clone: Clone) -> None:
    clone.edit(
        "baselines/ease.py",
        "return self.solution.scores(users)",
        "return self.solution.scores(users) / 0",
    )
    result = clone.run("benchmarks", "fit", "tiny", "ease")
    assert result.returncode == 1
    assert re.search(
        r"error: ease: score of item \d+ for user \d+ is (nan|inf|-inf); scores must be finite",
        result.stderr,
    )
    assert [path.name for path in (clone.folder / "runs/fit/tiny/ease").iterdir()] == [
        "failure.json"
    ]


def test_damaged_data_stops_the_pipeline_before_any_cell(clone: Clone) -> None:
    clone.put_dataset(more_ratings="u0,i0,3.0,1\nu0,i0,3.0,2\n")
    shutil.rmtree(clone.folder / ".dvc/cache")
    printed = clone.repro(status=1)
    assert "duplicate (user, item) pairs" in printed
    assert "cells:" not in printed


def test_experiments_and_differences_read_well(clone: Clone) -> None:
    clone.git("add", "--all")
    clone.git("commit", "--quiet", "--message", "Results")
    value = "baselines.ease.regularization=100"
    clone.dvc("exp", "run", "--quiet", "-S", value, "--name", "strong")
    assert clone.params()["baselines"]["ease"]["regularization"] == 100
    assert "baselines.ease.regularization" in clone.dvc("params", "diff")
    changed = clone.dvc("metrics", "diff")
    assert "tiny.ndcg@10.ease" in changed
    assert "popular" not in changed
    shown = json.loads(clone.dvc("exp", "show", "--json"))
    assert "strong" in json.dumps(shown)
    assert "tiny.ndcg@10.ease" in clone.dvc("metrics", "show")
    assert json.loads(clone.dvc("plots", "show", "--json"))
