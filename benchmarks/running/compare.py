"""Compare figures, data and environment with what was stated; pure functions on rows and files."""

import platform
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from benchmarks.config.model import Params
from benchmarks.contract import names, package
from benchmarks.contract.errors import UserError, unknown
from benchmarks.contract.files import file_digest
from benchmarks.contract.paths import PARAMS

KEYS = {table.name: table.key for table in package.TABLES}  # what names a row, by table
KEYS |= {"online": ("kind", "topic", "source", "subject", "method", "measure")}
OF_ALL_BENCHMARKS = ("ranks", "agreement")
BESIDE = {"replication": "replicate", "online": "offline_online"}  # tables of one stage each
OF_ALL_BASELINES = ("p_holm", "verdict")  # Holm's adjustment depends on all that is compared
_INTERVAL = ("ci_low", "ci_high")

Row = dict[str, str]


@dataclass(frozen=True)
class Part:
    """What is verified.

    names : the reported benchmarks; cells : what must run for them; baseline : the one, or None for
    all
    whole : whether this is everything
    """

    names: frozenset[str]
    cells: list[tuple[str, str]]
    baseline: str | None
    reference: str | None
    whole: bool

    @staticmethod
    def of(settings: Params, benchmark: str | None, baseline: str | None) -> "Part":
        """Return all, or one benchmark (by any name it is reported under) or baseline; an unknown one is a UserError.

        With a baseline the reference runs as well, for their comparison.
        """
        shown = {view.name: view.benchmark for view in settings.reported()}
        of_benchmark = {
            name: [n for n, one in shown.items() if one == name] for name in settings.benchmarks
        }
        if benchmark and benchmark not in {*shown, *of_benchmark}:
            raise unknown("benchmark", benchmark, {*shown, *of_benchmark}, str(PARAMS))
        names = of_benchmark.get(benchmark, [benchmark]) if benchmark else list(shown)
        if baseline:
            settings.baseline(baseline)
        reference = settings.comparison.reference
        wanted = [
            name for name in settings.baselines if not baseline or name in (baseline, reference)
        ]
        run = dict.fromkeys(shown[name] for name in names)
        cells = [(name, one) for name in run for one in wanted]
        return Part(frozenset(names), cells, baseline, reference, not (benchmark or baseline))

    @property
    def benchmarks(self) -> list[str]:
        """The benchmarks that must run."""
        return list(dict.fromkeys(benchmark for benchmark, _ in self.cells))

    def rows(self, table: str, rows: Iterable[Row]) -> list[Row]:
        """Return those rows of a table that belong to the part."""
        if table in OF_ALL_BENCHMARKS or table in BESIDE:
            return list(rows) if self.whole else []
        return [row for row in rows if row["benchmark"] in self.names and self._has(row)]

    def _has(self, row: Row) -> bool:
        if self.baseline is None or "baseline" not in row:
            return True
        pair = {row["baseline"], row.get("other", row["baseline"])}
        return self.baseline in pair and pair <= {self.baseline, self.reference}


@dataclass(frozen=True)
class Difference:
    """A figure that was not reproduced; `intervals` is the difference over the width of the interval as stated."""

    table: str
    labels: dict[str, str]
    column: str
    stated: str
    found: str
    intervals: float | None


def compare(
    table: str, stated: list[Row], found: list[Row], but: Iterable[str] = (), tolerance: float = 0.0
) -> tuple[int, int, list[Difference]]:
    """Return how many figures a table states, how many are found exactly, and those not found within the tolerance.

    but : columns that are not compared
    tolerance : the largest absolute difference of two numbers; 0 asks for the same text, which is
    six decimals

    What one side has and the other lacks is a difference; what neither has is no figure.
    """
    key = KEYS[table]
    _refuse_repeated(table, stated)
    known = {_labels(row, key): row for row in found}
    pairs = [(row, known.pop(_labels(row, key), {})) for row in stated] + [
        ({}, row) for row in known.values()
    ]
    figures, exact, differences = 0, 0, []
    for one, other in pairs:
        row = one or other
        for column in row.keys() - {*key, *but}:
            before, after = one.get(column, ""), other.get(column, "")
            figures += bool(before or after)
            exact += bool(before) and before == after
            if before != after and not _near(before, after, tolerance):
                labels = {name: row[name] for name in key if name in row}
                differences.append(
                    Difference(table, labels, column, before, after, _intervals(one, before, after))
                )
    order = {column: place for place, column in enumerate((stated or found or [{}])[0])}
    return (
        figures,
        exact,
        sorted(differences, key=lambda d: (list(d.labels.values()), order.get(d.column, 0))),
    )


def _labels(row: Row, key: Iterable[str]) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in key)


def _refuse_repeated(table: str, rows: list[Row]) -> None:
    """Raise UserError where two rows have one key: only one of them could be verified."""
    seen = set()
    for row in rows:
        label = _labels(row, KEYS[table])
        if label in seen:
            raise UserError(f"{table}.csv: two rows are called {' '.join(filter(None, label))}.")
        seen.add(label)


def worded(labels: dict[str, str]) -> str:
    """Return what names a row in words, metric and cut-off in one.

    >>> worded({"benchmark": "tiny", "fold": "", "metric": "ndcg", "k": "10"})
    'tiny ndcg@10'
    """
    words = dict(labels)
    cutoff = words.pop("k", "")
    if words.get("metric") and cutoff:
        words["metric"] = names.column_name(words["metric"], int(cutoff))
    return " ".join(word for word in words.values() if word)


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def _near(before: str, after: str, tolerance: float) -> bool:
    one, other = _number(before), _number(after)
    return (
        one is not None
        and other is not None
        and abs(one - other) <= tolerance + 1e-12
        and tolerance > 0
    )


def _intervals(row: Row, before: str, after: str) -> float | None:
    one, other, *bounds = map(_number, (before, after, *(row.get(name, "") for name in _INTERVAL)))
    if one is None or other is None or None in bounds or bounds[0] == bounds[1]:
        return None
    return (other - one) / (bounds[1] - bounds[0])


def environment(lock: Path, provenance: dict[str, Any] | None) -> Iterator[str]:
    """Yield how Python and packages differ from the lock, and from what rendered the report."""
    for name, pinned in pins(lock.read_text(encoding="utf-8")).items():
        have = installed(name)
        if have is not None and have not in pinned:
            yield f"{name} {have} is installed, {lock.name} pins {' or '.join(pinned)}"
    if provenance is None:
        return
    if provenance["python"] != platform.python_version():
        yield f"Python is {platform.python_version()}, the report was made with {provenance['python']}"
    for name, was in provenance["packages"].items():
        have = installed(name)
        if have != was:
            yield f"{name} is {have or 'missing'}, the report was made with {was or 'none'}"
    if provenance["requirements_lock_sha256"] != file_digest(lock, "sha256"):
        yield f"{lock.name} is not the one that the report was made with"


def pins(lock: str) -> dict[str, list[str]]:
    """Return the versions that a lock pins, by package; there are several where they depend on Python.

    >>> pins("numpy==2.4.6 ; python_version < '3.12'" + chr(10) + "numpy==2.5.5" + chr(10) + "    # via scipy")
    {'numpy': ['2.4.6', '2.5.5']}
    """
    found: dict[str, list[str]] = {}
    for name, pinned in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock, re.MULTILINE):
        found.setdefault(name, []).append(pinned)
    return found


def installed(package: str) -> str | None:
    """Return the installed version of a package, or None."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def data(checkout: Path, clone: Path, part: Part, settings: Params) -> Iterator[str]:
    """Yield which data of a checkout are not what was downloaded and made anew in the clone."""
    datasets = dict.fromkeys(settings.benchmark(name).dataset for name in part.benchmarks)
    folders = [f"data/{kind}/{name}" for name in datasets for kind in ("raw", "prepared")]
    folders += [f"data/splits/{name}" for name in part.benchmarks]
    for path in sorted(
        path for folder in folders for path in (clone / folder).rglob("*") if path.is_file()
    ):
        name = path.relative_to(clone)
        if (checkout / name).exists() and file_digest(checkout / name, "sha256") != file_digest(
            path, "sha256"
        ):
            yield f"{name.as_posix()} is not what the download gives"
    before, after = (_recorded(folder / "dvc.lock") for folder in (checkout, clone))
    for name in sorted(before.keys() & after.keys()):
        if name.startswith(("data/prepared/", "data/splits/")) and before[name] != after[name]:
            yield f"{name} has the checksum {after[name]}, dvc.lock has {before[name]}"


def _recorded(lock: Path) -> dict[str, str]:
    """Return the checksums that DVC recorded, by output."""
    if not lock.exists():
        return {}
    stages = YAML(typ="safe").load(lock.read_text(encoding="utf-8"))["stages"]
    return {
        out["path"]: out["md5"]
        for stage in stages.values()
        for out in stage.get("outs", ())
        if "md5" in out
    }
