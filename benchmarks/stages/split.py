"""Stage `split`: divide a dataset by a benchmark's rule, audit it, part what a fit may see."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.contract import paths, tables
from benchmarks.contract.arrays import BoolArray
from benchmarks.contract.documents import SplitPlan
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json, whole_folder, write_json
from benchmarks.contract.settings import Relevance
from benchmarks.splits import relative
from benchmarks.splits.catalogue import Catalogue, Data
from benchmarks.splits.divide import divide, held_out_rows, known_rows, promoted_before, queries
from benchmarks.splits.kind import read, require_times
from benchmarks.splits.wording import has_times, lacking_times


def split(benchmark: str) -> None:
    """Write the training folder, the test folder and the audit of a benchmark."""
    plan = SplitPlan.read(paths.split_plan(benchmark))
    rule = read(plan.split)
    catalogue = Catalogue.model_validate(plan.catalogue)
    source = paths.prepared(plan.dataset)
    facts = read_json(source / "dataset.json")
    users = tables.read(source / "users.parquet", tables.USERS)
    data = _data(source)
    block = f"params.yaml: benchmarks.{benchmark}.split"
    require_times(rule, data.interactions, block, lacking_times(facts))
    is_relative = has_times(facts) and facts.get("times_are") == "relative"
    if is_relative:
        relative.require_within_users(rule, block)
    divided = divide(data, users, rule, catalogue)
    relevant = _relevant(divided.data.interactions, plan.relevance, benchmark)
    findings = divided.audited(rule, relevant, users.num_rows, facts["repeats"])
    parted = divided.rows(relevant)
    if is_relative:
        parted = relative.without_times(parted)
        findings = relative.without_common_times(findings)
    _write_train(benchmark, parted, divided.data, users, facts)
    held_out = held_out_rows(parted)
    with whole_folder(paths.test(benchmark)) as folder:
        tables.write(folder / "interactions.parquet", held_out, tables.SPLIT)
    write_json(paths.audit(benchmark), findings)


def _data(source: Path) -> Data:
    """Read a prepared dataset but its users."""
    interactions = tables.read(source / "interactions.parquet", tables.INTERACTIONS)
    items = tables.read(source / "items.parquet", tables.ITEMS)
    promotions = tables.read(source / "promotions.parquet", tables.PROMOTIONS)
    return Data(interactions, items, promotions)


def _relevant(interactions: pa.Table, rule: Relevance, benchmark: str) -> BoolArray:
    """Return which interactions say that an item is relevant, (n,)."""
    ratings = tables.column(interactions, "rating")
    if rule.min_rating is None:
        return np.ones(len(ratings), dtype=bool)
    if np.isnan(ratings).all():
        raise UserError(
            f"params.yaml: benchmarks.{benchmark}.relevance.min_rating: the dataset has no ratings."
        )
    return ratings >= rule.min_rating


def _write_train(
    benchmark: str, parted: pa.Table, data: Data, users: pa.Table, facts: dict[str, Any]
) -> None:
    """Write what a fit may see; of the test only whom to serve and which pairs to rate."""
    history = known_rows(parted)
    held_out = held_out_rows(parted)
    promotions = promoted_before(data.promotions, history)
    has_ratings = bool(facts["rating_scale"])
    pairs = held_out if has_ratings else held_out.slice(0, 0)
    info = {
        "rating_scale": facts["rating_scale"],
        "catalogue_sha256": tables.digest(data.items),
        "content_sha256": facts["content_sha256"],
        "users_sha256": facts["users_sha256"],
        "promotions_sha256": facts["promotions_sha256"],
    }
    with whole_folder(paths.train(benchmark)) as folder:
        tables.write(folder / "interactions.parquet", history, tables.SPLIT)
        tables.write(folder / "users.parquet", users, tables.USERS)
        tables.write(folder / "items.parquet", data.items, tables.ITEMS)
        tables.write(folder / "promotions.parquet", promotions, tables.PROMOTIONS)
        tables.write(folder / "queries.parquet", queries(held_out), tables.QUERIES)
        tables.write(folder / "pairs.parquet", pairs, tables.PAIRS)
        write_json(folder / "info.json", info)
