"""Whatever a target of the Makefile installs is pinned with hashes and names no index."""

import re
from pathlib import Path

import pytest

FOLDERS = (Path("tools"), Path("tests"))
LOCKS = sorted(Path().glob("requirements*.lock"))
LOCKS += [path for folder in FOLDERS for path in sorted(folder.rglob("requirements*.lock"))]
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==\S+")


def test_every_installation_reads_a_lock_or_a_wheel_built_from_one() -> None:
    lines = [line for line in Path("Makefile").read_text().splitlines() if "pip install" in line]
    assert len(lines) >= 5
    for line in lines:
        assert "--require-hashes" in line or "/wheels/" in line, line


def test_there_is_a_lock_for_each_list_of_requirements() -> None:
    listed = [path for folder in FOLDERS for path in folder.rglob("requirements*.txt")]
    assert {path.with_suffix(".lock") for path in listed} < set(LOCKS)
    for path in listed:
        named = [line.split("#")[0].strip() for line in path.read_text().splitlines()]
        exact = {line for line in named if "==" in line}
        pinned = {line.split(" ")[0] for line in path.with_suffix(".lock").read_text().splitlines()}
        assert exact <= pinned, f"{path} was changed; make lock"


@pytest.mark.parametrize("lock", LOCKS, ids=str)
def test_each_package_of_a_lock_has_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    blocks = re.split(r"^(?=\S)", text, flags=re.MULTILINE)
    packages = [block for block in blocks if _PIN.match(block)]
    assert packages
    assert all("--hash=sha256:" in block for block in packages)
