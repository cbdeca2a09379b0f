"""What machine this is, as far as figures could depend on it."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def processor(listing: Path = Path("/proc/cpuinfo")) -> str | None:
    """Return the processor's name as the system gives it, None where it gives none."""
    if listing.exists():
        for line in listing.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or None


def installed(package: str) -> str | None:
    """Return the installed version of a package, or None."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def kind() -> dict[str, object]:
    """Return the class of this machine: what has the same is as fast."""
    return {"processor": processor(), "cores": os.cpu_count()}
