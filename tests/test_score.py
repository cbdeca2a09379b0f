"""From lists to results.csv, on lists written by hand."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks import collect, score
from benchmarks.csvs import read_csv
from benchmarks.shared import paths, tables
from benchmarks.shared.errors import UserError
from benchmarks.shared.files import read_json, write_json
from tests import synthetic

PARAMS = """
seeds: 2
cutoffs: [1, 2]
metrics: [rmse, mae, precision, recall, hit_rate, coverage]
headline: [recall@2, rmse]
datasets: {hand: {reader: hand}}
benchmarks:
  hand:
    dataset: hand
    split: {kind: temporal, test: 0.1, validation: 0.1}
    relevance: {min_rating: 4}
    views: {all: {mask: seen}}
baselines: {mine: {}}
"""
# user, item, rating of the test; relevant from 4: user 0 has two, 1 one, 2 none, 3 one
TEST = [(0, 1, 5.0), (0, 2, 4.0), (0, 3, 1.0), (1, 0, 4.0), (2, 0, 2.0), (3, 3, 5.0)]
KNOWN = [(0, 0, 5.0), (1, 1, 3.0)]
LISTS = {0: [1, 3], 1: [2, 0], 2: [0, 1]}  # user 3 got no list


def rows(triples: list[tuple[int, int, float]], part: str) -> pa.Table:
    user, item, rating = zip(*triples, strict=True)
    nothing = [None] * len(user)
    columns = {"user": user, "item": item, "rating": rating, "quantity": nothing, "value": nothing}
    table = pa.table({**columns, "time": [0] * len(user)})
    return synthetic.split_rows(table.cast(tables.INTERACTIONS), part=part)


def lists_table(by_seed: dict[int, dict[int, list[int]]]) -> pa.Table:
    flat = [
        {"fold": "all", "seed": seed, "view": "all", "user": user, "rank": rank, "item": item}
        | {"score": -float(rank), "fallback": user == 2}
        for seed, lists in by_seed.items()
        for user, ranked in lists.items()
        for rank, item in enumerate(ranked, start=1)
    ]
    return pa.Table.from_pylist(flat, tables.LISTS)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("params.yaml").write_text(PARAMS)
    train = paths.train("hand")
    tables.write(train / "interactions.parquet", rows(KNOWN, "train"), tables.SPLIT)
    tables.write(train / "items.parquet", synthetic.items(4), tables.ITEMS)
    users = pa.table({"fold": ["all"] * 4, "user": [0, 1, 2, 3]})
    tables.write(train / "queries.parquet", users, tables.QUERIES)
    write_json(train / "info.json", {"content_sha256": "a", "catalogue_sha256": "b"})
    tables.write(paths.test("hand") / "interactions.parquet", rows(TEST, "test"), tables.SPLIT)
    cell(lists_table({0: LISTS}))
    return tmp_path


def cell(lists: pa.Table, predictions: pa.Table | None = None) -> None:
    folder = paths.cell("hand", "mine")
    tables.write(folder / "lists.parquet", lists, tables.LISTS)
    about = {"parameters": {"a": 1}, "personalized": True, "seeds": 1, "not_applicable": None}
    write_json(folder / "cell.json", about)
    if predictions is not None:
        tables.write(folder / "predictions.parquet", predictions, tables.PREDICTIONS)


def per_user(metric: str) -> list[float]:
    score.score("hand")
    return pq.read_table(paths.scores("hand") / "users.parquet")[metric].to_pylist()


def test_scores_are_those_worked_out_by_hand(project: Path) -> None:
    np.testing.assert_array_equal(per_user("recall@2"), [0.5, 1.0, np.nan, 0.0])
    np.testing.assert_array_equal(per_user("precision@1"), [1.0, 0.0, np.nan, 0.0])


def test_a_user_without_relevant_items_is_left_out_and_one_without_a_list_scores_zero(project: Path) -> None:
    score.score("hand")
    collect.collect()
    by_metric = {row["metric"]: row for row in read_csv(Path("reports/results.csv"))}
    assert "recall@2" not in by_metric  # three users are fewer than the smallest slice
    values = per_user("recall@2")
    assert np.isnan(values[2])
    assert values[3] == 0.0


def test_an_item_that_the_view_masks_cannot_be_relevant(project: Path) -> None:
    known = [*KNOWN, (0, 1, 5.0)]
    tables.write(paths.train("hand") / "interactions.parquet", rows(known, "train"), tables.SPLIT)
    assert per_user("recall@2")[0] == 0.0


def test_several_seeds_are_averaged_per_user_and_kept_apart_in_the_totals(project: Path) -> None:
    cell(lists_table({0: LISTS, 1: {**LISTS, 0: [1, 2]}}))
    assert per_user("recall@2")[0] == 0.75
    totals = pq.read_table(paths.scores("hand") / "totals.parquet").to_pylist()
    by_seed = {row["seed"]: row["value"] for row in totals if row["metric"] == "recall@2"}
    assert by_seed == {0: pytest.approx(1.5 / 3), 1: pytest.approx(2 / 3)}


def test_coverage_counts_the_lists_of_everybody_served(project: Path) -> None:
    score.score("hand")
    totals = pq.read_table(paths.scores("hand") / "totals.parquet").to_pylist()
    assert {row["metric"]: row["value"] for row in totals}["coverage@1"] == 0.75  # items 1, 2, 0 of 4


def predictions(pairs: list[tuple[int, int, float]]) -> pa.Table:
    user, item, rating = zip(*pairs, strict=True)
    labels = {"fold": ["all"] * len(user), "seed": [0] * len(user)}
    return pa.table({**labels, "user": user, "item": item, "rating": rating}).cast(tables.PREDICTIONS)


def test_rating_errors_are_totals_per_user_and_the_metric_is_over_ratings(project: Path) -> None:
    cell(lists_table({0: LISTS}), predictions([(user, item, 3.0) for user, item, _ in TEST]))
    assert per_user("squared_error") == [4.0 + 1.0 + 4.0, 1.0, 1.0, 4.0]
    totals = pq.read_table(paths.scores("hand") / "totals.parquet").to_pylist()
    value = {row["metric"]: row["value"] for row in totals}
    assert value["rmse"] == pytest.approx((15 / 6) ** 0.5)
    assert value["mae"] == pytest.approx(9 / 6)


def test_predictions_of_other_pairs_than_the_test_are_refused(project: Path) -> None:
    cell(lists_table({0: LISTS}), predictions([(user, 0, 3.0) for user, _, _ in TEST]))
    with pytest.raises(UserError, match="the predicted pairs are not those of the test"):
        score.score("hand")


def test_each_state_of_a_cell_is_told(project: Path) -> None:
    score.score("hand")
    states = read_json(paths.scores("hand") / "cells.json")
    assert (states["mine"]["status"], states["mine"]["fallback_share"]) == ("ok", round(1 / 3, 6))
    write_json(paths.cell("hand", "mine") / "failure.json", {"reason": "out of luck"})
    score.score("hand")
    assert read_json(paths.scores("hand") / "cells.json")["mine"] == {"status": "failed", "reason": "out of luck"}
    for path in paths.cell("hand", "mine").iterdir():
        path.unlink()
    score.score("hand")
    assert read_json(paths.scores("hand") / "cells.json")["mine"]["status"] == "not run"
    about = {"parameters": {}, "personalized": True, "seeds": 1, "not_applicable": "needs ratings"}
    write_json(paths.cell("hand", "mine") / "cell.json", about)
    score.score("hand")
    state = read_json(paths.scores("hand") / "cells.json")["mine"]
    assert (state["status"], state["reason"]) == ("not applicable", "needs ratings")


def test_warm_and_cold_users_are_told_apart(project: Path) -> None:
    score.score("hand")
    members = pq.read_table(paths.scores("hand") / "slices.parquet").to_pylist()
    assert {row["user"]: row["slice"] for row in members} == {0: "warm", 1: "warm", 2: "cold", 3: "cold"}


def many_users(n_users: int) -> None:
    """Give every user one relevant item; even users get it at rank 1, odd ones not at all; the last 19 are cold."""
    test = [(user, 0, 5.0) for user in range(n_users)]
    known = [(user, 3, 5.0) for user in range(n_users - 19)]
    tables.write(paths.train("hand") / "interactions.parquet", rows(known, "train"), tables.SPLIT)
    tables.write(paths.test("hand") / "interactions.parquet", rows(test, "test"), tables.SPLIT)
    users = pa.table({"fold": ["all"] * n_users, "user": list(range(n_users))})
    tables.write(paths.train("hand") / "queries.parquet", users, tables.QUERIES)
    cell(lists_table({0: {user: [user % 2, 2] for user in range(n_users)}}))
    score.score("hand")
    collect.collect()


def test_the_interval_of_a_share_is_that_of_the_binomial(project: Path) -> None:
    many_users(400)
    (row,) = [r for r in read_csv(Path("reports/results.csv")) if (r["slice"], r["metric"]) == ("all", "recall@2")]
    assert (row["value"], row["n_users"]) == ("0.500000", "400")
    margin = 1.96 * (0.25 / 400) ** 0.5
    assert float(row["ci_low"]) == pytest.approx(0.5 - margin, abs=0.004)
    assert float(row["ci_high"]) == pytest.approx(0.5 + margin, abs=0.004)


def test_a_slice_below_twenty_users_is_suppressed_and_only_headline_metrics_have_slices(project: Path) -> None:
    many_users(400)
    found = {(row["slice"], row["metric"]) for row in read_csv(Path("reports/results.csv")) if row["slice"] != "all"}
    assert found == {("warm", "recall@2")}


def test_coverage_has_no_interval(project: Path) -> None:
    many_users(400)
    (row,) = [r for r in read_csv(Path("reports/results.csv")) if r["metric"] == "coverage@1"]
    assert (row["value"], row["ci_low"], row["ci_high"], row["n_users"]) == ("0.500000", "", "", "400")
