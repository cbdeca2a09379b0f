"""What audits of several folds say of the whole split."""

from collections.abc import Mapping
from typing import Any

LATER_THAN_TEST = "training_later_than_test"
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
