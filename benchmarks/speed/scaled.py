"""The stages on made-up data of a given size, in a scratch checkout of their own."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.csv import CSVWriter

from benchmarks.contract import paths
from benchmarks.contract.files import write_text
from benchmarks.speed import process, world
from benchmarks.speed.process import Cost

NAME = "world"
BASELINES = ("popular", "item_knn", "als", "ease")
STAGES = ("prepare", "split", *BASELINES, "score", "collect")
# Metrics that count relevance, coverage and purchases; nothing but the sizes differs between runs.
_PARAMS = """\
seeds: 1
cutoffs: [5, 10, 20, 50, 100]
metrics: [precision, recall, ndcg, ap, rr, coverage, gini, novelty, long_tail]
headline: [ndcg@10, recall@10]
comparison: {{reference: popular, margin: 0.05}}
groups: {{users: [activity], items: [item_popularity]}}
tuning: {{trials: 1, seed: 0, most_epochs: 1}}
datasets: {{{name}: {{}}}}
benchmarks:
  {name}:
    dataset: {name}
    split: {{kind: user_temporal, test: 0.2, validation: 0.1, seed: 0}}
    relevance: {{}}
    views: {{all: {{mask: seen}}}}
baselines: {{{baselines}}}
"""
_CARD = """\
title: Made up
licence: none
citation: none
sources:
  - url: https://example.org/rows.csv
    checksum: recorded
    members: [rows.csv]
interactions:
  file: rows.csv
  format: csv
  columns: {user: user, item: item, rating: rating, time: {column: time, unit: s}}
"""
_ROOT = Path(__file__).parents[2]


class Scratch:
    """A checkout with one made-up dataset, whose stages are run as commands."""

    def __init__(self, folder: Path, n_rows: int) -> None:
        """Make the data and the plans; n_rows : interactions."""
        self._folder = folder
        blocks = ", ".join(f"{name}: {{}}" for name in BASELINES)
        write_text(folder / paths.PARAMS, _PARAMS.format(name=NAME, baselines=blocks))
        write_text(folder / paths.tuned(NAME), "{}\n")
        (folder / "baselines").symlink_to(_ROOT / "baselines")
        write_text(folder / paths.card(NAME), _CARD)
        with tempfile.TemporaryDirectory(dir=folder) as made:
            world.write(world.World.of(n_rows), Path(made) / NAME)
            _write_raw(Path(made) / NAME, folder / paths.raw(NAME))
        self._command("plan", NAME)

    def run(self, leave_out: frozenset[str] = frozenset()) -> Iterator[tuple[str, Cost]]:
        """Run the stages in order and yield what each cost, start of Python included."""
        for stage in STAGES:
            if stage in leave_out:
                continue
            if stage == "score":
                self._command("submissions", NAME)
            yield stage, self._command(*self._arguments(stage))

    def _arguments(self, stage: str) -> tuple[str, ...]:
        return ("fit", NAME, stage) if stage in BASELINES else (stage, NAME)

    def _command(self, *arguments: str) -> Cost:
        command = [sys.executable, "-m", "benchmarks", *arguments]
        return process.run(command, self._folder, {"PYTHONPATH": str(_ROOT)})


def _write_raw(made: Path, folder: Path) -> None:
    """Write the rows of made-up data with the identifiers of users and items, as publishers do."""
    folder.mkdir(parents=True)
    users = pq.read_table(made / "users.parquet")["user_id"].combine_chunks()
    items = pq.read_table(made / "items.parquet")["item_id"].combine_chunks()
    rows = pq.ParquetFile(made / "interactions.parquet")
    schema = pa.schema(
        {"user": users.type, "item": items.type, "rating": pa.float32(), "time": pa.int64()}
    )
    with CSVWriter(folder / "rows.csv", schema) as writer:
        for block in rows.iter_batches(columns=["user", "item", "rating", "time"]):
            named = [users.take(block["user"]), items.take(block["item"])]
            values = [*named, block["rating"], block["time"]]
            writer.write(pa.record_batch(values, schema=schema))
