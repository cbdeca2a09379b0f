"""Open Bandit: a week of an online experiment in a fashion shop, November 2019, two policies.

Three campaigns (all, men, women); in each, 10,000 rows of a policy that shows items uniformly at
random, and 10,000 of Bernoulli Thompson sampling. The files are a sample of the rows of a much
larger log.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from numpy.typing import NDArray

from benchmarks.contract.damage import reason
from benchmarks.contract.errors import UserError
from benchmarks.datasets.dataset import Log
from benchmarks.datasets.sources import Wheel

TITLE = "Open Bandit"
LICENCE = (
    "published by ZOZO for research, to be cited; the package that carries it is under Apache 2.0"
)
CITATION = (
    "Yuta Saito, Shunsuke Aihara, Megumi Matsutani and Yusuke Narita. 2021. Open Bandit Dataset "
    "and Pipeline: Towards Realistic and Reproducible Off-Policy Evaluation. "
    "NeurIPS Datasets and Benchmarks. "
    "https://arxiv.org/abs/2008.07146"
)
USERS_ARE = "impressions"
CAMPAIGNS = ("all", "men", "women")
POLICIES = ("random", "bts")  # uniform random, and Bernoulli Thompson sampling
POSITIONS = 3

SOURCES = [
    Wheel(
        name="registry",
        package="obp",
        version="0.4.1",
        sha256="87dec9caf4283c25ab13036532e0a24566f1c7bdcad1653a8ded43b2f5ef8208",
        members={
            f"{policy}_{campaign}{suffix}.csv": f"obp/dataset/obd/{policy}/{campaign}/{name}.csv"
            for policy in POLICIES
            for campaign in CAMPAIGNS
            for suffix, name in (("", campaign), ("_items", "item_context"))
        },
    ),
]

_USER = ("user_feature_0", "user_feature_1", "user_feature_2", "user_feature_3")
_ROUND_TYPES = {
    "timestamp": pa.timestamp("us", "UTC"),
    "item_id": pa.int64(),
    "position": pa.int64(),
    "click": pa.int64(),
    "propensity_score": pa.float64(),
    **dict.fromkeys(_USER, pa.string()),
}
_ITEM_TYPES = {
    "item_id": pa.int64(),
    "item_feature_0": pa.float64(),
    **dict.fromkeys(("item_feature_1", "item_feature_2", "item_feature_3"), pa.string()),
}


def read(folder: Path) -> dict[str, dict[str, Log]]:
    """Read the log of each campaign and policy.

    The text features are hashes, of the items with another salt in each policy's folder. Affinities
    (how often a user did something with each item) are nonzero in 0.1 % of the pairs: they are one
    text column, empty for most users.

    Raises UserError for a missing column, an item that is not in the catalogue, a position or click
    that cannot be, and a propensity that is no probability above 0.
    """
    return {
        campaign: {policy: _log(folder, policy, campaign) for policy in POLICIES}
        for campaign in CAMPAIGNS
    }


def _log(folder: Path, policy: str, campaign: str) -> Log:
    items_path, path = (
        folder / f"{policy}_{campaign}_items.csv",
        folder / f"{policy}_{campaign}.csv",
    )
    items = _table(items_path, _ITEM_TYPES).sort_by("item_id")
    table = _table(path, _ROUND_TYPES)
    shown, clicks, propensity = (
        table[name].to_numpy() for name in ("item_id", "click", "propensity_score")
    )
    position = table["position"].to_numpy()
    catalogue = items["item_id"].to_numpy()
    if len(np.unique(catalogue)) < len(catalogue):
        raise UserError(f"{items_path}: an item_id stands there twice; every item needs one row.")
    _refuse(
        path,
        "item_id",
        shown,
        ~np.isin(shown, catalogue),
        f"is not in {items_path.name}; add it or drop the row",
    )
    _refuse(
        path,
        "position",
        position,
        (position < 1) | (position > POSITIONS),
        f"must be 1 to {POSITIONS}",
    )
    _refuse(path, "click", clicks, (clicks != 0) & (clicks != 1), "must be 0 or 1")
    possible = (propensity > 0) & (propensity <= 1)
    advice = "must be above 0 and at most 1; "
    advice += "a row that the policy could not have shown cannot be weighted, drop it"
    _refuse(path, "propensity_score", propensity, ~possible, advice)
    rounds = pa.table(
        {
            "item": np.searchsorted(catalogue, shown),
            "position": position - 1,
            "click": clicks,
            "propensity": propensity,
            "time": pc.cast(table["timestamp"], pa.int64()).to_numpy() / 1e6,
            **{name: table[name] for name in _USER},
            "user_affinities": _affinities(table),
        }
    )
    return Log(rounds, items.drop_columns(["item_id"]))


def _table(path: Path, types: dict[str, pa.DataType]) -> pa.Table:
    try:
        table = pa.csv.read_csv(path, convert_options=pa.csv.ConvertOptions(column_types=types))
    except (OSError, pa.ArrowInvalid) as error:
        raise UserError(f"{path}: cannot be read: {reason(error)}") from error
    missing = [name for name in types if name not in table.column_names]
    if missing:
        raise UserError(f"{path}: no column '{missing[0]}'; a log needs {', '.join(types)}.")
    for name in types:
        if table[name].null_count:
            line = int(np.flatnonzero(table[name].is_null().to_numpy())[0]) + 2
            raise UserError(f"{path}, line {line}: {name} is empty; fill it in or drop the row.")
    return table


def _refuse(
    path: Path, column: str, values: NDArray[Any], wrong: NDArray[np.bool_], advice: str
) -> None:
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        others = f" (and {wrong.sum() - 1} more rows)" if wrong.sum() > 1 else ""
        raise UserError(f"{path}, line {first + 2}: {column} {values[first]:g} {advice}{others}.")


def _affinities(table: pa.Table) -> pa.Array:
    """Return each row's nonzero affinities as text, `item:value` each; '' for none."""
    names = [name for name in table.column_names if name.startswith("user-item_affinity_")]
    texts = [""] * len(table)
    for name in names:
        values = table[name].to_numpy()
        for row in np.flatnonzero(values):
            texts[row] += f"{name.rpartition('_')[2]}:{values[row]:g} "
    return pa.array(texts, pa.string())
