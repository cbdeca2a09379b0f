"""A git repository with small reports in its commits."""

import hashlib
import json
import subprocess
from pathlib import Path

from ruamel.yaml import YAML

from tests.worlds.reports import World

IDENTITY = ("user.name=test", "user.email=test@example.org", "commit.gpgsign=false")


def git(folder: Path, *arguments: str) -> str:
    """Run git with an identity of its own; return what it printed."""
    identity = [word for setting in IDENTITY for word in ("-c", setting)]
    command = ["git", *identity, *arguments]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(folder: Path, world: World, message: str = "Results") -> str:
    """Write a report into a repository, which is made, and commit it; return the hash."""
    if not (folder / ".git").exists():
        folder.mkdir(parents=True, exist_ok=True)
        git(folder, "init", "--quiet")
        (folder / ".gitignore").write_text("/runs/\n/.dvc/cache\n")
    world.write(folder / "reports")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(folder, "rev-parse", "HEAD")


def cache_scores(folder: Path, world: World, cache: str = ".dvc/cache") -> None:
    """Put scores per user where DVC keeps them, and into dvc.lock; nothing is left in runs/."""
    made = world.write_scores(folder / "made")
    content = (made / "per_user.parquet").read_bytes()
    checksum = hashlib.md5(content).hexdigest()
    listed = json.dumps([{"md5": checksum, "relpath": "per_user.parquet"}]).encode()
    whole = f"{hashlib.md5(listed).hexdigest()}.dir"
    for name, data in ((checksum, content), (whole, listed)):
        path = folder / cache / "files/md5" / name[:2] / name[2:]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (made / "per_user.parquet").unlink()
    made.rmdir()
    made_by = {"cmd": "score", "outs": [{"path": "runs/score/tiny", "md5": whole}]}
    with (folder / "dvc.lock").open("w") as stream:
        YAML(typ="safe").dump({"schema": "2.0", "stages": {"score@tiny": made_by}}, stream)
