"""What other stages replace while a folder is looked at is neither an error nor a finding."""

import os
from pathlib import Path
from typing import Any

import pytest

from benchmarks.isolation.seen import Seen


@pytest.mark.parametrize("going", ["runs/fit/b/x", "runs/fit/b"])
def test_a_folder_that_goes_as_it_is_looked_into_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, going: str
) -> None:
    monkeypatch.chdir(tmp_path)
    learned = Path("data/train")
    for folder in (learned, Path("runs/fit/a/x"), Path("runs/fit/b/x")):
        folder.mkdir(parents=True)
        (folder / "file").write_text("")
    scan = os.scandir

    def scandir(folder: Any) -> Any:
        if Path(folder) == Path(going) and Path(going).exists():
            Path(going).rename(Path(going).with_name(".old"))
        return scan(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    seen = Seen.of(learned, (), [Path("runs/fit")])
    assert Path("runs/fit/a/x/file") in seen.states
    assert seen.changed(learned) == []
