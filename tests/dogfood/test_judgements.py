"""Judgements are kept in a file that only this version reads."""

from pathlib import Path

import pytest

from benchmarks.contract.errors import UserError
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
