"""What audits of several folds say of the whole split, and of those whom a catalogue leaves out."""

from collections.abc import Mapping
from typing import Any

LATER_THAN_TEST = "training_later_than_test"
TEST_USERS_BEFORE = "test_users_before_catalogue"
OUTSIDE = "no test row in the catalogue"  # among the reasons why users are left out
LATER_THAN_OWN_TEST = "training_later_than_test_same_user"


def over_folds(audit: Mapping[str, Any], share: str) -> float | None:
    """Return a share of an audit on average over the test rows of all folds.

    audit : as the stage `split` writes it, {} before there is one; share : its key

    None where nothing is known of it in a fold.

    >>> folds = {"1": {"rows": {"test": 30}, "leak": 0.5}, "2": {"rows": {"test": 10}, "leak": 0.1}}
    >>> over_folds({"folds": folds, "leak": 0.1}, "leak")
    0.4
    """
    folds = list(audit.get("folds", {"all": audit} if audit else {}).values())
    shares = [fold.get(share) for fold in folds]
    if not folds or None in shares:
        return None
    sizes = [fold["rows"]["test"] for fold in folds]
    weighted = sum(value * size for value, size in zip(shares, sizes, strict=True))
    return round(float(weighted / max(sum(sizes), 1)), 6)


def served(audit: Mapping[str, Any]) -> int:
    """Return how many users any fold serves; an older audit knows those of one.

    >>> served({"test_users": 90, "users": {"test": 30}}), served({"users": {"test": 30}})
    (90, 30)
    """
    n_users: int = audit["test_users"] if "test_users" in audit else audit["users"]["test"]
    return n_users


def asked(audit: Mapping[str, Any]) -> int:
    """Return how many users the test would be about if nothing were outside the catalogue.

    Of several folds an older audit knows only those that are served.

    >>> asked({"test_users": 90, "test_users_before_catalogue": 97})
    97
    >>> asked({"test_users": 90, "users_left_out": {"no test row in the catalogue": 5}})
    95
    """
    if TEST_USERS_BEFORE in audit:
        before: int = audit[TEST_USERS_BEFORE]
        return before
    is_one = len(audit.get("folds", {})) <= 1
    outside: int = audit.get("users_left_out", {}).get(OUTSIDE, 0) if is_one else 0
    return served(audit) + outside
