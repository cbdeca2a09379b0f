"""The fingerprint of a number changes exactly when its meaning could change."""

import copy
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import metrics
from benchmarks.config import load
from benchmarks.config import plan as plans
from benchmarks.metrics import ranking
from benchmarks.metrics.metric import field_of
from benchmarks.results import fingerprint
from benchmarks.splits.kind import KINDS

INFO = {
    f"{name}_sha256": f"digest of {name}"
    for name in ("content", "users", "promotions", "catalogue")
}
INFO["rating_scale"] = [1, 5]
SHARES = {"test": 0.2, "validation": 0.1}
MOMENTS = {"validation_from": "2017-10-30T04:00:00Z", "test_from": "2017-11-27T05:00:00Z"}
SPLITS = {
    "temporal": {"kind": "temporal", **SHARES},
    "rolling": {"kind": "rolling", "windows": 2, **SHARES},
    "user_temporal": {"kind": "user_temporal", **SHARES, "seed": 0},
    "leave_last_out": {"kind": "leave_last_out", "seed": 0},
    "random": {"kind": "random", **SHARES, "seed": 0},
    "stratified": {"kind": "stratified", **SHARES, "by": "user", "seed": 0},
    "k_fold": {"kind": "k_fold", "folds": 5, "seed": 0},
    "cold_items": {"kind": "cold_items", **SHARES, "seed": 0},
    "cold_users": {"kind": "cold_users", **SHARES, "known": [0, 5], "seed": 0},
    "next_basket": {"kind": "next_basket"},
}
OTHER = {"test": 0.3, "validation": 0.2, "folds": 6, "known": [0, 10], "by": "item", "seed": 1}
OTHER |= {"windows": 3}
DOCUMENT = {
    "seeds": 3,
    "cutoffs": [5, 10],
    "metrics": ["rmse", "ndcg", "ap", "coverage", "fresh_share", "fresh_recall", "item_age"],
    "headline": ["ndcg@10"],
    "groups": {"users": ["gender"]},
    "tuning": {"trials": 5},
    "datasets": {"films": {}},
    "benchmarks": {
        "films": {
            "dataset": "films",
            "split": {"kind": "user_temporal", **SHARES},
            "relevance": {"min_rating": 4},
            "views": {"all": {"mask": "seen"}},
        }
    },
    "baselines": {"popular": {}, "ease": {"regularization": 2.0}},
}
FILMS = "benchmarks.films"


def changed(*changes):
    """Return the document with some values changed or added; each place is written a.b.c."""
    document = copy.deepcopy(DOCUMENT)
    for where, value in changes:
        *parents, last = where.split(".")
        block = document
        for name in parents:
            block = block.setdefault(name, {})
        block[last] = value
    return document


@pytest.fixture
def codes(tmp_path):
    """Return the fingerprints of a view's columns under a document of parameters."""

    def of(*changes, view="all", **info):
        path = tmp_path / "params.yaml"
        path.write_text(json.dumps(changed(*changes)), encoding="utf-8")
        settings = load.load(path)
        plan = plans.of_score("films", settings)
        codes = fingerprint.of_view(INFO | info, plan, view)
        codes.pop("protocol")
        return codes

    return of


def with_split(split):
    return (f"{FILMS}.split", split)


def differ(before, after):
    """Return the columns whose fingerprint is another; both must have the same columns."""
    assert before.keys() == after.keys()
    return {column for column in before if before[column] != after[column]}


def test_a_fingerprint_is_twelve_hexadecimal_digits_and_no_two_columns_share_one(codes):
    found = codes()
    assert all(re.fullmatch(r"[0-9a-f]{12}", code) for code in found.values())
    assert len(set(found.values())) == len(found)


@pytest.mark.parametrize("table", ["content", "users", "promotions", "catalogue"])
def test_the_content_of_each_table_is_part_of_the_meaning_of_every_number(table, codes):
    assert differ(codes(), codes(**{f"{table}_sha256": "another"})) == set(codes())


def test_two_tables_whose_contents_are_exchanged_are_other_data(codes):
    assert differ(
        codes(), codes(content_sha256=INFO["users_sha256"], users_sha256=INFO["content_sha256"])
    )


MEANINGS = [
    (f"{FILMS}.relevance.min_rating", 3),
    (f"{FILMS}.relevance", {}),
    (f"{FILMS}.views.all.mask", "none"),
    (f"{FILMS}.views.all.candidates", "cold"),
    *(with_split(split) for kind, split in SPLITS.items() if kind != "user_temporal"),
]


@pytest.mark.parametrize(("where", "value"), MEANINGS)
def test_relevance_view_and_kind_of_split_are_part_of_the_meaning_of_every_number(
    where, value, codes
):
    assert differ(codes(), codes((where, value))) == set(codes())


USED = [(kind, name) for kind, split in SPLITS.items() for name in split if name != "kind"]


@pytest.mark.parametrize(("kind", "name"), USED)
def test_each_setting_that_a_kind_of_split_uses_is_part_of_the_meaning(kind, name, codes):
    before, after = (
        codes(with_split(SPLITS[kind])),
        codes(with_split({**SPLITS[kind], name: OTHER[name]})),
    )
    assert differ(before, after) == set(before)


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        *((kind, "draw", "numpy") for kind in ("random", "stratified", "k_fold")),
        ("stratified", "rounding", "nearest"),
    ],
)
def test_what_draws_rows_and_how_shares_are_rounded_is_part_of_the_meaning_where_rows_are_drawn(
    kind, name, value, codes
):
    before = codes(with_split(SPLITS[kind]))
    assert differ(before, codes(with_split({**SPLITS[kind], name: value}))) == set(before)
    others = [kind for kind in SPLITS if name not in KINDS[kind].model_fields]
    for split in (SPLITS[other] for other in others):
        assert not differ(codes(with_split(split)), codes(with_split({**split, name: value})))


@pytest.mark.parametrize("name", MOMENTS)
def test_the_moments_of_a_temporal_split_are_part_of_the_meaning(name, codes):
    before = codes(with_split({"kind": "temporal", **MOMENTS}))
    assert differ(before, codes(with_split(SPLITS["temporal"])))
    later = {**MOMENTS, name: MOMENTS[name].replace("00:00Z", "30:00Z")}
    assert differ(before, codes(with_split({"kind": "temporal", **later}))) == set(before)


def test_each_moment_of_a_rolling_split_is_part_of_the_meaning_and_no_share_beside_them(codes):
    moments = ["2017-10-02T04:00:00Z", "2017-10-30T04:00:00Z", "2017-11-27T05:00:00Z"]
    before = codes(with_split({"kind": "rolling", "moments": moments}))
    for place, moment in enumerate(moments):
        later = [*moments[:place], moment.replace("00:00Z", "30:00Z"), *moments[place + 1 :]]
        after = codes(with_split({"kind": "rolling", "moments": later}))
        assert differ(before, after) == set(before)
    beside = {"kind": "rolling", "moments": moments, "windows": 3, **SHARES}
    assert not differ(before, codes(with_split(beside)))


def test_baskets_are_part_of_the_meaning_where_a_split_asks_for_them(codes):
    before = codes(baskets_sha256="digest of baskets")
    assert differ(before, codes(baskets_sha256="another")) == set(before)
    assert differ(before, codes()) == set(before)


UNUSED = [
    (kind, name)
    for kind, split in SPLITS.items()
    for name in (*SHARES, "folds", "by", "seed")
    if name not in split  # `known` is refused with all other kinds
]


@pytest.mark.parametrize(("kind", "name"), UNUSED)
def test_a_setting_that_a_kind_of_split_does_not_use_changes_nothing(kind, name, codes):
    before = codes(with_split(SPLITS[kind]))
    assert not differ(before, codes(with_split({**SPLITS[kind], name: OTHER[name]})))


def test_shares_beside_moments_change_nothing_as_the_moments_decide(codes):
    before = codes(with_split({"kind": "temporal", **MOMENTS}))
    assert not differ(before, codes(with_split({"kind": "temporal", **MOMENTS, **SHARES})))


def test_the_same_moment_in_the_words_of_another_time_zone_changes_nothing(codes):
    before = codes(with_split({"kind": "temporal", **MOMENTS}))
    elsewhere = {**MOMENTS, "test_from": "2017-11-27T06:00:00+01:00"}
    assert not differ(before, codes(with_split({"kind": "temporal", **elsewhere})))


@pytest.mark.parametrize("rule", ["TIES", "FALLBACK"])
def test_the_rules_for_ties_and_fallback_are_part_of_the_meaning_of_every_number(
    rule, codes, monkeypatch
):
    before = codes()
    monkeypatch.setattr(fingerprint, rule, "another rule")
    assert differ(before, codes()) == set(before)


def document_again(monkeypatch, words):
    """Give nDCG another docstring, as if its module were read again."""
    monkeypatch.setattr(ranking.ndcg, "__doc__", words)
    identifier = field_of(ranking.ndcg, "Identifier")
    again = replace(metrics.declared(ranking.ndcg), identifier=identifier)
    monkeypatch.setitem(vars(ranking.ndcg), "declared", again)


def test_the_definition_of_a_metric_is_part_of_the_meaning_of_its_own_numbers_alone(
    codes, monkeypatch
):
    before = codes()
    pinned = f"Identifier: {metrics.identifier(ranking.ndcg)}"
    document_again(monkeypatch, ranking.ndcg.__doc__.replace(pinned, pinned + "/another"))
    assert differ(before, codes()) == {"ndcg@5", "ndcg@10"}


def test_other_words_for_the_same_definition_change_nothing(codes, monkeypatch):
    before = codes()
    document_again(monkeypatch, "Say it better. " + ranking.ndcg.__doc__)
    assert not differ(before, codes())


def test_what_counts_as_fresh_is_part_of_the_meaning_of_the_metrics_that_ask_for_it_alone(codes):
    fresh = {"fresh_share@5", "fresh_share@10", "fresh_recall@5", "fresh_recall@10"}
    assert differ(codes(), codes((f"{FILMS}.fresh_days", 91))) == fresh


def test_the_cutoff_is_part_of_the_meaning(codes):
    assert codes()["ndcg@5"] != codes()["ndcg@10"]


WITHOUT_MEANING = [
    ("seeds", 7),
    ("tuning", {"trials": 99}),
    ("groups", {"users": ["age"], "items": ["decade"]}),
    ("headline", ["ap@5"]),
    ("baselines", {"popular": {}, "svd": {"factors": 8}}),
    ("baselines.ease.regularization", 9.0),
    (f"{FILMS}.views.all.benchmark", "films-as-reported"),
    (f"{FILMS}.views.cold", {"candidates": "cold"}),
    ("benchmarks.more", DOCUMENT["benchmarks"]["films"]),
    ("datasets.more", {}),
    ("metrics", [*reversed(DOCUMENT["metrics"])]),
]


def test_a_value_that_was_chosen_for_a_baseline_does_not_change_a_fingerprint(codes, tmp_path):
    before = codes()
    (tmp_path / "tuned").mkdir(exist_ok=True)
    (tmp_path / "tuned/films.yaml").write_text("ease: {regularization: 9.0}\n")
    assert not differ(before, codes())


@pytest.mark.parametrize(("where", "value"), WITHOUT_MEANING)
def test_what_cannot_change_a_number_does_not_change_its_fingerprint(where, value, codes):
    assert not differ(codes(), codes((where, value)))


@pytest.mark.parametrize(
    ("where", "value"), [("metrics", [*DOCUMENT["metrics"], "gini"]), ("cutoffs", [5, 10, 20])]
)
def test_more_metrics_and_cutoffs_leave_the_numbers_that_were_there(where, value, codes):
    before, after = codes(), codes((where, value))
    assert len(after) > len(before)
    assert {column: after[column] for column in before} == before


DEFAULTS = [
    with_split({"kind": "user_temporal", **SHARES, "seed": 0}),
    with_split({"validation": 0.10, "test": 0.20, "kind": "user_temporal"}),
    (f"{FILMS}.relevance.min_rating", 4.0),
    (f"{FILMS}.views", {"all": {"mask": "seen", "candidates": "all", "benchmark": None}}),
    (f"{FILMS}.views", {"all": {}}),
    (f"{FILMS}.catalogue", {"min_users": 0, "exclude": []}),
    (f"{FILMS}.fresh_days", 365),
    (f"{FILMS}.fresh_days", 365.0),
]


@pytest.mark.parametrize(("where", "value"), DEFAULTS)
def test_a_default_written_out_and_another_order_of_keys_change_nothing(where, value, codes):
    assert not differ(codes(), codes((where, value)))


@pytest.mark.parametrize("kind", ["leave_last_out", "k_fold"])
def test_the_defaults_of_a_split_written_out_change_nothing(kind, codes):
    assert not differ(codes(with_split({"kind": kind})), codes(with_split(SPLITS[kind])))


def test_a_second_view_means_what_a_benchmark_with_that_view_alone_means(codes):
    both = (f"{FILMS}.views", {"all": {}, "unmasked": {"mask": "none"}})
    assert not differ(
        codes(both, view="unmasked"), codes((f"{FILMS}.views", {"all": {"mask": "none"}}))
    )
    assert differ(codes(both, view="unmasked"), codes(both)) == set(codes())


def test_every_number_of_the_repositorys_params_has_its_own_fingerprint_in_its_view():
    settings = load.load(Path(__file__).parents[2] / "params.yaml")
    codes = []
    for name, block in settings.benchmarks.items():
        info = INFO | {
            "content_sha256": block.dataset,
            "catalogue_sha256": f"{block.dataset} {block.catalogue}",
        }
        plan = plans.of_score(name, settings)
        for view in block.views:
            of_view = fingerprint.of_view(info, plan, view)
            assert set(metrics.columns(settings.metrics, settings.cutoffs)) <= set(of_view)
            codes += of_view.values()
    assert len(set(codes)) == len(codes)
