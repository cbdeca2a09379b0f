"""A zip of a commit's files with checksums, whose bytes follow from the commit alone."""

import hashlib
import io
import subprocess
import tarfile
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

from tools.release_checks import Release

SUMS = "SHA256SUMS"
_FIRST = 315_532_800  # of 1980, from which on a zip knows times, in seconds since 1970
_MODE = 0o644 << 16  # of a file that all may read


def write_zip(path: Path, top: str, kept: Sequence[str], facts: Path, checked: Release) -> None:
    """Write the files of a commit, `facts` and SHA256SUMS below the folder `top` of a zip.

    kept : files and folders of the commit
    """
    members = _members(checked.commit, kept)
    members[facts.name] = facts.read_bytes()
    digests = {name: hashlib.sha256(members[name]).hexdigest() for name in sorted(members)}
    sums = "".join(f"{digest}  {name}\n" for name, digest in digests.items())
    members[SUMS] = sums.encode()
    at = time.gmtime(max(checked.committed, _FIRST))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            member = zipfile.ZipInfo(f"{top}/{name}", date_time=at[:6])
            member.external_attr, member.create_system = _MODE, 3  # 3: of Unix
            archive.writestr(member, members[name])


def _members(commit: str, kept: Sequence[str]) -> dict[str, bytes]:
    """Return the files that a commit has, by their paths."""
    command = ["git", "archive", "--format=tar", commit, "--", *kept]
    packed = subprocess.run(command, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        files = {member.name: tar.extractfile(member) for member in tar if member.isfile()}
        return {name: file.read() for name, file in files.items() if file}
