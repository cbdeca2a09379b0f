"""What rendered the report: versions, code and machine.

The only facts of reports/ that depend on where it was made.
"""

import os
import platform
import subprocess
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.contract import kernels, machine, paths
from benchmarks.contract.files import file_digest, read_json
from benchmarks.contract.settings import document
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
PROJECT, CITATION = Path("pyproject.toml"), Path("CITATION.cff")
FINGERPRINTS = paths.REPORTS / "fingerprints.csv"
# What DVC writes follows from the rest, so a new number is no uncommitted change of the code.
CODE = (":(top)", *(f":(top,exclude){name}" for name in ("reports", "dvc.lock", "extra/dvc.lock")))


@dataclass(frozen=True)
class Worker:
    """A kind of machine of a cluster, and how many stages it ran."""

    stages: int
    python: str
    packages: dict[str, str | None]
    platform: str
    processor: str | None
    kernels: list[str]


@dataclass(frozen=True)
class Provenance:
    """Versions, commit and machine, without host names or absolute paths; None for the unknown.

    git_uncommitted_changes : whether code or parameters differ from the commit
    kernels : which code the numerical libraries run; kernels_chosen : what params.yaml says of it
    workers : the machines of a cluster that ran stages
    """

    python: str
    packages: dict[str, str | None]
    requirements_lock_sha256: str | None
    fingerprints_sha256: str | None
    git_commit: str | None
    git_commit_date: str | None
    git_uncommitted_changes: bool | None
    platform: str
    cpu: str | None
    kernels: list[str]
    kernels_chosen: str
    cores: int | None
    workers: list[Worker]


@dataclass(frozen=True)
class Project:
    """What pyproject.toml says of this project, and CITATION.cff of where it is; "" unknown."""

    name: str
    version: str
    description: str
    licence: str
    authors: str
    url: str = ""
    doi: str = ""


@dataclass(frozen=True)
class Codes:
    """The fingerprints of a benchmark's headline metrics; None for one that it does not have."""

    benchmark: str
    metrics: dict[str, str | None]


@dataclass(frozen=True)
class Cited:
    """Which files for papers are there: the references, and the tables for LaTeX by name."""

    references: bool
    tables: list[str]


def collect() -> Provenance:
    """Return what renders the report: versions, commit and machine."""
    words = (platform.system(), platform.machine(), *platform.libc_ver())
    return Provenance(
        python=platform.python_version(),
        packages={name: machine.installed(name) for name in PACKAGES},
        requirements_lock_sha256=_digest(LOCK),
        fingerprints_sha256=_digest(FINGERPRINTS),
        git_commit=_git("rev-parse", "HEAD"),
        git_commit_date=_git("show", "--no-patch", "--format=%cs", "HEAD"),
        git_uncommitted_changes=_uncommitted(),
        platform=" ".join(word for word in words if word),
        cpu=machine.processor(),
        kernels=kernels.in_force(),
        kernels_chosen=kernels.chosen(paths.PARAMS),
        cores=os.cpu_count(),
        workers=workers(),
    )


def workers() -> list[Worker]:
    """Return what the pipeline kept of the machines of a cluster; none where there was none."""
    path = paths.workers()
    if not path.exists():
        return []
    kept = read_json(path)
    stages = Counter(kept["stages"].values())
    workers = []
    for place, facts in enumerate(kept["machines"]):
        packages = {name: facts["packages"].get(name) for name in PACKAGES}
        workers.append(Worker(stages=stages[place], **facts | {"packages": packages}))
    return workers


def project() -> Project:
    """Return what pyproject.toml and CITATION.cff say of this project."""
    cited = document(CITATION) if CITATION.exists() else {}
    facts = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    return Project(
        name=facts["name"].capitalize(),
        version=facts["version"],
        description=facts["description"],
        licence=facts["license"],
        authors=" and ".join(author["name"] for author in facts["authors"]),
        url=str(cited.get("repository-code", "")),
        doi=str(cited.get("doi", "")),
    )


def codes(inputs: Inputs) -> list[Codes]:
    """Return the fingerprints of each benchmark's headline metrics."""
    found = []
    for shown in inputs.shown:
        rows = [row for row in inputs.fingerprints[shown.name] if not row.view]
        by_metric = {row.metric: row.fingerprint for row in rows}
        if by_metric:
            headline = inputs.settings.headline
            found.append(Codes(shown.name, {metric: by_metric.get(metric) for metric in headline}))
    return found


def cited() -> Cited:
    """Return which files for papers are there."""
    tables = sorted(path.name for path in (paths.REPORTS / "tables").glob("*.tex"))
    return Cited((paths.REPORTS / "references.bib").exists(), tables)


def _digest(path: Path) -> str | None:
    return file_digest(path, "sha256") if path.exists() else None


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
    state = _git("status", "--porcelain", "--", *CODE)
    return None if state is None else bool(state)
