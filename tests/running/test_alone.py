"""Of two runs in a checkout the later waits."""

import io
import os
import re
import sys
import time
from pathlib import Path
from threading import Thread

import pytest

from benchmarks.contract.errors import UserError
from benchmarks.running.alone import alone


def test_a_second_run_says_that_it_waits_and_begins_when_the_first_has_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    order, said = [], io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)

    def second() -> None:
        with alone():
            order.append("second")

    later = Thread(target=second)
    with alone():
        later.start()
        while not said.getvalue().endswith("\n"):
            time.sleep(0.01)
            assert order == []
        order.append("first")
    later.join()
    words = rf"waiting for `python .*` \(process {os.getpid()}\) in .*\n"
    assert re.fullmatch(words, said.getvalue())
    assert order == ["first", "second"]


@pytest.mark.parametrize("folder", ["data", "runs", "reports", "tuned", "extra"])
def test_a_folder_that_is_a_link_out_is_refused_before_anything_is_removed(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = tmp_path / "theirs/.lists.parquet.old"
    theirs.mkdir(parents=True)
    (tmp_path / "checkout").mkdir()
    monkeypatch.chdir(tmp_path / "checkout")
    Path(folder).symlink_to(theirs.parent)
    with pytest.raises(UserError, match=rf"^{folder}: a link leads to"), alone():
        pass
    assert theirs.exists()
