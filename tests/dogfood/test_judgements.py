"""Judgements are kept in a file that only this version reads."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from benchmarks.contract.errors import UserError
from benchmarks.dogfood import judgements
from benchmarks.dogfood.judgements import Store


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(UserError, match="move the file away"):
        Store(tmp_path / "bad.sqlite")
    store = Store(tmp_path / "new.sqlite")
    with store._open() as file:
        file.execute("PRAGMA user_version = 99")
    with pytest.raises(UserError, match="schema version 99, this code reads 1"):
        Store(store.path)


def test_of_two_that_make_a_file_at_once_both_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, connect = tmp_path / "new.sqlite", sqlite3.connect

    class Slower(sqlite3.Connection):
        def executescript(self, script: str) -> Any:
            monkeypatch.setattr(sqlite3, "connect", connect)
            assert Store(path).count() == 0
            return super().executescript(script)

    slower = lambda *given, **named: connect(*given, **named, factory=Slower)  # noqa: E731
    monkeypatch.setattr(judgements.sqlite3, "connect", slower)
    assert Store(path).count() == 0
