"""What DVC recorded of a revision, and the files that its cache keeps; read without DVC.

The layout was seen in DVC 3.67:

| what | where |
|---|---|
| files of a stage | `stages.NAME.outs` and `.deps` of dvc.lock, each with `path` and `md5` |
| a folder | its `md5` ends in `.dir`; the content is JSON, a list of `relpath` and `md5` |
| content | `.dvc/cache/files/md5/`, then two digits, `/`, the others |
| another cache | `dir` in the block `cache` of .dvc/config.local or .dvc/config |

Where a DVC does it otherwise nothing is found here, and comparisons fall back to intervals.
"""

import configparser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.contract.files import read_json
from benchmarks.contract.yaml_text import value

LOCK = "dvc.lock"
_CONFIGS = ("config.local", "config")  # the first that says it decides


def stages(lock: str, where: str) -> dict[str, Any]:
    """Return what the text of a dvc.lock has of each stage; one that is cut is a UserError."""
    document = value(lock, where)
    recorded = document.get("stages") if isinstance(document, dict) else None
    of_stages = recorded if isinstance(recorded, dict) else {}
    return {name: stage for name, stage in of_stages.items() if isinstance(stage, dict)}


def checksums(recorded: dict[str, Any], kind: str = "outs") -> dict[str, str]:
    """Return the checksums by path.

    kind : `outs`, what stages made, or `deps`, what they were made of
    """
    files = [file for stage in recorded.values() for file in stage.get(kind, ())]
    return {file["path"]: file["md5"] for file in files if file.keys() >= {"path", "md5"}}


def member(dvc: Path, folder: str, name: str) -> Path | None:
    """Return where DVC's cache keeps a file of a folder; None where it does not.

    dvc : the folder `.dvc` of a checkout
    folder : the checksum of the folder, which ends in `.dir`
    """
    listed = _content(dvc, folder)
    if listed is None:
        return None
    try:
        files = {file["relpath"]: file["md5"] for file in read_json(listed)}
    except (ValueError, TypeError, KeyError):  # another form than the one that was seen
        return None
    return _content(dvc, files[name]) if name in files else None


def _content(dvc: Path, checksum: str) -> Path | None:
    for cache in _caches(dvc):
        path = cache / "files/md5" / checksum[:2] / checksum[2:]
        if path.is_file():
            return path
    return None


def _caches(dvc: Path) -> Iterator[Path]:
    """Yield where the cache may lie; a relative path starts at `.dvc`."""
    for name in _CONFIGS:
        config = configparser.ConfigParser(interpolation=None, strict=False)
        try:
            config.read(dvc / name, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError):
            continue
        if config.has_option("cache", "dir"):
            yield dvc / Path(config.get("cache", "dir")).expanduser()
    yield dvc / "cache"
