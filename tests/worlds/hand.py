"""A benchmark by hand in the working directory: known, held out, lists and predictions."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.config import load
from benchmarks.config import plan as plans
from benchmarks.config.study import resolved
from benchmarks.contract import names, paths, reading, tables
from benchmarks.contract.csv import read_csv
from benchmarks.contract.files import write_json
from benchmarks.contract.older import CONVERTED, Views
from benchmarks.stages import collect as collecting
from benchmarks.stages import score as scoring
from benchmarks.stages import tables as joining
from tests.worlds import synthetic

PARAMS = """
seeds: 2
cutoffs: [1, 2]
metrics: [{metrics}]
headline: [{headline}]
groups: {{users: [{users}], items: [{items}]}}
datasets: {{hand: {{}}}}
benchmarks:
  hand:
    dataset: hand
    split: {{kind: temporal, test: 0.1, validation: 0.1}}
    relevance: {{min_rating: 4}}
    views: {{all: {{mask: seen}}}}
baselines: {{mine: {{}}}}
"""
METRICS = "rmse, mae, precision, recall, hit_rate, coverage"
N_ITEMS = 4  # synthetic.items: 0 and 2 are comedies, 1 and 3 thrillers

Lists = dict[int, list[int]]  # user: items from the top
Row = tuple[int, int, float]  # user, item, rating; or for purchases what was paid


def write_params(
    metrics: str = METRICS, headline: str = "recall@2, rmse", users: str = "", items: str = ""
) -> None:
    """Write params.yaml."""
    Path("params.yaml").write_text(
        PARAMS.format(metrics=metrics, headline=headline, users=users, items=items)
    )


def rows(triples: Sequence[Row], part: str, fold: str = "all", bought: bool = False) -> pa.Table:
    """Return ratings, relevant from 4, or purchases, all relevant; all at time 0."""
    user, item, number = zip(*triples, strict=True)
    columns = {
        "user": user,
        "item": item,
        "time": [0] * len(user),
        **dict.fromkeys(("rating", "quantity", "value")),
    }
    columns |= {"quantity": [1.0] * len(user), "value": number} if bought else {"rating": number}
    full = {
        name: [None] * len(user) if values is None else values for name, values in columns.items()
    }
    table = synthetic.split_rows(
        pa.table(full).select(tables.INTERACTIONS.names).cast(tables.INTERACTIONS), fold, part
    )
    if bought:
        table = table.set_column(
            table.column_names.index("relevant"), "relevant", pa.array([True] * len(user))
        )
    return table


def write(known: list[pa.Table], test: list[pa.Table], genders: Sequence[str]) -> None:
    """Write the parts of a benchmark, whose users have a gender each, or "" for none.

    All of the test are served.
    """
    train, held_out = paths.train("hand"), pa.concat_tables(test)
    tables.write(train / "interactions.parquet", pa.concat_tables(known), tables.SPLIT)
    tables.write(train / "items.parquet", synthetic.items(N_ITEMS), tables.ITEMS)
    users = synthetic.users(len(genders))
    features = pa.array(
        [[f"gender={gender}"] if gender else [] for gender in genders], pa.list_(pa.string())
    )
    tables.write(train / "users.parquet", users.set_column(1, "features", features), tables.USERS)
    served = held_out.group_by(["fold", "user"]).aggregate([])
    order = [("fold", "ascending"), ("user", "ascending")]
    asked = paths.ask("hand") / "queries.parquet"
    tables.write(asked, served.sort_by(order), tables.QUERIES)
    digests = {f"{name}_sha256": name for name in ("content", "users", "promotions", "catalogue")}
    write_json(train / "info.json", digests)
    tables.write(paths.test("hand") / "interactions.parquet", held_out, tables.SPLIT)


def lists_table(
    by_seed: dict[int, Lists], fold: str = "all", fallbacks: Sequence[int] = ()
) -> pa.Table:
    """Return lists as a fit writes them."""
    flat = [
        {"fold": fold, "seed": seed, "view": "all", "user": user, "rank": rank, "item": item}
        | {"score": -float(rank), "fallback": user in fallbacks}
        for seed, lists in by_seed.items()
        for user, ranked in lists.items()
        for rank, item in enumerate(ranked, start=1)
    ]
    return pa.Table.from_pylist(flat, tables.LISTS)


def predictions(pairs: Sequence[Row], fold: str = "all", seed: int = 0) -> pa.Table:
    """Return predicted ratings as a fit writes them."""
    user, item, rating = zip(*pairs, strict=True)
    labels = {"fold": [fold] * len(user), "seed": [seed] * len(user)}
    return pa.table({**labels, "user": user, "item": item, "rating": rating}).cast(
        tables.PREDICTIONS
    )


def cell(lists: pa.Table, predicted: pa.Table | None = None) -> None:
    """Write what the fit of the one baseline, `mine`, would write."""
    folder = paths.cell("hand", "mine")
    tables.write(folder / "lists.parquet", lists, tables.LISTS)
    about = {"parameters": {"a": 1}, "personalized": True, "seeds": 1, "not_applicable": None}
    write_json(folder / "cell.json", about)
    if predicted is not None:
        tables.write(folder / "predictions.parquet", predicted, tables.PREDICTIONS)


def score(*benchmarks: str) -> None:
    """Plan and score benchmarks, `hand` where none is named."""
    settings = load.load()
    resolved(settings).write(paths.study())
    for benchmark in benchmarks or ("hand",):
        plans.of_score(benchmark, settings).write(paths.score_plan(benchmark))
        scoring.score(benchmark)


def per_user(metric: str) -> list[float]:
    """Score, and return a column of per_user.parquet."""
    score()
    return scored("per_user")[metric].to_pylist()


def item_recall(attribute: str, group: str) -> list[float]:
    """Score, and return the recall of each user on the items of one group."""
    score()
    wanted = (pc.field("attribute") == attribute) & (pc.field("group") == group)
    return scored("item_recall").filter(wanted)["value"].to_pylist()


def scored(name: str) -> pa.Table:
    """Return what `score` wrote."""
    return pq.read_table(paths.scores("hand") / f"{name}.parquet")


def totals() -> dict[str, float]:
    """Return the totals of the last fold and seed by metric."""
    rows = [row for row in scored("totals").to_pylist() if row["attribute"] is None]
    return {names.column_name(row["metric"], row["k"]): row["value"] for row in rows}


def tabled() -> None:
    """Score, collect and join the tables of all benchmarks."""
    settings = load.load()
    score()
    for benchmark in settings.benchmarks:
        plans.of_score(benchmark, settings).write(paths.score_plan(benchmark))
        collecting.collect(benchmark)
    joining.tables()


def collected(name: str = "results") -> list[dict[str, str]]:
    """Score and collect; return a table of reports/, in the words of version 1 where it had any."""
    tabled()
    return table(name)


def table(name: str) -> list[dict[str, str]]:
    """Return a table of reports/, in the words of version 1 where it had any."""
    views = Views.of(load.load().reported())
    if name in CONVERTED:
        return reading.read_version_1(paths.REPORTS, CONVERTED[name], views)
    return read_csv(Path(f"reports/{name}.csv"))


def numbers() -> dict[tuple[str, str], dict[str, str]]:
    """Score and collect; return the rows of results.csv by slice and metric, each there once."""
    found = collected()
    by_place = {(row["slice"], row["metric"]): row for row in found}
    assert len(by_place) == len(found), "a number stands twice in results.csv"
    return by_place
