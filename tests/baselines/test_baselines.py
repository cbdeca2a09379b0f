"""Our baselines: their taste, their parameters, and what they are not applicable to."""

import dataclasses
import inspect
import re
from pathlib import Path

import pytest
from scipy.sparse import csr_matrix

from benchmarks.contract import tables
from benchmarks.contract.errors import UserError
from benchmarks.protocol import model as contract
from benchmarks.protocol import training
from benchmarks.protocol.training import Training
from tests.baselines.promised import EVERYBODY, SETTINGS, fitted_once, lists_of
from tests.worlds import synthetic

ROOT = Path(__file__).parents[2]
NAMES = [name for name, block in SETTINGS.baselines.items() if not block.defined_in]


def test_what_knows_items_by_their_features_takes_new_items() -> None:
    takers = {name for name in NAMES if hasattr(contract.load(name), "add_items")}
    assert takers == {"content", "content_embedding", "lightfm", "two_tower"}


@pytest.mark.parametrize("name", NAMES)
def test_a_baseline_finds_the_users_taste_exactly_if_it_is_personalized(
    name: str, train: Training
) -> None:
    gain = taste_share(name, train) - taste_share("uniform", train)
    if contract.load(name).personalized:  # here: to load all takes seconds at the start of any test
        assert gain > 0.15
    else:
        assert abs(gain) < 0.15


def test_the_docs_name_the_unpersonalized_baselines_of_their_table() -> None:
    text = (ROOT / "docs/baselines.md").read_text()
    table = re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE)
    sentence = re.search(r"^Un-personalized.*?\.", text, re.MULTILINE | re.DOTALL)[0]
    named = set(re.findall(r"`(\w+)`", sentence))
    assert named == {name for name in table if not contract.load(name).personalized}


def taste_share(name: str, train: Training) -> float:
    """Share of recommended items that are of the user's own taste, over users with history."""
    with_history = EVERYBODY[: synthetic.N_USERS - 2]
    mask = contract.family(contract.load(name)) != "repeat consumption"  # bought again: was seen
    lists = lists_of(name, fitted_once(name), train, n=5, mask=mask)
    of_own_taste = lists.items[with_history] % 2 == with_history[:, None] % 2
    return float(of_own_taste.mean())


@pytest.mark.parametrize("name", NAMES)
def test_params_give_a_baseline_only_what_it_takes_and_no_default_again(name: str) -> None:
    signature = inspect.signature(contract.load(name)).parameters
    written = SETTINGS.baselines[name].given
    assert set(written) <= set(contract.accepted(contract.load(name)))
    for parameter, value in written.items():
        assert value != signature[parameter].default


@pytest.mark.parametrize("name", NAMES)
def test_a_baseline_of_ours_names_the_family_of_its_method(name: str) -> None:
    assert contract.family(contract.load(name))


@pytest.mark.parametrize("name", NAMES)
def test_what_predicts_ratings_is_tuned_for_them_and_the_rest_for_its_ranking(name: str) -> None:
    predicts = hasattr(contract.load(name), "ratings")
    assert contract.objective(contract.load(name)) == ("rmse" if predicts else "ndcg@10")


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in NAMES
        if hasattr(contract.load(name), "ratings") and contract.load(name).personalized
    ],
)
def test_predicted_ratings_tell_liked_from_disliked(name: str, train: Training) -> None:
    predicted = fitted_once(name).ratings(train.users, train.items)
    assert predicted.shape == train.ratings.shape
    assert predicted[train.ratings >= 4].mean() > predicted[train.ratings <= 2].mean() + 0.5


@pytest.mark.parametrize("name", ["item_knn", "user_knn"])
@pytest.mark.parametrize(
    ("parameter", "value"), [("neighbours", 0), ("shrinkage", -1.0), ("similarity", "pearson")]
)
def test_parameters_out_of_range_are_refused(name: str, parameter: str, value: object) -> None:
    with pytest.raises(UserError, match=f"baselines.{name}: {parameter} is"):
        contract.build(name, contract.load(name), {parameter: value}, seed=0)


def test_a_misspelt_parameter_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(
        UserError, match=r"baselines\.ease: unknown parameter 'regularisation'.*'regularization'"
    ):
        contract.build("ease", contract.load("ease"), {"regularisation": 1.0}, seed=0)


def test_an_unknown_baseline_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UserError, match=r"unknown baseline 'eese'. Did you mean 'ease'\?"):
        contract.load("eese")


def test_a_baseline_that_needs_ratings_is_not_applicable_without() -> None:
    rows = synthetic.split_rows(synthetic.interactions())
    without = training.build(
        rows, synthetic.users(), synthetic.items(), tables.PROMOTIONS.empty_table(), None
    )
    assert contract.not_applicable(contract.load("svd"), without) == "needs ratings"
    assert contract.not_applicable(contract.load("ease"), without) is None


@pytest.mark.parametrize(
    ("name", "n_users", "reason"),
    [
        ("ease", 68_509, "needs 19 GB"),
        ("blend", 68_509, "needs 19 GB"),
        ("ease", synthetic.N_USERS, None),  # is solved through the users
        ("slim", 68_509, None),
        ("item_knn", 68_509, None),
    ],
)
def test_a_dense_model_is_not_applicable_to_a_huge_catalogue_and_many_users(
    name: str, n_users: int, reason: str | None, train: Training
) -> None:
    huge = dataclasses.replace(train, positives=csr_matrix((n_users, 68_509)))
    assert contract.not_applicable(contract.load(name), huge) == reason
