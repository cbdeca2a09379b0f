"""Stage `split`: divide a dataset by a benchmark's rule, audit it, and part what a fit may see from the rest."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from benchmarks.contract import paths, tables
from benchmarks.contract.arrays import IntArray
from benchmarks.contract.documents import SplitPlan
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json, whole_folder, write_json
from benchmarks.contract.settings import Relevance
from benchmarks.splits.audit import audit
from benchmarks.splits.catalogue import Catalogue, Data, restrict
from benchmarks.splits.rules import rule_of
from benchmarks.splits.splitting import PARTS, TEST, TEST_GAP, Parts, assign


def split(benchmark: str) -> None:
    """Write the training folder, the test folder and the audit of a benchmark."""
    plan = SplitPlan.read(paths.split_plan(benchmark))
    rule = rule_of(plan.split)
    catalogue = Catalogue.model_validate(plan.catalogue)
    source = paths.prepared(plan.dataset)
    facts = read_json(source / "dataset.json")
    data = Data(
        tables.read(source / "interactions.parquet", tables.INTERACTIONS),
        tables.read(source / "items.parquet", tables.ITEMS),
        tables.read(source / "promotions.parquet", tables.PROMOTIONS),
    )
    users = tables.read(source / "users.parquet", tables.USERS)
    folds = assign(
        data.interactions,
        rule,
        tables.column(users, "key"),
        tables.column(data.items, "key"),
    )
    before = _before(tables.column(data.interactions, "user"), folds)
    data, folds, left_out = restrict(data, folds, catalogue)
    relevant = _relevant(data.interactions, plan.relevance, benchmark)
    findings = {
        fold: audit(
            data.interactions,
            parts,
            rule.kind,
            facts["repeats"],
            relevant,
            users.num_rows,
            before[fold],
        )
        for fold, parts in folds.items()
    }
    rows = pa.concat_tables(
        [_rows(data.interactions, fold, parts, relevant) for fold, parts in folds.items()]
    )
    _write_train(benchmark, rows, data, users, facts)
    with whole_folder(paths.test(benchmark)) as folder:
        tables.write(
            folder / "interactions.parquet",
            rows.filter(pc.field("part") == PARTS[TEST]),
            tables.SPLIT,
        )
    last = list(findings)[-1]
    write_json(
        paths.audit(benchmark),
        {"fold": last, "folds": findings, "left_out": left_out, **findings[last]},
    )


def _before(users: IntArray, folds: dict[str, Parts]) -> dict[str, tuple[IntArray, IntArray]]:
    """Return for each fold the users with test rows, and those with rows in the gap before the test in any fold."""
    waiting = np.unique(np.concatenate([users[parts == TEST_GAP] for parts in folds.values()]))
    return {fold: (np.unique(users[parts == TEST]), waiting) for fold, parts in folds.items()}


def _relevant(interactions: pa.Table, rule: Relevance, benchmark: str) -> NDArray[np.bool_]:
    ratings = tables.column(interactions, "rating")
    if rule.min_rating is None:
        return np.ones(len(ratings), dtype=bool)
    if np.isnan(ratings).all():
        raise UserError(
            f"params.yaml: benchmarks.{benchmark}.relevance.min_rating: the dataset has no ratings."
        )
    return ratings >= rule.min_rating


def _rows(interactions: pa.Table, fold: str, parts: Parts, relevant: NDArray[np.bool_]) -> pa.Table:
    columns = {
        "fold": pa.repeat(fold, interactions.num_rows),
        "part": pa.array(PARTS).take(pa.array(parts)),
        **{name: interactions[name] for name in tables.INTERACTIONS.names},
        "relevant": relevant,
    }
    return pa.table(columns)


def _write_train(
    benchmark: str, rows: pa.Table, data: Data, users: pa.Table, facts: dict[str, Any]
) -> None:
    """Write what a fit may see; of the test only whom to serve and which pairs to rate, in order of their codes."""
    test = rows.filter(pc.field("part") == PARTS[TEST])
    known = rows.filter(pc.field("part") != PARTS[TEST])
    served = (
        test.group_by(["fold", "user"])
        .aggregate([])
        .sort_by([("fold", "ascending"), ("user", "ascending")])
    )
    latest = pc.max(known["time"])
    with whole_folder(paths.train(benchmark)) as folder:
        tables.write(folder / "interactions.parquet", known, tables.SPLIT)
        tables.write(folder / "users.parquet", users, tables.USERS)
        tables.write(folder / "items.parquet", data.items, tables.ITEMS)
        tables.write(
            folder / "promotions.parquet",
            data.promotions.filter(pc.field("time") <= latest),
            tables.PROMOTIONS,
        )
        tables.write(folder / "queries.parquet", served, tables.QUERIES)
        tables.write(
            folder / "pairs.parquet",
            test if facts["rating_scale"] else test.slice(0, 0),
            tables.PAIRS,
        )
        digests = {
            name: facts[name] for name in ("content_sha256", "users_sha256", "promotions_sha256")
        }
        info = {
            "rating_scale": facts["rating_scale"],
            "catalogue_sha256": tables.digest(data.items),
            **digests,
        }
        write_json(folder / "info.json", info)
