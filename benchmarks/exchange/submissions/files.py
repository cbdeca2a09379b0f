"""What lies in submissions/<benchmark>/: which files belong together, and under which name."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.contract import names
from benchmarks.contract.errors import UserError

FORMATS = ("csv", "tsv", "parquet", "jsonl", "run")
ZIPPED = ".gz"
_ABOUT = ("yaml", "yml")
_RATINGS = ".ratings"


@dataclass
class Handed:
    """The files of one submission; `name` is what tables call it.

    problem : why it cannot be scored, whatever the files hold
    """

    name: str
    lists: list[Path] = field(default_factory=list)
    ratings: list[Path] = field(default_factory=list)
    about: list[Path] = field(default_factory=list)
    problem: str = ""

    @property
    def files(self) -> list[Path]:
        """The files that hold recommendations or ratings."""
        return [*self.lists, *self.ratings]

    def check(self) -> None:
        """Raise UserError if the submission cannot be scored, whatever its files hold."""
        if self.problem:
            raise UserError(self.problem)
        for kind, paths in (("lists", self.lists), ("ratings", self.ratings)):
            if len(paths) > 1:
                called = ", ".join(path.name for path in paths)
                raise UserError(f"several files have {kind} of this name: {called}; keep one.")
        if not self.files:
            raise UserError(f"{self.about[0].name} describes lists that are not there.")


def format_of(path: Path) -> str:
    """Return in which format a file is, such as `csv`; "" for one that is not read.

    >>> format_of(Path("mine.ratings.CSV.gz")), format_of(Path("mine.xlsx"))
    ('csv', '')
    """
    suffix = path.name.lower().removesuffix(ZIPPED).rpartition(".")[2]
    return suffix if suffix in FORMATS else ""


def is_zipped(path: Path) -> bool:
    """Tell whether a file is gzipped."""
    return path.name.lower().endswith(ZIPPED)


def discover(folder: Path, baselines: Collection[str], all_is_meant: bool = True) -> list[Handed]:
    """Return the submissions of a folder in the order of their names.

    baselines : names that are taken
    all_is_meant : whether a file in no format that is read is a mistake, or beside the point
    """
    by_stem: dict[str, Handed] = {}
    for path in sorted(folder.iterdir()) if folder.exists() else ():
        if path.name.startswith(".") or path.stem.upper() == "README":
            continue
        if not (all_is_meant or format_of(path) or _is_about(path)):
            continue
        stem = _stem(path)
        handed = by_stem.setdefault(stem, Handed(stem))
        _add(handed, path)
    return _distinct([_named(handed, baselines) for handed in by_stem.values()])


def _stem(path: Path) -> str:
    """Return a file's name without what says its format and what it holds.

    >>> _stem(Path("mine.ratings.csv.gz")), _stem(Path("v1.2.csv"))
    ('mine', 'v1.2')
    """
    name = path.name[: -len(ZIPPED)] if is_zipped(path) else path.name
    stem = name.rpartition(".")[0] or name
    return stem[: -len(_RATINGS)] if stem.lower().endswith(_RATINGS) else stem


def _is_about(path: Path) -> bool:
    return path.suffix.lower().removeprefix(".") in _ABOUT


def _add(handed: Handed, path: Path) -> None:
    if _is_about(path):
        handed.about.append(path)
        return
    if not path.is_file() or not format_of(path):
        known = ", ".join(f".{name}" for name in FORMATS)
        handed.problem = f"{path.name} is in no format that is read: {known}, each also {ZIPPED}."
    is_ratings = f"{_RATINGS}." in path.name.lower()
    (handed.ratings if is_ratings else handed.lists).append(path)


def _named(handed: Handed, baselines: Collection[str]) -> Handed:
    """Give a submission a name that every table, file system and page can bear."""
    name = handed.name
    if name in baselines:
        handed.name = f"{name}-submitted"
        handed.problem = f"a baseline is called {name}; rename the file."
    elif names.refusal(name):
        handed.name = names.nearest(f"unnamed {name}")
        handed.problem = f"'{name}' cannot be a name: {names.refusal(name)}; rename the file."
    return handed


def _distinct(every: list[Handed]) -> list[Handed]:
    """Number the names that were given here where another submission has them already."""
    by_name: dict[str, Handed] = {}
    for handed in sorted(every, key=lambda handed: bool(handed.problem)):
        first, number = handed.name, 2
        while handed.name in by_name:
            handed.name = f"{first}-{number}"
            number += 1
        by_name[handed.name] = handed
    return [by_name[name] for name in sorted(by_name)]
