"""Refuse parameters out of range with a ValueError that names the parameter."""


def at_least(least: float, **parameters: float) -> None:
    """Refuse a parameter below `least`."""
    for name, value in parameters.items():
        if not value >= least:
            raise ValueError(f"{name} is {value}; at least {least}")


def above(limit: float, **parameters: float) -> None:
    """Refuse a parameter that does not exceed `limit`."""
    for name, value in parameters.items():
        if not value > limit:
            raise ValueError(f"{name} is {value}; must be above {limit}")


def below(limit: float, **parameters: float) -> None:
    """Refuse a parameter that reaches `limit`."""
    for name, value in parameters.items():
        if not value < limit:
            raise ValueError(f"{name} is {value}; must be below {limit}")


def within(low: float, high: float, **parameters: float) -> None:
    """Refuse a parameter outside of the closed interval from `low` to `high`."""
    for name, value in parameters.items():
        if not low <= value <= high:
            raise ValueError(f"{name} is {value}; from {low} to {high}")
