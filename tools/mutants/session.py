"""The mutants of a package, by cosmic-ray: which there are, which are tried, what came of each.

A session is cosmic-ray's own database, so that `cr-report` and `cr-html` read it.
"""

import ast
import builtins
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from cosmic_ray.commands.init import init
from cosmic_ray.work_db import WorkDB
from cosmic_ray.work_item import WorkerOutcome, WorkItem, WorkResult

FOLDER = Path("runs/mutants")
Span = tuple[tuple[int, int], tuple[int, int]]  # line and column where something begins and ends


def opened(package: str) -> WorkDB:
    """Return the session of a package, with all its mutants when it is new."""
    path = FOLDER / f"{package}.sqlite"
    is_new = not path.exists()
    FOLDER.mkdir(parents=True, exist_ok=True)
    session = WorkDB(path, WorkDB.Mode.create)
    if is_new:
        init(sorted(Path("benchmarks", package).glob("*.py")), session, {})
        _skip(session, _in_annotations(session.work_items))
    return session


def waiting(session: WorkDB, seed: int, most: int | None, again: bool) -> list[WorkItem]:
    """Return the mutants that are still to be tried, in an order that the seed says.

    most : so many of that order are tried in all; None for every one
    again : those that were not caught are tried once more, and first
    """
    skipped, tried = set(), set()
    for job, result in session.results:
        (skipped if result.worker_outcome == WorkerOutcome.SKIPPED else tried).add(job)
    eligible = sorted((item for item in session.work_items if item.job_id not in skipped), key=_key)
    order = np.random.default_rng(seed).permutation(len(eligible))[:most]
    left = [eligible[place] for place in order if eligible[place].job_id not in tried]
    missed = {job for job, result in session.results if not result.is_killed} if again else set()
    return [item for item in eligible if item.job_id in missed] + left


def _key(item: WorkItem) -> tuple[str, str, int]:
    """Return what a mutant is, whatever name the session gave it."""
    (mutation,) = item.mutations
    return str(mutation.module_path), mutation.operator_name, mutation.occurrence


def _skip(session: WorkDB, items: Iterable[WorkItem]) -> None:
    for item in items:
        session.set_result(item.job_id, WorkResult(worker_outcome=WorkerOutcome.SKIPPED))


def _in_annotations(items: Iterable[WorkItem]) -> Iterator[WorkItem]:
    """Yield mutants of types, such as `int + None` for `int | None`: they cannot even be imported.

    To count them as caught would flatter the tests.
    """
    spans: dict[Path, list[Span]] = {}
    for item in items:
        (mutation,) = item.mutations
        path = mutation.module_path
        if path not in spans:
            spans[path] = list(_annotations(ast.parse(path.read_text(encoding="utf-8"))))
        place = mutation.start_pos
        if any(begin <= place < end for begin, end in spans[path]):
            yield item


def _annotations(tree: ast.Module) -> Iterator[Span]:
    for node in ast.walk(tree):
        types = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        is_alias = isinstance(node, ast.Assign) and node in tree.body and _is_type(node.value)
        for part in [*types, node.value if is_alias else None]:
            if isinstance(part, ast.expr):
                end = part.end_lineno or part.lineno, part.end_col_offset or part.col_offset
                yield (part.lineno, part.col_offset), end


def _is_type(value: ast.expr) -> bool:
    """Tell whether a value is a union of types, as in `Members = tuple[str, ...] | Mapping`."""
    names = [node.id for node in ast.walk(value) if isinstance(node, ast.Name)]
    is_union = isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr)
    return is_union and all(name[0].isupper() or hasattr(builtins, name) for name in names)
