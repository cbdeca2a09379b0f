"""A search that ends at the edge of its space extends that edge, as far as the class allows."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from benchmarks.contract.spaces import Choices, Side, Space
from benchmarks.protocol import model as contract
from benchmarks.protocol.model import ModelClass

# of the width or the decade: the next where a class refuses
_SHARES = tuple(1 / 2**halvings for halvings in range(6))


def extended(
    space: Mapping[str, Space], chosen: Mapping[str, Any], model_class: ModelClass
) -> dict[str, Space]:
    """Return the space with each edge that the chosen values lie at moved outwards.

    An edge is moved by the width of the range, or on a logarithmic scale by a decade; where the
    class refuses that bound by half of it, a quarter and so on to a 32nd, and not at all where it
    refuses them all: such an edge is called natural in the space that is returned.

    chosen : the values of all parameters
    """
    wider = dict(space)
    for name, values in space.items():
        side = values.edge(chosen[name])
        if side:
            wider[name] = _beyond(name, values, side, chosen, model_class)
    return wider


def is_wider(space: Mapping[str, Space], other: Mapping[str, Space]) -> bool:
    """Tell whether any bound differs, and not only what is called natural."""
    return any(_bounds(values) != _bounds(other[name]) for name, values in space.items())


def _bounds(values: Space) -> tuple[float, float] | None:
    return None if isinstance(values, Choices) else (values.low, values.high)


def _beyond(
    name: str, values: Space, side: Side, chosen: Mapping[str, Any], model_class: ModelClass
) -> Space:
    if isinstance(values, Choices):
        return values
    for share in _SHARES:
        wider = values.beyond(side, share)
        bound = wider.low if side == "low" else wider.high
        if _bounds(wider) == _bounds(values):  # no whole number lies there
            continue
        if _accepts(model_class, {**chosen, name: bound}):
            return wider
    return replace(values, natural=(*values.natural, side))


def _accepts(model_class: ModelClass, parameters: Mapping[str, Any]) -> bool:
    """Tell whether a class takes these parameters; one that refuses raises a ValueError."""
    seed = {"seed": 0} if contract.is_stochastic(model_class) else {}
    try:
        model_class(**parameters, **seed)
    except ValueError:
        return False
    return True
