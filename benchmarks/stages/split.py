"""Stage `split`: divide a dataset by a benchmark's rule, audit it, part what a fit may see.

Only users, items, times and what the rule asks for are held in memory for all rows; the rest is
read and written a group of rows after another.
"""

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
from benchmarks.splits.divide import Divided, divide
from benchmarks.splits.kind import Kind, read, require_times
from benchmarks.splits.wording import has_times, lacking_times


def split(benchmark: str) -> None:
    """Write the training folder, the test folder and the audit of a benchmark."""
    plan = SplitPlan.read(paths.split_plan(benchmark))
    rule = read(plan.split)
    source = paths.prepared(plan.dataset)
    facts = read_json(source / "dataset.json")
    users = tables.read(source / "users.parquet", tables.USERS)
    data = _data(source, plan.relevance)
    block = f"params.yaml: benchmarks.{benchmark}.split"
    is_relative = _require_fitting(rule, data, facts, block)
    divided = divide(data, users, rule, Catalogue.model_validate(plan.catalogue))
    relevant = _relevant(divided.data.interactions, plan.relevance, benchmark)
    findings = divided.audited(rule, relevant, users.num_rows, facts["repeats"])
    if is_relative:
        divided = divided.without_times()
        findings = relative.without_common_times(findings)
    with whole_folder(paths.train(benchmark)) as train, whole_folder(paths.test(benchmark)) as test:
        _write_rows(divided, relevant, source, bool(facts["rating_scale"]), train, test)
        tables.write(train / "users.parquet", users, tables.USERS)
        tables.write(train / "items.parquet", divided.data.items, tables.ITEMS)
        tables.write(train / "promotions.parquet", divided.promotions(), tables.PROMOTIONS)
        tables.write(train / "queries.parquet", divided.queries(), tables.QUERIES)
        write_json(train / "info.json", _info(facts, divided.data.items))
    write_json(paths.audit(benchmark), findings)


def _data(source: Path, relevance: Relevance) -> Data:
    """Read a prepared dataset but its users, of the interactions what divides and counts them."""
    columns = ["user", "item", "quantity", "value", "time"]
    columns += ["rating"] if relevance.min_rating is not None else []
    interactions = tables.read(source / "interactions.parquet", tables.INTERACTIONS, columns)
    for amount in ("quantity", "value"):  # ratings may have them too
        if interactions[amount].null_count == interactions.num_rows:
            interactions = interactions.drop_columns([amount])
    items = tables.read(source / "items.parquet", tables.ITEMS)
    promotions = tables.read(source / "promotions.parquet", tables.PROMOTIONS)
    return Data(interactions, items, promotions)


def _require_fitting(rule: Kind, data: Data, facts: dict[str, Any], block: str) -> bool:
    """Stop at a rule that the times of the data do not allow; tell whether these are relative."""
    require_times(rule, data.interactions, block, lacking_times(facts))
    is_relative = has_times(facts) and facts.get("times_are") == "relative"
    if is_relative:
        relative.require_within_users(rule, block)
    return is_relative


def _relevant(interactions: pa.Table, rule: Relevance, benchmark: str) -> BoolArray:
    """Return which interactions say that an item is relevant, (n,)."""
    if rule.min_rating is None:
        return np.ones(interactions.num_rows, dtype=bool)
    ratings = tables.column(interactions, "rating")
    if np.isnan(ratings).all():
        raise UserError(
            f"params.yaml: benchmarks.{benchmark}.relevance.min_rating: the dataset has no ratings."
        )
    return ratings >= rule.min_rating


def _write_rows(
    divided: Divided,
    relevant: BoolArray,
    source: Path,
    has_ratings: bool,
    train: Path,
    test: Path,
) -> None:
    """Write what a fit may see, what it may not, and of that which pairs to rate."""
    path = source / "interactions.parquet"
    with (
        tables.writing(train / path.name, tables.SPLIT) as learn,
        tables.writing(test / path.name, tables.SPLIT) as hide,
        tables.writing(train / "pairs.parquet", tables.PAIRS) as ask,
    ):
        for fold in divided.folds:
            blocks = tables.blocks(path, tables.INTERACTIONS)
            for known, held_out in divided.rows(fold, blocks, relevant):
                learn(known)
                hide(held_out)
                if has_ratings:
                    ask(held_out)


def _info(facts: dict[str, Any], items: pa.Table) -> dict[str, Any]:
    """Return what a fit is told of the data as a whole."""
    digests = ("content_sha256", "users_sha256", "promotions_sha256")
    return {
        "rating_scale": facts["rating_scale"],
        "catalogue_sha256": tables.digest(items),
        **{name: facts[name] for name in digests},
    }
