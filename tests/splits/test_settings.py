"""What settings of a split are by default, and which shares must be given."""

import pytest

from benchmarks.splits.kind import KINDS, read
from benchmarks.splits.rule import require_rest

SHARES = {"test": 0.2, "validation": 0.1}
BY_SHARES = {
    "temporal": {},
    "rolling": {"windows": 2},
    "user_temporal": {},
    "random": {},
    "stratified": {},
    "cold_items": {},
    "cold_users": {"known": [0]},
}
CUT_IN_TIME = {
    "temporal",
    "rolling",
    "user_temporal",
    "leave_last_out",
    "cold_users",
    "next_basket",
}


@pytest.mark.parametrize("kind", BY_SHARES)
@pytest.mark.parametrize("without", ["test", "validation"])
def test_a_share_has_no_default(kind: str, without: str) -> None:
    if (kind, without) == ("stratified", "validation"):
        assert not read({"kind": kind, "test": 0.2}).has_validation
        return
    given = {name: share for name, share in SHARES.items() if name != without}
    with pytest.raises(ValueError, match="test"):
        read({"kind": kind, **BY_SHARES[kind], **given})


@pytest.mark.parametrize("kind", BY_SHARES)
def test_a_part_has_the_share_that_is_given(kind: str) -> None:
    rule = read({"kind": kind, **BY_SHARES[kind], **SHARES})
    assert {name: getattr(rule, name) for name in SHARES} == SHARES
    assert getattr(rule, "seed", 0) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_only_a_split_that_heeds_the_order_of_rows_cuts_in_time(kind: str) -> None:
    assert KINDS[kind].cuts_in_time == (kind in CUT_IN_TIME)


def test_shares_must_leave_something_to_learn_from() -> None:
    require_rest(0.7, 0.2)
    require_rest(0.3, 0.3, windows=2)
    for shares, windows in (((0.7, 0.3), 1), ((0.5, 0.6), 1), ((0.4, 0.2), 2)):
        with pytest.raises(ValueError, match="leave some to train"):
            require_rest(*shares, windows=windows)
