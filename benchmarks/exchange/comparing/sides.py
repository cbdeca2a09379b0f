"""The two sides of a comparison: a revision, an experiment of DVC, a folder, the workspace."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from benchmarks.contract import paths
from benchmarks.contract.errors import UserError
from benchmarks.exchange.comparing import recorded
from benchmarks.exchange.comparing.places import Commit, Folder, Place, git

WORKSPACE = "workspace"
PER_USER = "per_user.parquet"
Kind = Literal["workspace", "folder", "commit", "experiment"]
_EXPERIMENTS = "refs/exps"  # where DVC 3.67 keeps them: refs/exps/XX/YYYY/NAME
_OF_DVC = ("stash", "apply", "exec", "celery")  # what else lies there
_REPORTS = f"{paths.REPORTS}/"
_FIRST = "results.csv"  # the table without which there is no report


@dataclass(frozen=True)
class Side:
    """One of two reports.

    name : as it was called for; commit : its hash, "" for a folder
    reports : the folder of its tables below the place, with a slash at the end, or ""
    home : the checkout that its runs/ and DVC's cache lie in; None for tables alone
    """

    name: str
    kind: Kind
    place: Place
    reports: str
    home: Path | None
    commit: str = ""

    def text(self, name: str) -> str | None:
        """Return the text of a file of the checkout; None where there is none."""
        return None if self.home is None else self.place.text(name)

    def of_report(self, name: str) -> str | None:
        """Return the text of a file of reports/; None where there is none."""
        return self.place.text(f"{self.reports}{name}")

    @cached_property
    def stages(self) -> dict[str, Any]:
        """What DVC recorded of each stage."""
        lock = self.text(recorded.LOCK)
        return recorded.stages(lock, f"{self.name}: {recorded.LOCK}") if lock else {}

    def scores(self, benchmark: str) -> Path | None:
        """Return the file of a benchmark's scores per user: in runs/, or in DVC's cache."""
        if self.home is None:
            return None
        folder = paths.scores(benchmark)
        made = self.home / folder / PER_USER
        if isinstance(self.place, Folder) and made.is_file():
            return made
        checksum = recorded.checksums(self.stages).get(folder.as_posix())
        return recorded.member(self.home / ".dvc", checksum, PER_USER) if checksum else None

    def __str__(self) -> str:
        """Return what it is called, and the commit where its name is not already that."""
        known_as = f"{self.kind} {self.commit[:10]}" if self.commit else self.kind
        return self.name if self.name in (self.kind, self.commit) else f"{self.name} ({known_as})"


def of_word(word: str) -> Side:
    """Return the side that a word of the command line means.

    Raises UserError where it is nothing that has a report, or two things.
    """
    if word == WORKSPACE:
        return workspace()
    is_folder = _is_folder(word)
    revision = commit(word)
    if is_folder and revision:
        ref = f"refs/heads/{word}" if git("show-ref", f"refs/heads/{word}") else f"refs/tags/{word}"
        raise UserError(f"{word}: a folder and a revision; write ./{word} or {ref}.")
    if is_folder:
        return of_folder(word)
    sha = revision or _experiment(word)
    if not sha:
        raise UserError(_unknown(word))
    kind: Kind = "experiment" if not revision or word.startswith(_EXPERIMENTS) else "commit"
    return _with_report(Side(word, kind, Commit(sha), _REPORTS, Path(), sha))


def _is_folder(word: str) -> bool:
    try:
        return bool(word) and Path(word).is_dir()
    except OSError:  # a word that is too long for a name
        return False


def workspace() -> Side:
    """Return the checkout that the command runs in, as it is."""
    return _with_report(Side(WORKSPACE, "workspace", Folder(Path()), _REPORTS, Path()))


def extra() -> Side | None:
    """Return the cells of the checkout that are not part of the default; None without any."""
    below = f"{_REPORTS}{paths.EXTRA}/"
    side = Side(paths.EXTRA, "workspace", Folder(Path()), below, Path())
    return side if side.of_report(_FIRST) is not None else None


def of_folder(name: str) -> Side:
    """Return a checkout, also by its reports/, or a folder of tables alone."""
    folder = Path(name)
    whole = folder.resolve()
    if whole.name == paths.REPORTS.name and (whole.parent / paths.PARAMS).is_file():
        folder, whole = folder.parent, whole.parent
    if whole == Path.cwd():
        return workspace()
    is_checkout = (folder / paths.REPORTS / _FIRST).is_file()
    below, home = (_REPORTS, folder) if is_checkout else ("", None)
    return _with_report(Side(name, "folder", Folder(folder), below, home))


def commit(word: str) -> str:
    """Return the hash of the commit that a word names for git, or ""."""
    if word.startswith("-"):
        return ""
    return (git("rev-parse", "--verify", "--quiet", f"{word}^{{commit}}") or "").strip()


def _experiment(name: str) -> str:
    """Return the commit of the experiment of DVC of that name, or ""; two of one name stop."""
    listed = git("for-each-ref", "--format=%(refname) %(objectname)", _EXPERIMENTS) or ""
    refs = dict(line.split() for line in listed.splitlines())
    meant = {}
    for ref, sha in refs.items():
        words = ref.removeprefix(f"{_EXPERIMENTS}/").split("/")
        if words[-1] == name and words[0] not in _OF_DVC:
            meant[ref] = sha
    if len(meant) > 1:
        raise UserError(f"{name}: several experiments are called so; write {' or '.join(meant)}.")
    return next(iter(meant.values()), "")


def _unknown(word: str) -> str:
    """Say that a word means nothing here, and what may be missing."""
    if git("rev-parse", "--git-dir") is None:
        return f"'{word}': no such folder, and no git repository is here: compare two folders."
    is_shallow = (git("rev-parse", "--is-shallow-repository") or "").strip() == "true"
    hint = (
        " This clone is shallow: `git fetch --unshallow` brings older ones." if is_shallow else ""
    )
    return f"'{word}': no revision, experiment (`dvc exp list --all-commits`) or folder here.{hint}"


def _with_report(side: Side) -> Side:
    if side.of_report(_FIRST) is None:
        where = f"{side.reports}{_FIRST}"
        raise UserError(f"{side}: no {where}, so no report to compare; `make repro` writes it.")
    return side
