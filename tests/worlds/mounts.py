"""Small and read-only disks, which root minds too: mounted for a test where that is possible."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small(folder: Path, kib: int) -> Iterator[None]:
    """Put an empty disk of a size in the place of a folder."""
    with _mounted(folder, "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs"):
        yield


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Let nothing be written in a folder."""
    with _mounted(folder, "--bind", str(folder)):
        subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
        yield


@contextmanager
def _mounted(folder: Path, *what: str) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run(["mount", *what, folder], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this user may not mount a disk")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
