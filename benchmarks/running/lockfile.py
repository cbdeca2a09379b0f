"""dvc.lock as the YAML that it is: what DVC recorded, and how what is gone leaves it.

Where none is named, it is the one of the study.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from benchmarks.contract import paths
from benchmarks.contract.files import whole_file
from benchmarks.exchange.comparing import recorded as in_exchange

HEAD = "schema: '2.0'\nstages:\n"  # how DVC begins one; two spaces begin what it has of a stage
_APART = re.compile(rf"{HEAD}(?:  \w[^\n]*:\n(?:    [^\n]*\n)+)*")  # as it is, but for long names


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


def is_apart(text: str) -> bool:
    """Tell whether what a dvc.lock has of each stage is told from the rest by its lines alone.

    Not of one with comments, in another style, or without its last end of line.
    """
    return _APART.fullmatch(text) is not None


def renewed(text: str, stages: str) -> str:
    """Return a dvc.lock with some stages as another has them: in their place, new ones at the end.

    text, stages : of both `is_apart`
    """
    return HEAD + "".join((_apart(text) | _apart(stages)).values())


def _apart(text: str) -> dict[str, str]:
    """Return what a dvc.lock has of each stage, as it is written there, by its first line."""
    pieces = re.split(r"^(?=  \S)", text.removeprefix(HEAD), flags=re.MULTILINE)
    return {piece.partition("\n")[0]: piece for piece in pieces if piece}
