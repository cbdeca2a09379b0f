"""Which code differs between two sides: by git, or by the digests that DVC recorded."""

from collections.abc import Iterator

from benchmarks.exchange.comparing import recorded
from benchmarks.exchange.comparing.parts import Change, Part, unlike
from benchmarks.exchange.comparing.places import git
from benchmarks.exchange.comparing.sides import Side

FOLDERS = ("benchmarks", "baselines")


def code(before: Side, after: Side) -> Part:
    """Return the files of code that differ, with lines that came and went where git knows both."""
    if _is_here(before) and _is_here(after):
        return Part(list(_by_git(before, after)))
    digests = [_digests(side) for side in (before, after)]
    for side, known in zip((before, after), digests, strict=True):
        if not known:
            return Part(reason=f"{side.name} has neither a commit here nor a dvc.lock")
    differing = list(unlike(*digests))
    return Part(differing, "by the digests in dvc.lock" if differing else "")


def _is_here(side: Side) -> bool:
    return side.kind == "workspace" or bool(side.commit)


def _by_git(before: Side, after: Side) -> Iterator[Change]:
    """Yield what `git diff --numstat` says; what git does not track in the workspace is new."""
    commits = [side.commit for side in (before, after) if side.commit]
    if not commits:
        return
    turned = ["-R"] if not before.commit else []  # git puts the workspace second
    options = ("diff", "--numstat", "--relative", *turned)
    listed = git(*options, *commits, "--", *FOLDERS) or ""
    for line in listed.splitlines():
        came, went, path = line.split("\t", 2)
        yield Change(path, f"−{went}", f"+{came}")
    if len(commits) < 2:
        untracked = git("ls-files", "--others", "--exclude-standard", "--", *FOLDERS) or ""
        for path in untracked.splitlines():
            there, absent = "not tracked", "none"
            yield Change(path, absent, there) if before.commit else Change(path, there, absent)


def _digests(side: Side) -> dict[str, str]:
    """Return the checksums of code that DVC recorded as what stages depend on."""
    checksums = recorded.checksums(side.stages, "deps")
    return {path: digest for path, digest in checksums.items() if path.startswith(FOLDERS)}
