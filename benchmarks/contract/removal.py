"""Delete what was made in this checkout; docs/doors.md has what else deletes, and its guard.

A link may lead anywhere: of a link only the link goes, and behind one that leads out of the
checkout, such as `runs` or `mlruns` of another one, nothing is written over or deleted.
"""

import os
import shutil
from pathlib import Path

from benchmarks.contract.errors import UserError

# What the pipeline writes into and DVC empties.
FOLDERS = tuple(map(Path, ("data", "runs", "reports", "tuned", "extra", "exports")))


def remove(path: Path) -> None:
    """Delete a file or a folder of the checkout, if it is there.

    Raises UserError where it does not lie in the checkout.
    """
    if not _written(path).is_relative_to(_here()):
        raise UserError(f"{path}: lies outside {Path.cwd()}, where nothing is deleted.")
    refuse_elsewhere(path)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def refuse_elsewhere(path: Path) -> None:
    """Raise UserError for a path of the checkout that a link on the way leads out of it.

    Paths that say themselves that they lie elsewhere are the user's.
    """
    written, place = _written(path), path.parent.resolve()
    if written.is_relative_to(_here()) and not place.is_relative_to(Path.cwd().resolve()):
        raise UserError(_refusal(path, place))


def refuse_links_out() -> None:
    """Raise UserError where one of `FOLDERS` is a link out of the checkout."""
    for folder in FOLDERS:
        if not folder.resolve().is_relative_to(Path.cwd().resolve()):
            raise UserError(_refusal(folder, folder.resolve()))


def _refusal(path: Path, place: Path) -> str:
    why = f"a link leads to {place}, out of this folder, where nothing is written over or deleted"
    return f"{path}: {why}; put a folder in place of the link, or mount that one here."


def _written(path: Path) -> Path:
    """Return a path as it is written, whole, without following links."""
    return Path(os.path.abspath(path))  # noqa: PTH100  `resolve` follows links


def _here() -> Path:
    return _written(Path())
