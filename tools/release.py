"""Make a release of this commit: a zip of reports/ with checksums, and a tag. Nothing is pushed.

    python -m tools.release [--dry-run]

The zip has the files as git has them, in one order and with one time, uncompressed: the same commit
gives the same bytes anywhere. If a step fails, nothing of the release is left.
"""

import argparse
import contextlib
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.contract.errors import UserError, one_line, run_stage
from benchmarks.contract.files import file_digest, whole_folder, write_json, write_text
from tools.release_checks import Release, check, git
from tools.release_zip import SUMS, write_zip

RELEASES = Path("dist")  # git leaves it alone
KEPT = ("reports", "CITATION.cff", "LICENSE")  # what the zip has


@dataclass(frozen=True)
class Made:
    """What was written of a release: its folder, the name of its zip and that one's checksum."""

    folder: Path
    archive: str
    sha256: str


def main() -> None:
    """Make the release, or only say what it would be."""
    parser = argparse.ArgumentParser(
        prog="make release", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--dry-run", action="store_true", help="check and say, leave nothing")
    run_stage(release, parser.parse_args().dry_run)


def release(dry_run: bool) -> None:
    """Check, write and tag; raise UserError where something speaks against it."""
    checked = check()
    folder = RELEASES / checked.tag
    if folder.exists():
        raise UserError(f"{folder}: exists already; look at it, and delete it.")
    made = _write(checked, folder)
    if dry_run:
        _undo(folder)
        print(f"would write {made.folder}/{made.archive}, sha256 {made.sha256}")
        print(f"would tag {checked.commit[:12]} as {checked.tag}")
        return
    try:
        _tag(checked, made)
    except BaseException:  # an interruption too, which may come when git is done
        _untag(checked.tag)
        _undo(folder)
        raise
    _say(checked, made)


def _write(checked: Release, folder: Path) -> Made:
    """Write the zip, its checksum and what it is of to a folder, whole or not at all."""
    name = f"{checked.name}-{checked.version}"
    archive = f"{name}-report.zip"
    try:
        with whole_folder(folder) as unfinished:
            write_json(unfinished / "release.json", asdict(checked))
            write_zip(unfinished / archive, name, KEPT, unfinished / "release.json", checked)
            files = sorted(path.name for path in unfinished.iterdir())
            digests = {file: file_digest(unfinished / file, "sha256") for file in files}
            write_text(unfinished / SUMS, "".join(f"{digests[file]}  {file}\n" for file in files))
    except BaseException:
        _undo(folder)
        raise
    return Made(folder, archive, digests[archive])


def _tag(checked: Release, made: Made) -> None:
    """Tag the commit with what was made of it."""
    doi = f"\nDOI {checked.doi}" if checked.doi else ""
    message = f"{checked.name} {checked.version}\n\n{made.archive}: sha256 {made.sha256}{doi}"
    try:
        git("tag", "--annotate", "--message", message, checked.tag, checked.commit)
    except subprocess.CalledProcessError as error:
        raise UserError(
            f"git tag {checked.tag}: {one_line(error.stderr)}. Nothing of the release is left."
        ) from error


def _untag(tag: str) -> None:
    """Remove the tag, which was not there before, if it is there."""
    with contextlib.suppress(subprocess.CalledProcessError):
        git("tag", "--delete", tag)


def _undo(folder: Path) -> None:
    """Remove what was written, and what was made to hold it."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.parent.is_dir() and not any(folder.parent.iterdir()):
        folder.parent.rmdir()


def _say(checked: Release, made: Made) -> None:
    """Say what was made and what is left to do."""
    print(f"{made.folder}/{made.archive}: sha256 {made.sha256}")
    print(f"tagged {checked.commit[:12]} as {checked.tag}; nothing was pushed:")
    print(f"  git push origin {checked.tag}")
    if not checked.doi:
        print(
            "No DOI: reserve one where you archive the zip, put `doi:` into CITATION.cff and "
            "release the next version with it.",
            file=sys.stderr,
        )


if __name__ == "__main__":
    main()
