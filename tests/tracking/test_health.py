"""A database or folder of MLflow that cannot be used is named, with what to delete; status 1."""

import itertools
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks.contract.errors import UserError
from benchmarks.stages import track as stage
from benchmarks.tracking import client, health, mlflow_private, place, ui

# MLflow's own use of SQLAlchemy
pytestmark = pytest.mark.filterwarnings("ignore:.*noload:sqlalchemy.exc.SADeprecationWarning")

DATABASE, ARTIFACTS = place.DATABASE, place.ARTIFACTS


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a database that has MLflow's tables."""
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    ARTIFACTS.mkdir()
    with sqlite3.connect(DATABASE) as opened:
        for table in health._NEEDED:
            opened.execute(f"CREATE TABLE {table} (a TEXT)")
        opened.executemany("INSERT INTO runs VALUES (?)", [("x" * 1000,)] * 100)
    opened.close()
    return tmp_path / "here"


def cut() -> None:
    DATABASE.write_bytes(DATABASE.read_bytes()[:40_000])


def holed() -> None:
    content = DATABASE.read_bytes()
    DATABASE.write_bytes(content[:8192] + bytes(len(content) - 8192))


def another() -> None:
    DATABASE.unlink()
    with sqlite3.connect(DATABASE) as opened:
        opened.execute("CREATE TABLE judgements (a TEXT)")
    opened.close()


def linked() -> None:
    DATABASE.rename("../other.db")
    DATABASE.symlink_to("../other.db")


def a_folder() -> None:
    DATABASE.unlink()
    DATABASE.mkdir()


def files_linked() -> None:
    ARTIFACTS.rename("../other")
    ARTIFACTS.symlink_to("../other")


def files_a_file() -> None:
    ARTIFACTS.rmdir()
    ARTIFACTS.write_text("")


HARMS = {
    cut: "mlflow.db: is damaged .*; delete mlflow.db and mlruns/, and `make track`",
    holed: "mlflow.db: is damaged .*; delete mlflow.db and mlruns/, and `make track`",
    (lambda: DATABASE.write_bytes(b"hello" * 1000)): "mlflow.db: is damaged .*not a database",
    another: "mlflow.db: has no table alembic_version, as MLflow's have; delete",
    linked: "mlflow.db: is a link or a folder, and shall be a file; delete",
    a_folder: "mlflow.db: is a link or a folder, and shall be a file; delete",
    files_linked: "mlruns.*: a link leads to .*other, out of this folder",
    files_a_file: "mlruns: is a file, and shall be a folder; delete",
}


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("use", [lambda: client.log([], place.LOCAL), lambda: ui.serve(5000)])
def test_what_cannot_be_used_is_named_with_what_to_delete(
    harm: Callable[[], None], use: Callable[[], None]
) -> None:
    harm()
    with pytest.raises(UserError, match=HARMS[harm]):
        use()


@pytest.mark.parametrize("harm", [DATABASE.unlink, lambda: DATABASE.write_bytes(b"")])
def test_a_database_without_anything_is_fine_to_fill_and_has_nothing_to_show(
    harm: Callable[[], None],
) -> None:
    harm()
    health.refuse_damaged(DATABASE, ARTIFACTS)
    with pytest.raises(UserError, match=r"mlflow.db has nothing: `make track` logs"):
        ui.serve(5000)


def test_one_of_another_version_is_told_in_our_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> list[str]:
        raise ValueError("Detected out-of-date database schema (found version a, but expected b)")

    monkeypatch.setattr(ui, "_addresses", refuse)
    with pytest.raises(UserError, match=r"\(it was made by another version of MLflow\); delete"):
        ui.serve(5000)


def test_a_port_that_is_taken_is_told_with_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ui, "_addresses", lambda _: [])
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = rf"port {port} cannot be used \(Address already in use\); .* make ui PORT={port + 1}"
        with pytest.raises(UserError, match=said):
            ui.serve(port)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A study whose runs cannot be logged."""

    def log(_: Any, uri: str) -> int:
        raise OSError(f"{uri} is gone")

    monkeypatch.setattr(stage.Study, "read", lambda _: SimpleNamespace(headline=["ndcg@10"]))
    for name in ("experiments", "_boards", "_leading"):
        monkeypatch.setattr(stage, name, lambda *_: None)
    monkeypatch.setattr(stage.inputs, "digest", lambda _: "abc")
    monkeypatch.setattr(client, "log", log)


@pytest.mark.parametrize("uri", ["", " ", None])
@pytest.mark.parametrize("verify", [True, False])
def test_a_failure_here_ends_with_an_error(
    failing: None, verify: bool, uri: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if uri is not None:
        monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)
    with pytest.raises(UserError, match=r"sqlite:///mlflow.db could not .* is gone.*delete mlflow"):
        stage.track(verify)


def test_a_server_that_is_down_fails_who_asked_for_it_but_not_the_pipeline(
    failing: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://ann:secret1234@127.0.0.1:9")
    with pytest.raises(UserError, match="`make track` tries again") as caught:
        stage.track(verify=True)
    stage.track(verify=False)
    assert "http://***@127.0.0.1:9 could not be written" in capsys.readouterr().out
    assert "secret1234" not in str(caught.value)


def test_what_was_logged_where_is_kept_without_a_password(
    failing: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://ann:secret1234@127.0.0.1:9")
    monkeypatch.setattr(client, "log", lambda *_: 3)
    stage.track(verify=False)
    assert "secret1234" not in stage.MARKER.read_text() + capsys.readouterr().out
    stage.track(verify=False)
    assert "nothing new" in capsys.readouterr().out


def deleted(files: Path) -> list[str]:
    """Delete a run whose files lie there; return the runs that the store was told to forget."""
    gone: list[str] = []
    store = SimpleNamespace(_hard_delete_run=gone.append)
    asked = SimpleNamespace(_tracking_client=SimpleNamespace(store=store))
    run = SimpleNamespace(info=SimpleNamespace(artifact_uri=str(files), run_id="r"))
    mlflow_private.delete_for_good(asked, run, ARTIFACTS)  # type: ignore[arg-type]
    return gone


def test_files_of_a_run_are_deleted_below_ours_alone(folder: Path, tmp_path: Path) -> None:
    ours, theirs = folder / "mlruns/1/r/artifacts", tmp_path / "theirs/r/artifacts"
    for files in (ours, theirs):
        files.mkdir(parents=True)
        (files / "index.html").touch()
    assert deleted(ours) == ["r"]
    assert not ours.parent.exists()
    assert deleted(theirs) == []
    assert deleted(folder / "mlruns/../../theirs/r/artifacts") == []
    assert (theirs / "index.html").exists()


def test_mlflow_listens_for_this_machines_names_alone() -> None:
    from mlflow.server.security_utils import is_allowed_host_header

    words = ui.command(5000)
    given = dict(itertools.pairwise(words))
    hosts = given["--allowed-hosts"].split(",")
    names = ("127.0.0.1:5000", "localhost:5000", "evil.org", "10.evil.org", "localhost:5001", "*")
    assert [is_allowed_host_header(hosts, name) for name in names] == [True] * 2 + [False] * 4
    assert given["--host"] == "127.0.0.1"
    assert given["--cors-allowed-origins"] == "http://127.0.0.1:5000,http://localhost:5000"
    assert "--no-serve-artifacts" in words


def test_no_variable_opens_mlflow_wider() -> None:
    variables = {
        "PATH": "/bin",
        "MLFLOW_HOST": "0.0.0.0",  # noqa: S104
        "MLFLOW_UVICORN_OPTS": "--host 0.0.0.0",
        "MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE": "true",
        "MLFLOW_TRACKING_URI": "http://elsewhere",
    }
    kept = ui.environment(variables)
    assert kept["PATH"] == "/bin"
    assert not (set(variables) - {"PATH"}) & set(kept)
    assert kept["MLFLOW_DISABLE_TELEMETRY"] == "true"


def test_a_database_that_another_process_writes_to_is_not_taken_for_a_damaged_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", partial(connect, timeout=0))
    with closing(connect(DATABASE, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(UserError, match="another process writes to it"):
            health.refuse_damaged(DATABASE, ARTIFACTS)
    health.refuse_damaged(DATABASE, ARTIFACTS)
