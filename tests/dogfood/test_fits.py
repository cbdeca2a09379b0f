"""A baseline that is fitted while somebody waits gives the list, and says why where it can."""

import re
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from benchmarks.dogfood.fits import Fits
from benchmarks.dogfood.ground import Ground
from benchmarks.dogfood.newcomer import own


def test_a_taste_is_a_basket_where_the_split_names_baskets(ground: Ground) -> None:
    rows = ground.source.rows
    named = rows.append_column("basket", pa.array(np.ones(rows.num_rows, np.int32)))
    in_baskets = replace(ground, source=replace(ground.source, rows=named))
    train, _ = own(in_baskets, np.array([0, 2], np.int32))
    assert train.baskets is not None
    assert train.baskets[-2:].tolist() == [0, 0]
    assert len(train.baskets) == len(train.users)


def test_a_taste_is_one_more_user_whose_items_are_not_recommended(ground: Ground) -> None:
    chosen = np.array([0, 2, 4, 6], np.int32)
    train, asked = own(ground, chosen)
    assert train.n_users == ground.train.n_users + 1
    assert train.positives[-1].indices.tolist() == chosen.tolist()
    assert train.ratings[-4:].tolist() == [5.0] * 4
    assert (np.diff(train.users) >= 0).all()
    fits = Fits(ground)
    items, said = fits.for_taste("ease", chosen)
    assert not set(items) & set(chosen)
    assert (items % 2 == 0).all()  # of the same taste
    assert all(sentence.startswith("Because of: ") for sentence in said)
    assert asked.users.tolist() == [120]


@pytest.mark.parametrize(
    ("baseline", "pattern"),
    [
        ("item_knn", r"Because of: .* \d+ %"),
        ("ease", r"Because of: .* \d+ %"),
        ("content", r"Because of: .* \d+ %"),
        ("user_knn", r"\d+ of the 20 nearest users have it; they carry \d+ % of the weight\."),
        ("popular", r"Not personal: everybody gets this list"),
    ],
)
def test_a_baseline_says_why_in_what_its_scores_are_made_of(
    ground: Ground, baseline: str, pattern: str
) -> None:
    shown = ground.listed(baseline, 7)
    assert len(shown) == 10
    said = Fits(ground).why(baseline, 7, shown)
    assert all(re.match(pattern, sentence) for sentence in said)


def test_a_baseline_whose_fit_no_longer_gives_the_list_says_nothing(ground: Ground) -> None:
    shown = ground.listed("ease", 7)
    assert Fits(ground).why("ease", 7, shown[::-1]) == [None] * 10


def test_weights_that_are_not_the_scores_are_not_a_reason(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    from baselines.ease import Model

    honest = Model.scores
    monkeypatch.setattr(Model, "scores", lambda self, users: np.sqrt(np.abs(honest(self, users))))
    _, said = Fits(ground).for_taste("ease", np.array([0, 2, 4], np.int32))
    assert said == [None] * 10


def test_what_is_fitted_while_a_person_looks_is_not_fitted_again(ground: Ground) -> None:
    fits = Fits(ground)
    shown = ground.listed("ease", 7)
    fits._warm(["ease"])
    model = fits._models["ease"]
    assert fits.why("ease", 7, shown)[0]
    assert fits._models["ease"] is model
