"""What SVD and SVD++ share: Surprise's names for the settings of a descent to biased factors."""

from typing import Any

from baselines.shared import check


def options(
    *, factors: int, epochs: int, learning_rate: float, regularization: float, seed: int
) -> dict[str, Any]:
    """Return Surprise's names for a baseline's parameters, after checking them."""
    check.at_least(1, factors=factors, epochs=epochs)
    check.above(0, learning_rate=learning_rate)
    check.at_least(0, regularization=regularization)
    return {
        "n_factors": factors,
        "n_epochs": epochs,
        "lr_all": learning_rate,
        "reg_all": regularization,
        "random_state": seed,
    }
