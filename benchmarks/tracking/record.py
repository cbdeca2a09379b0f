"""A run and an experiment as MLflow shall have them, each with a code that tells whether it has."""

import hashlib
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pyarrow as pa

from benchmarks.contract.files import file_digest, text_digest
from benchmarks.tracking.columns import Metric


@dataclass(frozen=True)
class Input:
    """A dataset as MLflow lists it.

    digest : of its content; file : where it lies here; columns : their types by name
    sizes : how many interactions, users and items it has
    """

    name: str
    digest: str
    file: str
    columns: dict[str, str]
    sizes: dict[str, int]


@dataclass(frozen=True)
class Record:
    """What one run shall show.

    files : what is logged as it is, by the name that it has there; texts : files by their text
    users : scores per user, logged as users.parquet
    dataset : what it was evaluated on
    place : the lower, the higher the run stands in the table; seconds : how long the fit took
    children : runs below this one
    """

    name: str
    failed: bool = False
    parameters: dict[str, str] = field(default_factory=dict)
    metrics: list[Metric] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    users: pa.Table | None = None
    dataset: Input | None = None
    place: float = 0.0
    seconds: float = 0.0
    children: list["Record"] = field(default_factory=list)

    def digest(self) -> str:
        """Return a code that changes when anything of the run changes; children have their own."""
        files = {name: file_digest(path, "sha256") for name, path in self.files.items()}
        users = _content(self.users) if self.users else ""
        said = [self.name, self.failed, self.parameters, self.metrics, self.tags]
        of_dataset = asdict(self.dataset) if self.dataset else {}
        return text_digest([*said, files, self.texts, users, of_dataset])


@dataclass(frozen=True)
class Experiment:
    """An experiment: its runs, tags that the UI reads, and what a benchmark's asks."""

    name: str
    runs: list[Record]
    tags: dict[str, str]
    benchmark: dict[str, str] | None = None


def _content(table: pa.Table) -> str:
    """Return a code of a table's content."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()
