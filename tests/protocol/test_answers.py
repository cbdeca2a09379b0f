"""An answer that is no array of real numbers of the right shape is an error that names it."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from benchmarks.contract.errors import UserError
from benchmarks.protocol import ranking
from benchmarks.protocol.queries import Queries
from tests.worlds import synthetic

SHAPE = (2, 3)
ONES = np.ones(SHAPE)
USERS = np.arange(2, dtype=np.int32)


class Unwilling:
    """What refuses to become an array, as tensors on another device do."""

    def __array__(self, *_: object, **__: object) -> np.ndarray:
        raise RuntimeError("cannot leave\nthe device")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (ONES.astype(str), r"an array of <U32, expected an array of real numbers"),
        (ONES.astype(bytes), r"an array of \|S32, expected"),
        (ONES.astype(object), "an array of object, expected"),
        (ONES * 1j, "an array of complex128, expected"),
        (ONES.astype("datetime64[s]"), r"an array of datetime64\[s\], expected"),
        (None, "NoneType, expected"),
        ("ease", "str, expected"),
        (csr_matrix(ONES), "csr_matrix, expected"),
        ({"user": 1}, "dict, expected"),
        ([[1.0, 2.0, 3.0], [1.0]], "no array: .*inhomogeneous"),
        (Unwilling(), "no array: cannot leave the device"),
        (ONES.T, r"shape \(3, 2\), expected \(2, 3\)"),
        (1.0, r"shape \(\), expected \(2, 3\)"),
    ],
)
def test_scores_of_another_kind_are_named(answer: object, said: str) -> None:
    with pytest.raises(UserError, match=rf"^odd: scores\(\) returned {said}"):
        ranking.checked_scores(lambda _: answer, USERS, SHAPE[1], "odd")


@pytest.mark.parametrize("kind", [bool, np.int8, np.uint64, np.float16, np.float32, np.longdouble])
def test_all_real_numbers_are_scores(kind: type) -> None:
    scores = ranking.checked_scores(lambda _: ONES.astype(kind), USERS, SHAPE[1], "plain")
    np.testing.assert_array_equal(scores, ONES)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (["3", "4"], r"returned an array of <U1, expected an array of real numbers"),
        (np.array([3.0, None]), "returned an array of object, expected"),
        (np.ones((2, 1)), r"returned shape \(2, 1\), expected \(2,\)"),
        ([3.0, np.nan], "must return one finite number per pair"),
    ],
)
def test_ratings_of_another_kind_are_named(answer: object, said: str) -> None:
    train = synthetic.train()
    asked = Queries("all", USERS, USERS, USERS, train.seen, USERS, USERS)
    model = SimpleNamespace(ratings=lambda *_: answer)
    with pytest.raises(UserError, match=rf"^odd: ratings\(\) {said}"):
        asked.rate(model, train, "odd")


def test_what_a_model_does_to_the_users_it_is_asked_for_is_seen_by_nobody() -> None:
    asked = np.arange(4, dtype=np.int32)

    def scores(users: np.ndarray) -> np.ndarray:
        users += 1
        np.seterr(all="raise")
        return np.ones((len(users), 3))

    before = np.geterr()
    ranking.checked_scores(scores, asked, 3, "odd")
    assert asked.tolist() == [0, 1, 2, 3]
    assert np.geterr() == before
