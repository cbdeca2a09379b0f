"""What audits of several folds say of the whole split."""

import pytest

from benchmarks.contract.audited import LATER_THAN_TEST, over_folds


def fold(n_test, share):
    return {"rows": {"test": n_test}, LATER_THAN_TEST: share}


def test_a_share_is_the_wholes_and_not_that_of_the_last_fold():
    last = fold(10, 0.1)
    audit = {"folds": {"1": fold(30, 0.5), "2": last}, **last}
    assert over_folds(audit, LATER_THAN_TEST) == pytest.approx((30 * 0.5 + 10 * 0.1) / 40)


@pytest.mark.parametrize(
    "audit", [{}, fold(3, None), {"folds": {"1": fold(3, 0.5), "2": fold(3, None)}}]
)
def test_what_one_fold_does_not_tell_is_not_known(audit):
    assert over_folds(audit, LATER_THAN_TEST) is None


def test_an_audit_of_one_fold_is_that_of_the_whole():
    assert over_folds(fold(3, 0.25), LATER_THAN_TEST) == 0.25
