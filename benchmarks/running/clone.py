"""What a run needs of the place where it is called: the root of a clone, and git."""

import shutil
from pathlib import Path

from benchmarks.contract import paths
from benchmarks.contract.errors import UserError


def refuse_outside() -> None:
    """Raise UserError in a folder that is none, and where git is not installed."""
    for path in (paths.PARAMS, Path("dvc.yaml")):
        if not path.exists():
            raise UserError(
                f"{path}: not in {Path.cwd()}; run this in the root of a clone of the project, or "
                f"bring the file back: git checkout {path}."
            )
    if shutil.which("git") is None:
        raise UserError(
            "git: not installed, or not in PATH; reports and runs name the commit that made them. "
            "Install it (Debian, Ubuntu: apt install git), then run again."
        )
