"""What benchmarks.csv says of the users of a benchmark with several folds."""

from types import SimpleNamespace

import pytest

from benchmarks.contract.leaderboards import reported
from benchmarks.contract.settings import ViewRules
from benchmarks.results.describing import benchmarks

VIEWS = {"all": ViewRules(mask="none"), "new": ViewRules(mask="seen")}
STUDY = SimpleNamespace(
    headline=["ndcg@10"],
    reported=lambda: reported("films", VIEWS),
    benchmark=lambda _: SimpleNamespace(
        dataset="films", views=VIEWS, titles={}, relevance=SimpleNamespace(min_rating=None)
    ),
)
FOLD = {"users": {"test": 30}, "test_users_without_relevant_rows": 8}
AUDIT = {**FOLD, "test_users": 90, "folds": {"window=1": FOLD, "window=2": FOLD}}


def left_out(audit, scored):
    """Return how many users each view leaves out; scored : of each view with a number."""
    labels = {"subject": "all", "fold": "", "metric": "ndcg", "k": 10, "benchmark": "films"}
    results = [{**labels, "view": view, "n_users": count} for view, count in scored.items()]
    rows = benchmarks(STUDY, results, {"films": audit}, {}, {"films": ""})
    return {row["view"]: row["left_out"] for row in rows}


def test_users_left_out_are_those_of_all_folds_whom_no_fold_scores_by_the_view():
    assert left_out(AUDIT, {"all": 88, "new": 61}) == {"all": 2, "new": 29}


@pytest.mark.parametrize(("audit", "scored"), [(AUDIT, {}), ({}, {"all": 88, "new": 61})])
def test_nobody_is_said_to_be_left_out_before_audit_and_scores(audit, scored):
    assert left_out(audit, scored) == {"all": None, "new": None}


def test_users_whose_test_rows_are_all_outside_the_catalogue_are_left_out_too():
    counted = {**AUDIT, "test_users_before_catalogue": 97}
    assert left_out(counted, {"all": 88, "new": 61}) == {"all": 9, "new": 36}
    reasons = {"no row after the cut": 4, "no test row in the catalogue": 3}
    older = {**FOLD, "users_left_out": reasons}
    assert left_out(older, {"all": 30, "new": 22}) == {"all": 3, "new": 11}


def test_an_older_audit_knows_the_users_of_one_fold():
    assert left_out(FOLD, {"all": 30, "new": 22}) == {"all": 0, "new": 8}
