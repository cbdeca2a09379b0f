"""A run and an experiment as MLflow shall have them, each with a code that tells whether it has."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from benchmarks.contract.files import file_digest, text_digest
from benchmarks.tracking.columns import Metric


@dataclass(frozen=True)
class Record:
    """What one run shall show.

    artifact : a file that is logged as it is; users : scores per user, logged as users.parquet
    place : the lower, the higher the run stands in the table; seconds : how long the fit took
    children : runs below this one
    """

    name: str
    failed: bool = False
    parameters: dict[str, str] = field(default_factory=dict)
    metrics: list[Metric] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    artifact: Path | None = None
    users: pa.Table | None = None
    place: float = 0.0
    seconds: float = 0.0
    children: list["Record"] = field(default_factory=list)

    def digest(self) -> str:
        """Return a code that changes when anything of the run changes; children have their own."""
        files = [file_digest(self.artifact, "sha256")] if self.artifact else []
        files += [_content(self.users)] if self.users else []
        content = [self.name, self.failed, self.parameters, self.metrics, self.tags, files]
        return text_digest(content)


@dataclass(frozen=True)
class Experiment:
    """An experiment: its runs, and tags that the UI reads."""

    name: str
    runs: list[Record]
    tags: dict[str, str]


def _content(table: pa.Table) -> str:
    """Return a code of a table's content."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()
