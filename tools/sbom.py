"""Write what the lock installs as a bill of materials: CycloneDX 1.6, JSON.

    python -m tools.sbom > sbom.cdx.json

Names, versions, hashes and who needs whom are those of requirements.lock; licences are what the
installed packages say. The same lock and packages give the same bytes: no time, no random number.
Source: https://cyclonedx.org/docs/1.6/json/
"""

import json
import re
import sys
import tomllib
import uuid
from dataclasses import dataclass, field
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

LOCK, PROJECT = Path("requirements.lock"), Path("pyproject.toml")
_PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*])?==(?P<version>[^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_NEEDED_BY = re.compile(r"^ {4}# +(?:via )?([A-Za-z0-9._-]+)")
_LICENCE = "License :: "
_SPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # of addresses, RFC 4122
_LONGEST = 100  # letters of a licence's name; longer ones are its text


@dataclass
class Pinned:
    """A package of the lock.

    hashes : of each of its files; needed_by : names of packages, and of the project
    """

    name: str
    version: str
    hashes: list[str] = field(default_factory=list)
    needed_by: list[str] = field(default_factory=list)

    @property
    def purl(self) -> str:
        """Return what names it everywhere."""
        return f"pkg:pypi/{self.name}@{self.version}"


def read(lock: str) -> list[Pinned]:
    """Read the packages of a lock as uv writes it."""
    packages: list[Pinned] = []
    for line in lock.splitlines():
        if match := _PINNED.match(line):
            name = re.sub(r"[-_.]+", "-", match["name"]).lower()
            packages.append(Pinned(name, match["version"]))
        elif packages:
            packages[-1].hashes += _HASH.findall(line)
            if match := _NEEDED_BY.match(line):
                packages[-1].needed_by.append(match[1])
    return packages


def bill(packages: list[Pinned], project: str, version: str) -> dict[str, Any]:
    """Return the bill as JSON has it; two versions of one package are two components."""
    root = f"pkg:generic/{project}@{version}"
    needs: dict[str, set[str]] = {root: set()} | {package.purl: set() for package in packages}
    versions: dict[str, list[str]] = {project: [root]}
    for package in packages:
        versions.setdefault(package.name, []).append(package.purl)
    for package in packages:
        for parent in package.needed_by:
            for purl in versions.get(parent, []):
                needs[purl].add(package.purl)
    content = {
        "metadata": {"component": _component("application", project, version, root)},
        "components": [_library(package) for package in sorted(packages, key=lambda p: p.purl)],
        "dependencies": [
            {"ref": ref, "dependsOn": sorted(on)} for ref, on in sorted(needs.items())
        ],
    }
    serial = uuid.uuid5(_SPACE, json.dumps(content, sort_keys=True))
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{serial}"}
    return {**head, "version": 1, **content}


def _component(kind: str, name: str, version: str, purl: str) -> dict[str, Any]:
    return {"type": kind, "bom-ref": purl, "name": name, "version": version, "purl": purl}


def _library(package: Pinned) -> dict[str, Any]:
    hashes = [{"alg": "SHA-256", "content": digest} for digest in sorted(package.hashes)]
    made = _component("library", package.name, package.version, package.purl)
    licences = _licences(package.name)
    return (
        made | ({"hashes": hashes} if hashes else {}) | ({"licenses": licences} if licences else {})
    )


def _licences(name: str) -> list[dict[str, Any]]:
    """Return the licences that an installed package names; none where it is not installed."""
    try:
        said: Message = metadata(name)  # type: ignore[assignment]
    except PackageNotFoundError:
        return []
    if expression := said.get("License-Expression"):
        return [{"expression": expression}]
    classified = [line for line in said.get_all("Classifier") or [] if line.startswith(_LICENCE)]
    names = sorted({line.rpartition(" :: ")[2] for line in classified} - {"OSI Approved"})
    words = (said.get("License") or "").strip()
    if not names and words and "\n" not in words and len(words) <= _LONGEST:
        names = [words]
    return [{"license": {"name": name}} for name in names]


def main() -> None:
    """Write the bill to standard output."""
    about = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    made = bill(read(LOCK.read_text(encoding="utf-8")), about["name"], about["version"])
    json.dump(made, sys.stdout, indent=2, sort_keys=True, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
