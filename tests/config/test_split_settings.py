"""The settings of a split in params.yaml: what goes with which kind, and what they mean."""

import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.worlds.params import changed, load, refusal
from tests.worlds.rules import split_rule

REPOSITORY = Path(__file__).parents[2] / "params.yaml"


def test_an_unknown_kind_of_split_is_answered_with_the_known_ones(tmp_path):
    message = refusal(tmp_path, changed("benchmarks.films.split.kind", "chronological"))
    known = "'temporal', 'rolling', 'user_temporal', 'leave_last_out', 'random', 'stratified', "
    known += "'k_fold', 'cold_items', 'cold_users' or 'next_basket'"
    assert known in message


@pytest.mark.parametrize("kind", ["temporal", "rolling", "user_temporal", "random", "cold_items"])
@pytest.mark.parametrize("share", ["test", "validation"])
def test_a_split_by_shares_without_one_of_them_is_an_error(share, kind, tmp_path):
    split = {"kind": kind, "test": 0.2, "validation": 0.1}
    del split[share]
    message = refusal(tmp_path, changed("benchmarks.films.split", split))
    assert message == "benchmarks.films.split: test and validation must both be given."


STRATIFIED = {"kind": "stratified"}


@pytest.mark.parametrize("split", [{}, {"validation": 0.1}, {"test": 0.2, "test_rows": 3}])
def test_a_stratified_split_is_given_a_share_or_a_number_of_rows_and_not_both(split, tmp_path):
    message = refusal(tmp_path, changed("benchmarks.films.split", STRATIFIED | split))
    assert message == "benchmarks.films.split: give test or test_rows."


@pytest.mark.parametrize("test", [{"test": 0.2}, {"test_rows": 3}])
@pytest.mark.parametrize("validation", [0, 0.1])
def test_a_stratified_split_may_have_a_validation_part(validation, test, tmp_path):
    split = STRATIFIED | test | ({"validation": validation} if validation else {})
    rule = load(tmp_path, changed("benchmarks.films.split", split)).benchmark("films").split
    assert rule.validation == validation
    assert rule.has_validation == bool(validation)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("by", "genre"),
        ("test_rows", 0),
        ("rounding", "up"),
        ("draw", "hash"),
        ("validation", -0.1),
        ("test", 1),
    ],
)
def test_an_unknown_setting_of_a_stratified_split_is_an_error_that_names_its_key(
    name, value, tmp_path
):
    split = {**STRATIFIED, "test": 0.2, name: value}
    assert refusal(tmp_path, changed("benchmarks.films.split", split)).startswith(
        f"benchmarks.films.split.{name}: "
    )


@pytest.mark.parametrize("kind", ["leave_last_out", "k_fold"])
def test_a_split_without_shares_needs_none(kind, tmp_path):
    settings = load(tmp_path, changed("benchmarks.films.split", {"kind": kind}))
    folds = {"folds": 5} if kind == "k_fold" else {}
    assert settings.benchmark("films").split.meaning() == {"kind": kind, **folds, "seed": 0}


OTHER_KINDS = ["leave_last_out", "random", "stratified", "k_fold", "temporal", "cold_items"]
OTHER_KINDS += ["rolling"]


@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_the_kind_of_ml_100ks_split_can_be_changed_alone_as_on_dvcs_command_line(kind, tmp_path):
    document = YAML(typ="safe").load(REPOSITORY.read_text(encoding="utf-8"))
    document["benchmarks"]["ml-100k"]["split"]["kind"] = kind
    assert load(tmp_path, document).benchmark("ml-100k").split.kind == kind


def test_the_meaning_of_a_split_is_what_its_kind_uses():
    shares = {"test": 0.2, "validation": 0.1}
    everything = {**shares, "folds": 7, "seed": 4}
    expected = {
        "temporal": shares,
        "rolling": {"windows": 4, **shares},
        "user_temporal": {**shares, "seed": 4},
        "leave_last_out": {"seed": 4},
        "random": {**shares, "seed": 4},
        "stratified": {**shares, "by": "user", "seed": 4},
        "k_fold": {"folds": 7, "seed": 4},
        "cold_items": {**shares, "seed": 4},
    }
    for kind, used in expected.items():
        assert split_rule(kind=kind, **everything).meaning() == {"kind": kind, **used}
    new = split_rule(kind="cold_users", known=[0, 5], **everything)
    assert new.meaning() == {"kind": "cold_users", **shares, "seed": 4, "known": [0, 5]}


def test_settings_of_a_drawn_split_that_are_not_given_are_not_part_of_its_meaning():
    given = {"test_rows": 3, "rounding": "nearest", "by": "item", "draw": "numpy", "seed": 4}
    meaning = split_rule(kind="stratified", **given).meaning()
    assert meaning == {"kind": "stratified", "test": 0, "validation": 0, **given}
    assert split_rule(kind="k_fold", draw="numpy").meaning()["draw"] == "numpy"
    assert (
        "draw" not in split_rule(kind="temporal", test=0.2, validation=0.1, draw="numpy").meaning()
    )


def test_the_meaning_of_a_split_is_json():
    assert json.loads(json.dumps(split_rule(kind="temporal", **MOMENTS).meaning()))["test_from"]


MOMENTS = {"validation_from": "2017-10-30T04:00:00Z", "test_from": "2017-11-27T05:00:00Z"}


@pytest.mark.parametrize(
    "split",
    [
        {"kind": "temporal", "test_from": MOMENTS["test_from"]},
        *(
            {"kind": kind, **MOMENTS}
            for kind in ("user_temporal", "leave_last_out", "random", "stratified", "k_fold")
        ),
        {
            "kind": "temporal",
            "test_from": MOMENTS["validation_from"],
            "validation_from": MOMENTS["test_from"],
        },
    ],
)
def test_moments_go_together_in_order_and_with_a_temporal_split(split, tmp_path):
    message = refusal(tmp_path, changed("benchmarks.films.split", split))
    assert "validation_from and test_from go together" in message


def test_a_temporal_split_takes_moments_in_place_of_shares(tmp_path):
    settings = load(tmp_path, changed("benchmarks.films.split", {"kind": "temporal", **MOMENTS}))
    assert settings.benchmarks["films"].split.test_from.year == 2017


WINDOWS = [MOMENTS["validation_from"], MOMENTS["test_from"], "2017-12-25T05:00:00Z"]


@pytest.mark.parametrize(
    "split",
    [
        {"kind": "temporal", "test": 0.2, "validation": 0.1, "moments": WINDOWS},
        {"kind": "rolling", "moments": WINDOWS[::-1]},
        {"kind": "rolling", "moments": [WINDOWS[0], WINDOWS[2], WINDOWS[1]]},
    ],
)
def test_moments_of_windows_come_one_after_the_other_and_go_with_a_rolling_split(split, tmp_path):
    message = refusal(tmp_path, changed("benchmarks.films.split", split))
    assert "moments goes with kind rolling: at least three, each later than the one" in message


def test_a_window_has_a_moment_of_its_own_after_that_of_the_validation_part(tmp_path):
    split = {"kind": "rolling", "moments": WINDOWS}
    rule = load(tmp_path, changed("benchmarks.films.split", split)).benchmark("films").split
    assert rule.n_windows == 2
    assert rule.meaning() == {"kind": "rolling", "moments": [1509336000, 1511758800, 1514178000]}
    too_few = changed("benchmarks.films.split", {**split, "moments": WINDOWS[:2]})
    assert "benchmarks.films.split.moments: " in refusal(tmp_path, too_few)


@pytest.mark.parametrize(
    ("windows", "test", "taken"),
    [(5, 0.2, "1.1"), (3, 0.3, "1"), (10, 0.09, "1")],  # 3 * 0.3 + 0.1 of floats is less than 1
)
def test_windows_leave_some_rows_to_train(windows, test, taken, tmp_path):
    split = {"kind": "rolling", "windows": windows, "test": test, "validation": 0.1}
    message = refusal(tmp_path, changed("benchmarks.films.split", split))
    said = f"test and validation take {taken} of the rows; leave some to train."
    assert message == f"benchmarks.films.split: {said}"


@pytest.mark.parametrize(("kind", "known"), [("cold_users", []), ("cold_items", [0, 5])])
def test_history_sizes_go_with_cold_users(kind, known, tmp_path):
    split = {"kind": kind, "test": 0.2, "validation": 0.1, "known": known}
    assert "known goes with kind cold_users" in refusal(
        tmp_path, changed("benchmarks.films.split", split)
    )
