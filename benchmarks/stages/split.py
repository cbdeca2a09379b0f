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
from benchmarks.contract.files import read_json, whole_folder, write_json
from benchmarks.contract.settings import Relevance
from benchmarks.splits import checks, relative
from benchmarks.splits.catalogue import Catalogue, Data
from benchmarks.splits.divide import Divided, divide
from benchmarks.splits.kind import Kind, read, require_baskets, require_times
from benchmarks.splits.wording import has_times, lacking_times


def split(benchmark: str) -> None:
    """Write what a fit may see, what it is asked, what it may not see, and the audit."""
    plan = SplitPlan.read(paths.split_plan(benchmark))
    rule = read(plan.split)
    source = paths.prepared(plan.dataset)
    facts = read_json(source / "dataset.json")
    users = tables.read(source / "users.parquet", tables.USERS)
    block = f"params.yaml: benchmarks.{benchmark}.split"
    require_baskets(rule, facts.get("baskets", 0), block)
    data = _data(source, plan.relevance, rule.needs_baskets)
    is_relative = _require_fitting(rule, data, facts, block)
    checks.require_relevance(plan.relevance, facts["rating_scale"], block)
    catalogue = Catalogue.model_validate(plan.catalogue)
    divided = divide(data, users, rule, catalogue, block)
    relevant = _relevant(divided.data.interactions, plan.relevance)
    findings = divided.audited(rule, relevant, users.num_rows, facts["repeats"])
    if is_relative:
        divided = divided.without_times()
        findings = relative.without_common_times(findings)
    with (
        whole_folder(paths.train(benchmark)) as train,
        whole_folder(paths.ask(benchmark)) as ask,
        whole_folder(paths.test(benchmark)) as test,
    ):
        folders = {"train": train, "ask": ask, "test": test}
        _write_rows(divided, relevant, source, bool(facts["rating_scale"]), folders)
        tables.write(train / "users.parquet", users, tables.USERS)
        tables.write(train / "items.parquet", divided.data.items, tables.ITEMS)
        tables.write(train / "promotions.parquet", divided.promotions(), tables.PROMOTIONS)
        tables.write(ask / "queries.parquet", divided.queries(), tables.QUERIES)
        if rule.needs_baskets:
            tables.write(train / "baskets.parquet", divided.baskets(), tables.BASKETS)
        write_json(train / "info.json", _info(facts, divided.data.items, rule.needs_baskets))
    write_json(paths.audit(benchmark), findings)


def _data(source: Path, relevance: Relevance, has_baskets: bool) -> Data:
    """Read a prepared dataset but its users, of the interactions what divides and counts them."""
    columns = ["user", "item", "quantity", "value", "time"]
    columns += ["rating"] if relevance.min_rating is not None else []
    interactions = tables.read(source / "interactions.parquet", tables.INTERACTIONS, columns)
    for amount in ("quantity", "value"):  # ratings may have them too
        if interactions[amount].null_count == interactions.num_rows:
            interactions = interactions.drop_columns([amount])
    if has_baskets:
        baskets = tables.read(source / "baskets.parquet", tables.BASKETS)
        interactions = interactions.append_column("basket", baskets["basket"])
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


def _relevant(interactions: pa.Table, rule: Relevance) -> BoolArray:
    """Return which interactions say that an item is relevant, (n,)."""
    if rule.min_rating is None:
        return np.ones(interactions.num_rows, dtype=bool)
    return tables.column(interactions, "rating") >= rule.min_rating


def _write_rows(
    divided: Divided,
    relevant: BoolArray,
    source: Path,
    has_ratings: bool,
    folders: dict[str, Path],
) -> None:
    """Write what a fit may see, what it may not, and of that which pairs to rate.

    folders : `train`, `test` and `ask`
    """
    path = source / "interactions.parquet"
    with (
        tables.writing(folders["train"] / path.name, tables.SPLIT) as learn,
        tables.writing(folders["test"] / path.name, tables.SPLIT) as hide,
        tables.writing(folders["ask"] / "pairs.parquet", tables.PAIRS) as ask,
    ):
        for fold in divided.folds:
            blocks = tables.blocks(path, tables.INTERACTIONS)
            for known, held_out in divided.rows(fold, blocks, relevant):
                learn(known)
                hide(held_out)
                if has_ratings:
                    ask(held_out)


def _info(facts: dict[str, Any], items: pa.Table, has_baskets: bool) -> dict[str, Any]:
    """Return what a fit is told of the data as a whole."""
    digests = ["content_sha256", "users_sha256", "promotions_sha256"]
    digests += ["baskets_sha256"] if has_baskets else []
    return {
        "rating_scale": facts["rating_scale"],
        "catalogue_sha256": tables.digest(items),
        **{name: facts[name] for name in digests},
    }
