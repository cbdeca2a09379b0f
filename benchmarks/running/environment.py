"""How this environment and its data differ from what the lock pins and the report was made with."""

import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.contract import kernels, machine, paths
from benchmarks.contract.files import file_digest
from benchmarks.contract.machine import installed
from benchmarks.exchange.comparing.changes import listed, pins
from benchmarks.running import lockfile


def environment(lock: Path, provenance: dict[str, Any] | None) -> Iterator[str]:
    """Yield how Python and packages differ from the lock, and all from what made the report.

    provenance : as reports/provenance.json has it; of what it does not say nothing is said
    """
    for name, pinned in pins(lock.read_text(encoding="utf-8")).items():
        have = installed(name)
        if have is not None and have not in pinned:
            yield f"{name} {have} is installed, {lock.name} pins {' or '.join(pinned)}"
    if provenance is None:
        return
    if provenance["python"] != platform.python_version():
        made_with = f"the report was made with {provenance['python']}"
        yield f"Python is {platform.python_version()}, {made_with}"
    for name, was in provenance["packages"].items():
        have = installed(name)
        if have != was:
            yield f"{name} is {have or 'missing'}, the report was made with {was or 'none'}"
    if provenance["requirements_lock_sha256"] != file_digest(lock, "sha256"):
        yield f"{lock.name} is not the one that the report was made with"
    yield from _hardware(provenance)


def _hardware(provenance: dict[str, Any]) -> Iterator[str]:
    """Yield how kernels and processor differ, where the provenance says which they were."""
    made_by = provenance.get("kernels")
    if made_by and listed(made_by) != listed(kernels.in_force()):
        here = listed(kernels.in_force())
        yield f"kernels are {here}, the report was made with {listed(made_by)}; digits may differ"
    was, have = provenance.get("cpu"), machine.processor()
    if was and was != have:
        yield f"the processor is {have or 'unknown'}, the report was made on {was}"


def data(checkout: Path, clone: Path, datasets: list[str], benchmarks: list[str]) -> Iterator[str]:
    """Yield which data of a checkout are not what was downloaded and made anew in the clone."""
    folders = [f"data/{kind}/{name}" for name in datasets for kind in ("raw", "prepared")]
    folders += [f"data/splits/{name}" for name in benchmarks]
    for folder in folders:
        yield from _unlike(checkout, clone, folder)
    before, after = (lockfile.checksums(folder / paths.lock()) for folder in (checkout, clone))
    for name in sorted(before.keys() & after.keys()):
        if name.startswith(("data/prepared/", "data/splits/")) and before[name] != after[name]:
            yield f"{name} has the checksum {after[name]}, dvc.lock has {before[name]}"


def _unlike(checkout: Path, clone: Path, folder: str) -> Iterator[str]:
    for path in sorted((clone / folder).rglob("*")):
        name = path.relative_to(clone)
        if not path.is_file() or not (checkout / name).exists():
            continue
        if file_digest(checkout / name, "sha256") != file_digest(path, "sha256"):
            yield f"{name.as_posix()} is not what the download gives"
