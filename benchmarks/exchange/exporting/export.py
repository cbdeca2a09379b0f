"""Write what other tools need to recommend for a benchmark, and nothing of its test part."""

from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from benchmarks.contract import paths
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json, whole_folder, write_json, write_text
from benchmarks.exchange.exporting.atomic import atomic
from benchmarks.exchange.exporting.readme import readme
from benchmarks.exchange.exporting.tables import exported
from benchmarks.exchange.ready import Prepare, ready

Kind = Literal["csv", "parquet", "recbole"]
MARKER = "export.json"  # a folder that has it is an export and may be written anew


def export(benchmark: str, kind: Kind, to: str | None, prepare: Prepare) -> Path:
    """Write an export; make the split first where it is missing.

    to : a folder that is new, empty or an earlier export; by default exports/<benchmark>
    prepare : runs the stages of a benchmark up to its split
    """
    folder = Path(to) if to else paths.export(benchmark)
    _check_free(folder)
    plan = ready(benchmark, prepare)
    facts = read_json(paths.prepared(plan.dataset) / "dataset.json")
    contents = exported(plan)
    tables = dict(contents)
    if kind == "recbole":
        beside = {name: tables[name] for name in ("queries", "pairs") if name in tables}
        tables = atomic(contents, benchmark) | beside
    try:
        with whole_folder(folder) as unfinished:
            files = [_write(unfinished, name, table, kind) for name, table in tables.items()]
            write_text(unfinished / "README.md", readme(plan, facts, contents, files))
            write_text(unfinished / "LICENCE.txt", f"{facts['licence']}\n\n{facts['citation']}")
            written = sorted([*files, "README.md", "LICENCE.txt"])
            about = {"benchmark": benchmark, "format": kind, "files": written}
            write_json(unfinished / MARKER, about)
    except OSError as error:
        raise UserError(f"{folder}: cannot be written: {error.strerror}; name another.") from error
    print(f"{benchmark}: {len(files)} tables in {folder}; the rules are in {folder / 'README.md'}")
    return folder


def _check_free(folder: Path) -> None:
    """Raise UserError for a place that holds something else."""
    if folder.is_file():
        raise UserError(f"{folder}: is a file; name a folder.")
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    if not (folder / MARKER).is_file():
        raise UserError(f"{folder}: holds something else than an export; name a new folder.")
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    added = sorted(present - {MARKER, *_exported(folder)})
    if added:
        raise UserError(f"{folder}: holds {added[0]} beside an export; move it, or name a folder.")


def _exported(folder: Path) -> list[str]:
    """Return the files of an earlier export."""
    try:
        files: list[str] = read_json(folder / MARKER)["files"]
    except (ValueError, KeyError, TypeError):  # cut, or written by hand
        return []
    return files


def _write(folder: Path, name: str, table: pa.Table, kind: Kind) -> str:
    """Write one table; return its path below the folder."""
    is_atomic = "." in name
    path = folder / (name if is_atomic else f"{name}.{'parquet' if kind == 'parquet' else 'csv'}")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".parquet":
        pyarrow.parquet.write_table(table, path)
    elif is_atomic:
        _write_atomic(path, table)
    else:
        pyarrow.csv.write_csv(table, path)
    return path.relative_to(folder).as_posix()


def _write_atomic(path: Path, table: pa.Table) -> None:
    """Write tabs without quotes, as RecBole reads them."""
    options = pyarrow.csv.WriteOptions(include_header=False, delimiter="\t", quoting_style="none")
    with path.open("wb") as stream:
        stream.write(("\t".join(table.column_names) + "\n").encode())
        pyarrow.csv.write_csv(table, stream, options)
