"""Stage `replicate`: recompute published figures under their own protocols."""

from collections import defaultdict
from collections.abc import Container
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from multiprocessing import get_context
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.contract import paths
from benchmarks.contract.csv import as_csv
from benchmarks.contract.files import write_json, write_text
from benchmarks.contract.settings import read_block
from benchmarks.datasets.settings import Dataset
from benchmarks.replication import SOURCES, ratings
from benchmarks.replication.targets import Target

COLUMNS = ("source", "dataset", "baseline", "metric", "published", "ours", "tolerance", "verdict")
Work = tuple[str, str, str, Any]  # module of the source, dataset, its reader, job


def replicate(jobs: int) -> None:
    """Write reports/replication.csv, and replication.json with what the report says of it."""
    blocks = read_block(dict[str, Dataset], "datasets")
    readers = {name: block.reader for name, block in blocks.items()}
    found = _compute(_work(readers), max(1, jobs))
    rows, about = [], []
    for module in SOURCES:
        label = module.label() if hasattr(module, "label") else module.SOURCE.label
        notes = []
        for target in module.TARGETS:
            values = found.get((module.__name__, target.dataset, target.baseline, target.metric))
            rows.append(row(label, target, None if values is None else float(np.mean(values))))
            notes.append(note(target, readers))
        about.append(
            {
                "source": label,
                "name": module.SOURCE.name,
                "protocol": module.SOURCE.protocol,
                "notes": notes,
            }
        )
    write_text(paths.REPORTS / "replication.csv", as_csv(COLUMNS, rows))
    write_json(paths.REPORTS / "replication.json", {"sources": about})
    verdicts = [line["verdict"] for line in rows]
    print(", ".join(f"{verdicts.count(word)} {word}" for word in dict.fromkeys(verdicts)))


def note(target: Target, datasets: Container[str]) -> str:
    """Return what a reader must know of a row: why it differs or was not run."""
    if target.dataset in datasets:
        return target.note
    home = "comes from its official home only and is not among the datasets of params.yaml"
    unreachable = f"{target.dataset} {home}"
    return f"{target.note}; {unreachable}" if target.note else unreachable


def row(label: str, target: Target, ours: float | None) -> dict[str, Any]:
    """Return a row of replication.csv."""
    return {
        "source": label,
        "dataset": target.dataset,
        "baseline": target.baseline,
        "metric": target.metric,
        "published": target.published,
        "ours": ours,
        "tolerance": target.tolerance,
        "verdict": verdict(target, ours),
    }


def verdict(target: Target, ours: float | None) -> str:
    """Say whether a published figure was reproduced: within its tolerance, at six decimals."""
    if ours is None:
        return "not run"
    if target.published is None:
        return "not published"
    return "reproduced" if round(abs(ours - target.published), 6) <= target.tolerance else "differs"


def _work(readers: dict[str, str]) -> list[Work]:
    """Return all jobs on the datasets that params.yaml has."""
    found = []
    for module in SOURCES:
        for dataset in dict.fromkeys(target.dataset for target in module.TARGETS):
            if dataset in readers:
                targets = [target for target in module.TARGETS if target.dataset == dataset]
                found += [
                    (module.__name__, dataset, readers[dataset], job)
                    for job in module.jobs(targets)
                ]
    return found


def _compute(work: list[Work], workers: int) -> dict[tuple[str, str, str, str], list[float]]:
    """Run jobs side by side; return the values of each figure, one for each job that has it."""
    found = defaultdict(list)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for (module, dataset, *_), values in zip(work, pool.map(_run, work), strict=True):
            for (baseline, metric), value in values.items():
                found[module, dataset, baseline, metric].append(value)
    return found


def _run(work: Work) -> dict[tuple[str, str], float]:
    module, dataset, reader, job = work
    (source,) = (one for one in SOURCES if one.__name__ == module)
    with threadpool_limits(limits=1):
        return source.run(_data(dataset, reader), job)


@lru_cache(maxsize=1)
def _data(dataset: str, reader: str) -> ratings.Ratings:
    return ratings.read(dataset, reader)
