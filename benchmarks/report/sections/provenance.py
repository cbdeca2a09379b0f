"""What rendered the report: versions, code and machine. The only facts of reports/ that depend on where it was made."""

import os
import platform
import subprocess
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.contract import paths
from benchmarks.contract.files import file_digest
from benchmarks.report.inputs import Inputs

PACKAGES = (
    "numpy",
    "scipy",
    "scikit-learn",
    "scikit-surprise",
    "implicit",
    "lightfm-next",
    "jax",
    "optax",
    "optuna",
    "pyarrow",
    "mlflow",
    "dvc",
    "matplotlib",
)
LOCK = Path("requirements.lock")
PROJECT = Path("pyproject.toml")
FINGERPRINTS = paths.REPORTS / "fingerprints.csv"
# What DVC writes follows from the rest, so a new number is no uncommitted change of the code.
_CODE = (":(top)", ":(top,exclude)reports", ":(top,exclude)dvc.lock")


def collect() -> dict[str, Any]:
    """Return versions, commit and machine, without host names or absolute paths; None for what cannot be told."""
    return {
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
        "requirements_lock_sha256": file_digest(LOCK, "sha256") if LOCK.exists() else None,
        "fingerprints_sha256": file_digest(FINGERPRINTS, "sha256")
        if FINGERPRINTS.exists()
        else None,
        "git_commit": _git("rev-parse", "HEAD"),
        "git_commit_date": _git("show", "--no-patch", "--format=%cs", "HEAD"),
        "git_uncommitted_changes": _uncommitted(),
        "platform": " ".join(
            part for part in (platform.system(), platform.machine(), *platform.libc_ver()) if part
        ),
        "cpu": _cpu(),
        "cores": os.cpu_count(),
    }


def project() -> dict[str, str]:
    """Return name, version, description and licence of this project, from pyproject.toml."""
    about = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    return {
        "name": about["name"].capitalize(),
        "version": about["version"],
        "description": about["description"],
        "licence": about["license"],
        "authors": " and ".join(author["name"] for author in about["authors"]),
    }


def codes(inputs: Inputs) -> list[dict[str, Any]]:
    """Return the fingerprints of each benchmark's headline metrics, None for a metric that it does not have."""
    found = []
    for shown in inputs.shown:
        rows = inputs.fingerprints[shown.name]
        mine = {
            row["metric"]: row["fingerprint"] for row in rows if row["slice"] == shown.everybody
        }
        if mine:
            metrics = {metric: mine.get(metric) for metric in inputs.settings.headline}
            found.append({"benchmark": shown.name, "metrics": metrics})
    return found


def cited() -> dict[str, Any]:
    """Return which files for papers are there: the references, and the tables for LaTeX by name."""
    tables = sorted(path.name for path in (paths.REPORTS / "tables").glob("*.tex"))
    return {"references": (paths.REPORTS / "references.bib").exists(), "tables": tables}


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _git(*arguments: str) -> str | None:
    """Return what git prints, or None without git or outside a repository."""
    try:
        done = subprocess.run(
            ["git", "--no-optional-locks", *arguments], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def _uncommitted() -> bool | None:
    """Tell whether code or parameters differ from the commit."""
    state = _git("status", "--porcelain", "--", *_CODE)
    return None if state is None else bool(state)


def _cpu() -> str | None:
    """Return the processor's name as the system gives it."""
    listing = Path("/proc/cpuinfo")
    if listing.exists():
        for line in listing.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or None
