"""The card of each baseline: its method and source, what it ran with and cost, where it failed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.contract.documents import Study
from benchmarks.contract.facts import Space
from benchmarks.contract.spaces import Choices
from benchmarks.report.inputs import Inputs, Leaderboard
from benchmarks.report.rows import Cell, Cost
from benchmarks.report.sections.notes import BUYING_AGAIN, is_masked
from benchmarks.report.sections.parameters import Given, parameters, written


@dataclass(frozen=True)
class Ran:
    """What a baseline ran with on a leaderboard, and what that cost.

    given, cost : None where it has no numbers, or was not measured
    state : why it has no numbers, "" where it has
    """

    leaderboard: str
    given: Given | None
    cost: Cost | None
    state: str


@dataclass(frozen=True)
class Card:
    """What is known of a baseline.

    search : each parameter that is searched, and the values that it may take
    objective : what it is searched by; "" where nothing is
    masked : leaderboards whose view masks all that it is about, and popularity ranks the rest
    """

    name: str
    summary: str
    family: str
    search: list[tuple[str, str]]
    objective: str
    runs: list[Ran]
    masked: list[str] = field(default_factory=list)


def cards(inputs: Inputs) -> list[Card]:
    """Return the card of each of our baselines, in the order of params.yaml."""
    given = {shown.name: _by_baseline(parameters(shown, inputs)) for shown in inputs.shown}
    return [_card(name, inputs, given) for name in inputs.settings.baselines]


def _by_baseline(rows: Iterable[Given]) -> dict[str, Given]:
    return {row.baseline: row for row in rows}


def _card(name: str, inputs: Inputs, given: Mapping[str, Mapping[str, Given]]) -> Card:
    settings: Study = inputs.settings
    facts = settings.baseline(name)
    runs = [_ran(name, shown, inputs, given[shown.name]) for shown in inputs.shown]
    return Card(
        name=name,
        summary=facts.summary,
        family=facts.family,
        search=[(parameter, space(of)) for parameter, of in facts.search.items()],
        objective=(facts.objective or settings.headline[0]) if facts.search else "",
        runs=[ran for ran in runs if ran],
        masked=_masked(name, runs, inputs),
    )


def _masked(name: str, runs: Sequence[Ran | None], inputs: Inputs) -> list[str]:
    """Return the leaderboards under whose view buying again is popularity; none of others."""
    numbered = {ran.leaderboard for ran in runs if ran and ran.given}
    hidden = [shown.name for shown in inputs.shown if is_masked(shown, inputs)]
    return [each for each in hidden if name == BUYING_AGAIN and each in numbered]


def _ran(name: str, shown: Leaderboard, inputs: Inputs, given: Mapping[str, Given]) -> Ran | None:
    cell = next((cell for cell in inputs.cells[shown.name] if cell.baseline == name), None)
    if cell is None:
        return None
    cost = next((cost for cost in inputs.measured[shown.name] if cost.baseline == name), None)
    return Ran(shown.name, given.get(name), cost, _state(cell))


def _state(cell: Cell) -> str:
    if cell.status == "ok":
        return ""
    return f"{cell.status}: {cell.reason}" if cell.reason else cell.status


def space(values: Space) -> str:
    """Return the values that a parameter may take, in words.

    >>> space(Choices((True, False)))
    'true or false'
    """
    if isinstance(values, Choices):
        return " or ".join(written(value) for value in values.choices)
    scale = ", on a logarithmic scale" if values.log else ""
    return f"{values.low:g} to {values.high:g}{scale}"
