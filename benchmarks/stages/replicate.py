"""Stage `replicate`: recompute published figures under their own protocols, ours beside them."""

from collections import Counter, defaultdict
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
from benchmarks.replication.targets import Figures, Target

COLUMNS = ("source", "dataset", "baseline", "metric", "published", "ours", "tolerance", "verdict")
Work = tuple[str, str, Any]  # module of the source, dataset, job


def replicate(jobs: int) -> None:
    """Write reports/replication.csv, and replication.json with what stands around it."""
    names = list(read_block(dict[str, Dataset | None], "datasets"))
    figures = _compute(_work(names), max(1, jobs))
    compared: list[dict[str, Any]] = []
    sources = []
    for source in SOURCES:
        label = source.label()
        for target in source.TARGETS:
            key = (source.__name__, target.dataset, target.baseline, target.metric)
            values = figures.get(key)
            ours = None if values is None else float(np.mean(values))
            compared.append(row(label, target, ours))
        about_source = {
            "source": label,
            "name": source.SOURCE.name,
            "protocol": source.SOURCE.protocol,
            "notes": [note(target, names) for target in source.TARGETS],
        }
        sources.append(about_source)
    write_text(paths.REPORTS / "replication.csv", as_csv(COLUMNS, compared))
    write_json(paths.REPORTS / "replication.json", {"sources": sources})
    counts = Counter(line["verdict"] for line in compared)
    print(", ".join(f"{count} {word}" for word, count in counts.items()))


def note(target: Target, datasets: Container[str]) -> str:
    """Return what a reader must know of a row: why it differs or was not run."""
    if target.dataset in datasets:
        return target.note
    unreachable = (
        f"{target.dataset} comes from its official home only and is not among the datasets of "
        "params.yaml"
    )
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
    difference = round(abs(ours - target.published), 6)
    return "reproduced" if difference <= target.tolerance else "differs"


def _work(names: Container[str]) -> list[Work]:
    """Return all jobs on the datasets that params.yaml has."""
    work: list[Work] = []
    for source in SOURCES:
        by_dataset = defaultdict(list)
        for target in source.TARGETS:
            by_dataset[target.dataset].append(target)
        for dataset, targets in by_dataset.items():
            if dataset in names:
                work += [(source.__name__, dataset, job) for job in source.jobs(targets)]
    return work


def _compute(work: list[Work], workers: int) -> dict[tuple[str, str, str, str], list[float]]:
    """Run jobs side by side; return the values of each figure, one for each job that has it."""
    figures = defaultdict(list)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for (source, dataset, *_), values in zip(work, pool.map(_run, work), strict=True):
            for (baseline, metric), value in values.items():
                figures[source, dataset, baseline, metric].append(value)
    return figures


def _run(work: Work) -> Figures:
    name, dataset, job = work
    (source,) = (source for source in SOURCES if source.__name__ == name)
    with threadpool_limits(limits=1):
        return source.run(_data(dataset), job)


@lru_cache(maxsize=1)
def _data(dataset: str) -> ratings.Ratings:
    return ratings.read(dataset)
