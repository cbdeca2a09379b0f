"""Stage `replicate`: recompute one table of published figures under its own protocol."""

from collections import defaultdict
from collections.abc import Container
from dataclasses import asdict
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.contract import paths
from benchmarks.contract.files import write_json
from benchmarks.contract.settings import read_block
from benchmarks.datasets.settings import Dataset
from benchmarks.replication import ratings
from benchmarks.replication.targets import PublishedSource, Target, source

Ours = dict[tuple[str, str, str], float]  # by dataset, baseline and metric


def replicate(table: str) -> None:
    """Write the rows of one table, and what stands around them."""
    published = source(table)
    names = list(read_block(dict[str, Dataset | None], "datasets"))
    with threadpool_limits(limits=1):  # the bytes must not depend on the cores
        ours = _ours(published, names)
    label = published.label()
    content = {
        "source": label,
        "name": published.SOURCE.name,
        "protocol": published.SOURCE.protocol,
        "rows": [row(label, target, ours.get(_key(target))) for target in published.TARGETS],
        "notes": [note(target, names) for target in published.TARGETS],
    }
    write_json(paths.replicated(table), content)


def _ours(published: PublishedSource, names: Container[str]) -> Ours:
    """Return our figures on the datasets that params.yaml has; equal ones of jobs are averaged."""
    by_dataset = defaultdict(list)
    for target in published.TARGETS:
        if target.dataset in names:
            by_dataset[target.dataset].append(target)
    values = defaultdict(list)
    for dataset, targets in by_dataset.items():
        data = ratings.read(dataset)
        for job in published.jobs(targets):
            for (baseline, metric), value in published.run(data, job).items():
                values[dataset, baseline, metric].append(value)
    return {key: float(np.mean(of_jobs)) for key, of_jobs in values.items()}


def _key(target: Target) -> tuple[str, str, str]:
    return target.dataset, target.baseline, target.metric


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
    of_target = asdict(target)
    del of_target["note"]
    return {"source": label, **of_target, "ours": ours, "verdict": verdict(target, ours)}


def verdict(target: Target, ours: float | None) -> str:
    """Say whether a published figure was reproduced: within its tolerance, at six decimals."""
    if ours is None:
        return "not run"
    if target.published is None:
        return "not published"
    difference = round(abs(ours - target.published), 6)
    return "reproduced" if difference <= target.tolerance else "differs"
