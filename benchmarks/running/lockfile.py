"""dvc.lock as the YAML that it is: what DVC recorded, and how what is gone leaves it.

Where none is named, it is the one of the study.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from benchmarks.contract import paths
from benchmarks.contract.files import whole_file
from benchmarks.exchange.comparing import recorded as in_exchange


def recorded(lock: Path | None = None) -> dict[str, Any]:
    """Return what a dvc.lock has of each stage; a missing file has nothing."""
    lock = lock or paths.lock()
    if not lock.exists():
        return {}
    return in_exchange.stages(lock.read_text(encoding="utf-8"), str(lock))


def checksums(lock: Path | None = None) -> dict[str, str]:
    """Return the checksums that DVC recorded, by output."""
    return in_exchange.checksums(recorded(lock))


def forget(stage: str, kept: Iterable[str]) -> None:
    """Remove from a dvc.lock the instances of a stage that are not among those kept."""
    lock = paths.lock()
    instances = {name for name in recorded(lock) if name.startswith(f"{stage}@")}
    gone = instances - set(kept)
    if not gone:
        return
    yaml = YAML()
    yaml.default_flow_style = False  # as DVC writes it
    document = yaml.load(lock.read_text(encoding="utf-8"))
    for name in gone:
        del document["stages"][name]
    with whole_file(lock) as temporary:
        yaml.dump(document, temporary)
