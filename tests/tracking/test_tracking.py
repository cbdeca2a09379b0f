"""MLflow shows what DVC recorded, no more and no less."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from mlflow.tracking import MlflowClient

from benchmarks.contract.errors import UserError
from benchmarks.contract.files import text_digest
from benchmarks.tracking import client, mlflow_private, place
from benchmarks.tracking.record import Experiment
from tests.worlds.clone import ONLINE, Clone, tracked

# MLflow's own use of SQLAlchemy; ours is a client's
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:.*noload:sqlalchemy.exc.SADeprecationWarning"),
]


@pytest.fixture(scope="module")
def renewed(finished: Clone, tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone with two trials and with a baseline more and one of other parameters, run again."""
    clone = finished.copy(tmp_path_factory.mktemp("renewed") / "clone")
    clone.freeze(*ONLINE, "replicat", "report")
    (clone.folder / "tuned/tiny").mkdir(parents=True)
    clone.write(
        "tuned/tiny/ease.csv", "trial,value,chosen,regularization\n0,0.3,yes,20.0\n1,0.2,,1.0\n"
    )
    clone.run("benchmarks", "track", "--trials")
    source = clone.read("baselines/popular.py")
    source = source.replace(
        "def __init__(self) -> None:", "def __init__(self, *, layers=(), text='') -> None:"
    )
    clone.write("baselines/listed.py", source)
    clone.edit("params.yaml", "regularization: 20.0", "regularization: 200.0")
    clone.write(
        "params.yaml", clone.read("params.yaml") + "  listed: {layers: [64, 32], text: 'x y=z'}\n"
    )
    clone.repro()
    return clone


def test_parameters_may_be_lists_and_texts(renewed: Clone) -> None:
    (run,) = [run for run in dict(tracked(renewed))["tiny"] if run.info.run_name == "listed"]
    assert run.data.params["layers"] == "[64, 32]"
    assert run.data.params["text"] == "x y=z"


def test_the_latest_start_first_is_the_leaderboard_and_trials_stand_below(renewed: Clone) -> None:
    runs = sorted(dict(tracked(renewed))["tiny"], key=lambda run: -run.info.start_time)
    values = [run.data.metrics["ndcg_at_10"] for run in runs[:5]]
    assert values == sorted(values, reverse=True), "though ease was logged after the others"
    assert [run.info.run_name for run in runs[5:]] == ["trial 0", "trial 1"]
    for run in runs[:5]:
        seconds = (run.info.end_time - run.info.start_time) / 1000
        assert seconds == pytest.approx(run.data.metrics["measured/fit_seconds"], abs=0.001)


def test_a_changed_cell_replaces_its_run(renewed: Clone) -> None:
    (run,) = [run for run in dict(tracked(renewed))["tiny"] if run.info.run_name == "ease"]
    assert run.data.params["regularization"] == "200.0"
    assert runs_ever(renewed) == sum(len(runs) for _, runs in tracked(renewed))


def test_mlflow_shows_an_experiment_per_benchmark_and_a_run_per_cell(finished: Clone) -> None:
    shown = dict(tracked(finished))
    assert set(shown) == {"report", "tiny", "tiny-temporal"}
    del shown["report"]
    everybody = {"view": "all", "fold": "", "subject": "all", "metric": "ndcg", "k": "10"}
    value = {
        (row["benchmark"], row["baseline"]): row["value"]
        for row in finished.rows()
        if everybody.items() <= row.items()
    }
    for benchmark, runs in shown.items():
        assert sorted(run.info.run_name for run in runs) == ["ease", "popular", "svd", "uniform"]
        for run in runs:
            name = run.info.run_name
            assert f"{run.data.metrics['ndcg_at_10']:.6f}" == value[benchmark, name]
            assert run.data.metrics["measured/fit_seconds"] >= 0
            assert run.data.params["baseline"] == name
            assert run.data.tags["seeds"] == ("2" if name in ("uniform", "svd") else "1")
            assert re.fullmatch(r"[0-9a-f]{12}", run.data.tags["fingerprint"])
            assert re.fullmatch(r"[0-9a-f]{64}", run.data.tags["dataset_sha256"])
            assert re.fullmatch(r"[0-9a-f]{40}", run.data.tags["mlflow.source.git.commit"])
            assert run.data.tags["mlflow.source.name"] == f"baselines/{name}.py"
            assert (
                f"nDCG@10 **{run.data.metrics['ndcg_at_10']:.4f}**, 95 % interval"
                in (run.data.tags["mlflow.note.content"])
            )
            assert [given.dataset.name for given in run.inputs.dataset_inputs] == ["tiny"]
            assert run.data.tags["dataset_sha256"].startswith(
                run.inputs.dataset_inputs[0].dataset.digest
            )


def test_mlflow_draws_metrics_over_k_and_carries_the_report(finished: Clone) -> None:
    client = MlflowClient(tracking_uri=f"sqlite:///{finished.folder / 'mlflow.db'}")
    (ease,) = [
        run.info.run_id for run in dict(tracked(finished))["tiny"] if run.info.run_name == "ease"
    ]
    assert [point.step for point in client.get_metric_history(ease, "curves/ndcg")] == [5, 10]
    report = {run.info.run_name: run.info.run_id for run in dict(tracked(finished))["report"]}
    pages = {path.name for path in (finished.folder / "reports").glob("*.html")}
    assert {artifact.path for artifact in client.list_artifacts(report["report"])} == pages
    figures = [artifact.path for artifact in client.list_artifacts(report["tiny"], "figures")]
    assert "figures/tiny-ndcg-at-10.svg" in figures
    assert not [path for path in figures if path.startswith("figures/tiny-temporal")]


def test_what_the_leaderboard_shows_stands_first_and_the_rest_in_groups(finished: Clone) -> None:
    (run,) = [run for run in dict(tracked(finished))["tiny"] if run.info.run_name == "ease"]
    plain = {name for name in run.data.metrics if "/" not in name}
    interval = ["ndcg_at_10", "ndcg_at_10_low", "ndcg_at_10_high"]
    assert plain - {"rank_low", "rank_high"} == {*interval, "coverage_at_10"}
    assert {name.partition("/")[0] for name in run.data.metrics} - plain == {
        "paired",
        "more",
        "slices",
        "curves",
        "measured",
    }
    with sqlite3.connect(finished.folder / "mlflow.db") as database:  # the UI's order
        query = "select key from latest_metrics where run_uuid = ? order by rowid"
        names = [name for (name,) in database.execute(query, [run.info.run_id])]
    groups = [name.partition("/")[0] for name in names if "/" in name]
    assert names[:3] == interval
    assert names[len(plain) - 1] == "coverage_at_10"
    assert list(dict.fromkeys(groups)) == ["paired", "measured", "more", "curves", "slices"]
    slices = {name.rpartition("/")[2] for name in run.data.metrics if name.startswith("slices/")}
    assert slices <= {
        "ndcg_at_10",
        "rmse",
        "recall_at_10",
    }  # headline, and recall of groups of items
    assert "slices/activity light/ndcg_at_10" in run.data.metrics


def test_scores_per_user_are_an_artifact(finished: Clone, tmp_path: Path) -> None:
    client = MlflowClient(tracking_uri=f"sqlite:///{finished.folder / 'mlflow.db'}")
    (run,) = [run for run in dict(tracked(finished))["tiny"] if run.info.run_name == "ease"]
    scores = pq.read_table(client.download_artifacts(run.info.run_id, "users.parquet", tmp_path))
    assert [file.path for file in client.list_artifacts(run.info.run_id)] == [
        "paired.csv",
        "users.parquet",
    ]
    assert set(scores["baseline"].to_pylist()) == {"ease"}
    assert (
        f"{np.nanmean(scores['ndcg@10'].to_numpy()):.6f}" == f"{run.data.metrics['ndcg_at_10']:.6f}"
    )


def test_trials_are_child_runs_that_follow_their_parent(clone: Clone) -> None:
    clone.write("tuned/README.md", "")
    (clone.folder / "tuned/tiny").mkdir()
    header = "trial,value,chosen,regularization\n"
    table = header + "0,0.300000,,20.0\n1,0.310000,yes,12.5\n2,0.200000,,1.0\n"
    clone.write("tuned/tiny/ease.csv", table)
    assert "1 runs logged" in clone.run("benchmarks", "track").stdout  # with the table
    parent, trials = family(clone)
    assert (Path(parent.info.artifact_uri) / "trials.csv").read_text() == table
    assert trials == []
    assert "3 runs logged" in clone.run("benchmarks", "track", "--trials").stdout
    parent, trials = family(clone)
    assert [run.info.run_name for run in trials] == ["trial 0", "trial 1", "trial 2"]
    assert [run.data.params for run in trials] == [
        {"regularization": value} for value in ("20.0", "12.5", "1.0")
    ]
    assert [run.data.metrics["validation/objective"] for run in trials] == [0.3, 0.31, 0.2]
    assert [run.data.tags["status"] for run in trials] == ["trial", "chosen", "trial"]
    assert "0 runs logged" in clone.run("benchmarks", "track", "--verify").stdout  # as asked before

    before, after = ("tiny,all,,all,,,ease,ndcg,10," + digit for digit in ("0.", "9."))
    rows = clone.read("reports/results.csv").replace(before, after)
    clone.write("reports/results.csv", rows)
    assert "2 runs logged" in clone.run("benchmarks", "track").stdout  # and that of the benchmark
    successor, followers = family(clone)
    assert successor.info.run_id != parent.info.run_id
    assert [run.info.run_id for run in followers] == [run.info.run_id for run in trials]

    clone.write("tuned/tiny/ease.csv", table.replace("2,0.200000,,1.0\n", ""))
    clone.run("benchmarks", "track")
    assert len(family(clone)[1]) == 2

    before = runs_ever(clone)
    clone.run("benchmarks", "track", "--no-trials")
    assert (family(clone)[1], runs_ever(clone)) == ([], before - 2)


def test_what_is_replaced_is_deleted_for_good(clone: Clone) -> None:
    before = runs_ever(clone)
    (old,) = [run for run in dict(tracked(clone))["report"] if run.info.run_name == "report"]
    clone.write("reports/index.html", "<html>rendered again</html>")
    assert "1 runs logged" in clone.run("benchmarks", "track").stdout
    assert runs_ever(clone) == before
    assert [path.read_text() for path in clone.folder.glob("mlruns/**/index.html")] == [
        "<html>rendered again</html>"
    ]
    assert not list(clone.folder.glob(f"mlruns/*/{old.info.run_id}"))


def test_runs_that_were_only_marked_as_deleted_go_too_but_not_those_of_other_people(
    clone: Clone,
) -> None:
    client = MlflowClient(tracking_uri=f"sqlite:///{clone.folder / 'mlflow.db'}")
    before, run = runs_ever(clone), dict(tracked(clone))["tiny"][0]
    client.delete_run(run.info.run_id)
    client.delete_run(client.create_run(run.info.experiment_id).info.run_id)
    assert "1 runs logged" in clone.run("benchmarks", "track", "--verify").stdout
    assert runs_ever(clone) == before + 1


def test_logging_again_adds_no_run_and_keeps_what_people_wrote(clone: Clone) -> None:
    before = runs_ever(clone)
    client = MlflowClient(tracking_uri=f"sqlite:///{clone.folder / 'mlflow.db'}")
    experiment = client.get_experiment_by_name("tiny")
    report = client.get_experiment_by_name("report").experiment_id
    assert f"[The report](#/experiments/{report}/runs)" in experiment.tags["mlflow.note.content"]
    assert experiment.tags["mlflow.note.content"].startswith("**Two tastes.** Each user")
    client.set_experiment_tag(experiment.experiment_id, "mlflow.note.content", "Ours.")
    other = client.get_experiment_by_name("tiny-temporal").experiment_id  # as an older version did
    client.set_experiment_tag(other, "mlflow.note.content", "Old.")
    client.set_experiment_tag(other, "levelground.note", text_digest("Old."))
    # an empty variable is as good as none
    printed = clone.run("benchmarks", "track", "--verify", MLFLOW_TRACKING_URI="").stdout
    assert "0 runs logged to sqlite:///mlflow.db" in printed
    assert runs_ever(clone) == before
    assert client.get_experiment_by_name("tiny").tags["mlflow.note.content"] == "Ours."
    renewed = client.get_experiment(other).tags["mlflow.note.content"]
    assert renewed.startswith("**Two tastes.** One moment")


def test_the_ui_prints_addresses_that_open_at_the_leaderboards_columns(clone: Clone) -> None:
    client = MlflowClient(tracking_uri=f"sqlite:///{clone.folder / 'mlflow.db'}")
    tiny = client.get_experiment_by_name("tiny")
    state = json.loads(json.loads(tiny.tags["mlflow.sharedViewState.leaderboard"])["state"])
    assert state["selectedColumns"][:2] == ["params.`label`", "metrics.`ndcg_at_10`"]
    assert state["selectedColumns"][2:4] == [
        "metrics.`ndcg_at_10_low`",
        "metrics.`ndcg_at_10_high`",
    ]
    assert "metrics.`measured/fit_seconds`" in state["selectedColumns"]
    with kept_port() as port:
        server = clone.start("benchmarks", "ui", "--port", str(port))
        try:
            page = fetched(f"http://127.0.0.1:{port}/", server)
            experiments = f"http://127.0.0.1:{port}/api/2.0/mlflow/experiments/create"
            strangers = [status(experiments, Host=name) for name in ("10.evil.org", "evil.org")]
            assert strangers == [403] * 2
            assert status(experiments, Origin="http://evil.org") == 403
            uri = f"http://127.0.0.1:{port}"
            patient = {"MLFLOW_TRACKING_URI": uri, "MLFLOW_HTTP_REQUEST_TIMEOUT": "600"}
            over_http = clone.run("benchmarks", "track", "--verify", **patient)
            assert f"0 runs logged to {uri}" in over_http.stdout, (
                "it has them all, seen by HTTP as here"
            )
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGINT)  # as Ctrl+C does
            printed = server.communicate()[0]
    home = f"http://127.0.0.1:{port}/#/experiments/{tiny.experiment_id}/runs"
    address = f"{home}?workflowType=machine_learning&viewStateShareKey=leaderboard"
    assert address in printed
    assert "<title>MLflow" in page


@contextmanager
def kept_port() -> Iterator[int]:
    """Yield a port that nobody is given meanwhile but who asks for it by its number."""
    with socket.socket() as keeping:
        keeping.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        keeping.bind(("127.0.0.1", 0))
        yield keeping.getsockname()[1]


def status(address: str, **headers: str) -> int:
    """Return how a server answers a form that was sent with these headers."""
    asked = urllib.request.Request(address, b'{"name": "theirs"}', headers)
    try:
        return urllib.request.urlopen(asked, timeout=60).status
    except urllib.error.HTTPError as error:
        return error.code


def fetched(address: str, server: subprocess.Popen[str]) -> str:
    """Return a page of a server that is starting, however long that takes it."""
    while True:
        try:
            return urllib.request.urlopen(address, timeout=30).read().decode()
        except OSError:
            assert server.poll() is None, "it has ended"
            time.sleep(0.3)


def test_a_folder_that_was_copied_has_its_own_files(finished: Clone, clone: Clone) -> None:
    clone.write("reports/index.html", "<html>rendered again</html>")
    clone.run("benchmarks", "track")
    for copy in (finished, clone):
        for run in (run for _, runs in tracked(copy) for run in runs):
            assert Path(run.info.artifact_uri).is_relative_to(copy.folder)
    (report,) = [run for run in dict(tracked(finished))["report"] if run.info.run_name == "report"]
    assert (Path(report.info.artifact_uri) / "index.html").read_text() == finished.read(
        "reports/index.html"
    )


def family(clone: Clone) -> tuple[Any, list[Any]]:
    """Return the run of ease on tiny, and its children by name."""
    runs = dict(tracked(clone))["tiny"]
    (parent,) = [run for run in runs if run.info.run_name == "ease"]
    children = [
        run for run in runs if run.data.tags.get("mlflow.parentRunId") == parent.info.run_id
    ]
    assert len([run for run in runs if "mlflow.parentRunId" in run.data.tags]) == len(children)
    return parent, sorted(children, key=lambda run: run.info.run_name)


def test_a_lost_tracking_database_is_named_by_the_ui_and_rebuilt(clone: Clone) -> None:
    (clone.folder / "mlflow.db").unlink()
    result = clone.here("ui")
    assert result.returncode == 1
    assert "make track" in result.stderr
    assert "11 runs logged" in clone.run("benchmarks", "track").stdout
    assert {name: len(runs) for name, runs in tracked(clone)} == {
        "report": 3,
        "tiny": 4,
        "tiny-temporal": 4,
    }


def test_what_is_deleted_in_the_ui_comes_back(clone: Clone) -> None:
    client = MlflowClient(tracking_uri=f"sqlite:///{clone.folder / 'mlflow.db'}")
    client.delete_experiment(client.get_experiment_by_name("tiny").experiment_id)
    assert "could not be written" not in clone.run("benchmarks", "track", "--verify").stdout
    assert len(dict(tracked(clone))["tiny"]) == 4


def test_an_empty_database_is_filled(clone: Clone) -> None:
    clone.write("mlflow.db", b"")
    assert "11 runs logged" in clone.run("benchmarks", "track", "--verify").stdout


def test_files_of_another_folder_are_not_touched_where_they_cannot_be_moved(
    clone: Clone, finished: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(clone.folder)
    monkeypatch.setattr(mlflow_private, "relocate", lambda *_: None)
    with pytest.raises(UserError, match=r"its files lie in .*finished/mlruns; delete mlflow.db"):
        client.log([Experiment("tiny", [], {})], place.LOCAL)
    assert all(runs for _, runs in tracked(finished))


def test_mlflow_still_has_what_we_use_beyond_its_promises(clone: Clone) -> None:
    assert mlflow_private.missing(f"sqlite:///{clone.folder / 'mlflow.db'}") == []


def test_without_its_private_store_a_replaced_run_is_only_marked_as_deleted(
    clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    mlflow = MlflowClient(tracking_uri=f"sqlite:///{clone.folder / 'mlflow.db'}")
    run = dict(tracked(clone))["tiny"][0]
    monkeypatch.delattr(mlflow, "_tracking_client")
    mlflow_private.delete_for_good(mlflow, run, place.ARTIFACTS)
    assert len(dict(tracked(clone))["tiny"]) == 4


def test_a_tracking_server_that_is_down_does_not_stop_the_pipeline(clone: Clone) -> None:
    result = clone.run("benchmarks", "track", MLFLOW_TRACKING_URI="http://127.0.0.1:9")
    assert result.returncode == 0
    assert "could not be written" in result.stdout


def runs_ever(clone: Clone) -> int:
    with sqlite3.connect(clone.folder / "mlflow.db") as database:
        return database.execute("select count(*) from runs").fetchone()[0]
