"""A project of one dataset that brings some columns only, and its pipeline in-process."""

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from ruamel.yaml import YAML

from benchmarks.datasets import cards
from benchmarks.datasets.dataset import Dataset, Raw
from benchmarks.stages.collect import collect
from benchmarks.stages.prepare import prepare
from benchmarks.stages.report import report
from benchmarks.stages.score import score
from benchmarks.stages.tables import tables
from tests.worlds import planned, synthetic
from tests.worlds.prepared import link_baselines

NAME = "clicks"  # of the dataset and of its benchmark
LATER = 1_000_000_000  # seconds since 1970: in 2001
ROOT = Path(__file__).parents[2]
BASELINES = {  # why a baseline is not applicable where the data has identifiers alone
    "popular": "ok",
    "item_knn": "ok",
    "ease": "ok",
    "recent_popular": "needs times",
    "svd": "needs ratings",
    "content": "needs item features",
    "category_popular": "needs item categories",
    "sponsored": "needs promotions, times",
}
METRICS = ["ndcg", "recall", "coverage", "rmse", "products_purchased", "revenue", "revenue_new"]
METRICS += ["revenue_share", "reach", "reach_returning", "new_categories", "item_age"]
METRICS += ["fresh_share", "fresh_recall", "category_diversity", "content_diversity"]
GROUPS = {"users": ["activity", "history", "gender"]}
GROUPS["items"] = ["item_popularity", "item_age", "decade"]


def liked(*columns: str) -> pa.Table:
    """Return who liked what among the two tastes, with these columns beside the identifiers."""
    of_everybody = synthetic.interactions()
    of_liked = of_everybody.filter(pc.field("rating") >= 4)
    names = {
        "user_id": [f"u{user}" for user in of_liked["user"].to_pylist()],
        "item_id": [f"i{item}" for item in of_liked["item"].to_pylist()],
    }
    return _later(pa.table({**names, **{name: of_liked[name] for name in columns}}), "time")


def at_once(interactions: pa.Table) -> pa.Table:
    """Return interactions with a time that all of them share."""
    times = pa.array([LATER] * interactions.num_rows, pa.int64())
    return interactions.append_column("time", times)


def described(*columns: str) -> pa.Table:
    """Return the items of the two tastes with these columns beside their identifiers."""
    return _later(synthetic.items().select(["item_id", *columns]), "released")


def _later(table: pa.Table, column: str) -> pa.Table:
    """Move times to years in which data are made, so that 1970 on a page is a null in disguise."""
    if column not in table.column_names:
        return table
    place = table.column_names.index(column)
    return table.set_column(place, column, pc.add(table[column], LATER))


def project(
    patch: pytest.MonkeyPatch,
    folder: Path,
    split: dict,
    interactions: pa.Table,
    items: pa.Table | None = None,
    **settings: object,
) -> None:
    """Make a project of one dataset in a folder, and go there.

    items : with more than identifiers; settings : blocks of params.yaml in place of the usual
    """
    raw = Raw(
        interactions,
        pa.table({"user_id": [f"u{user}" for user in range(synthetic.N_USERS)]}),
        described() if items is None else items,
    )
    rated = "rating" in interactions.column_names
    scale = (1.0, 5.0) if rated else None
    clicks = Dataset("Clicks", "made up", "nobody", "visitors", [], lambda _: raw, scale, not rated)
    patch.setattr(cards, "load", lambda _: clicks)
    patch.chdir(folder)
    link_baselines()
    shutil.copy(ROOT / "pyproject.toml", folder)
    benchmark = {
        "dataset": NAME,
        "split": split,
        "relevance": {"min_rating": 4} if rated else {},
        "views": {"all": {"mask": "seen"}},
    }
    document = {
        "seeds": 1,
        "cutoffs": [5],
        "metrics": METRICS,
        "headline": ["ndcg@5"],
        "groups": GROUPS,
        "datasets": {NAME: {}},
        "benchmarks": {NAME: benchmark},
        "baselines": {name: {} for name in BASELINES},
        **settings,
    }
    with (folder / "params.yaml").open("w", encoding="utf-8") as stream:
        YAML(typ="safe").dump(document, stream)


def score_all() -> None:
    """Run all stages up to the scores."""
    prepare(NAME)
    planned.everything()
    planned.split(NAME)
    for baseline in BASELINES:
        planned.fit(NAME, baseline)
    score(NAME)


def report_all() -> None:
    """Run all stages up to the report."""
    score_all()
    collect(NAME)
    tables()
    report()
