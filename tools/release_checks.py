"""What must hold of a commit before it is released."""

import re
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.report.sections.provenance import CODE

PROJECT, CITATION = Path("pyproject.toml"), Path("CITATION.cff")
CHANGELOG, PROVENANCE = Path("CHANGELOG.md"), Path("reports/provenance.json")
_LISTED = 3  # changed files that an error names


@dataclass(frozen=True)
class Release:
    """What a release is of.

    commit, committed : the one that is tagged, and its seconds since 1970
    report_commit : the one that rendered the report, whose code and parameters are the same
    doi, url : where it is archived and published, as CITATION.cff has them; None unknown
    """

    name: str
    version: str
    tag: str
    commit: str
    committed: int
    report_commit: str
    doi: str | None
    url: str | None


def check() -> Release:
    """Return what is to be released; raise UserError where something speaks against it."""
    head = _head()
    _require_clean()
    project = tomllib.loads(_text(PROJECT))["project"]
    cited: dict[str, Any] = YAML(typ="safe").load(_text(CITATION))
    version = str(project["version"])
    if str(cited.get("version")) != version:
        raise UserError(f"{CITATION}: version {cited.get('version')}, {PROJECT} has {version}.")
    tag = f"v{version}"
    if git("tag", "--list", tag):
        raise UserError(f"tag {tag}: exists already; count up the version in {PROJECT}.")
    if not re.search(rf"(?m)^## \[?{re.escape(version)}\]?(\s|$)", _text(CHANGELOG)):
        raise UserError(f"{CHANGELOG}: no section `## {version}`; call that of this version so.")
    return Release(
        name=str(project["name"]),
        version=version,
        tag=tag,
        commit=head,
        committed=int(git("show", "--no-patch", "--format=%ct", head)),
        report_commit=_of_report(head),
        doi=cited.get("doi"),
        url=cited.get("repository-code"),
    )


def git(*arguments: str) -> str:
    """Return what git prints; raise CalledProcessError where it fails."""
    done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _head() -> str:
    try:
        return git("rev-parse", "--verify", "HEAD^{commit}")
    except (OSError, subprocess.CalledProcessError) as error:
        raise UserError("make release: this is no git checkout with a commit.") from error


def _require_clean() -> None:
    """Refuse what is not committed; git's own list of what it ignores counts."""
    changed = git("status", "--porcelain").splitlines()
    if changed:
        named = ", ".join(line.split(maxsplit=1)[1] for line in changed[:_LISTED])
        more = " and more" if len(changed) > _LISTED else ""
        raise UserError(f"make release: not committed: {named}{more}.")


def _of_report(head: str) -> str:
    """Return the commit that rendered the report; refuse one with other code or parameters."""
    if not PROVENANCE.exists():
        raise UserError(f"{PROVENANCE}: missing; `make repro` writes it.")
    made_by = read_json(PROVENANCE)
    commit, changed = made_by.get("git_commit"), made_by.get("git_uncommitted_changes")
    remedy = "run `make repro` and commit reports/"
    if not commit or changed is not False:
        raise UserError(f"{PROVENANCE}: rendered with changes that no commit has; {remedy}.")
    try:
        differing = git("diff", "--name-only", commit, head, "--", *CODE).splitlines()
    except subprocess.CalledProcessError as error:
        raise UserError(f"{PROVENANCE}: commit {commit[:12]} is not in this clone.") from error
    if differing:
        named = ", ".join(differing[:_LISTED])
        raise UserError(
            f"{PROVENANCE}: the report is of commit {commit[:12]}, since which other files have "
            f"changed ({named}{', …' if len(differing) > _LISTED else ''}); {remedy}."
        )
    return str(commit)


def _text(path: Path) -> str:
    if not path.exists():
        raise UserError(f"{path}: missing; a release needs it.")
    return path.read_text(encoding="utf-8")
