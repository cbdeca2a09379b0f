"""Which search the parameters of a leaderboard's baselines are of, and by which rule it was."""

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.contract import paths
from benchmarks.contract.documents import Study
from benchmarks.contract.leaderboards import Reported
from benchmarks.contract.trials import Rule, finished, read_rule
from benchmarks.report.inputs import Inputs, Leaderboard
from benchmarks.report.sections.parameters import flat

DEFAULT, IN_FORCE, EARLIER, ELSEWHERE = "default", "in force", "earlier", "elsewhere"


@dataclass(frozen=True)
class Source:
    """The search that a baseline's parameters are of.

    kind : DEFAULT (of none), IN_FORCE (made for this leaderboard by today's rule), EARLIER (by
    another, or by one that no file tells) or ELSEWHERE (made for `of`, whose values it has)
    flat : whether the search had nothing to choose by
    """

    kind: str
    flat: bool = False
    of: str = ""


@dataclass(frozen=True)
class Searched:
    """How many baselines of a leaderboard have parameters searched for it by the rule in force.

    of : those with results that have a search space
    """

    n: int = 0
    of: int = 0


def searched(shown: Leaderboard, inputs: Inputs) -> Searched:
    """Return how many baselines were searched on a leaderboard by the rule in force."""
    spaces = inputs.settings.tuning.search if inputs.settings.tuning else {}
    kinds = [one.kind for name, one in sources(shown, inputs).items() if name in spaces]
    return Searched(kinds.count(IN_FORCE), len(kinds))


def sources(shown: Leaderboard, inputs: Inputs) -> Mapping[str, Source]:
    """Return the source of each baseline with results that has parameters, as params.yaml orders.

    Of what was submitted nothing is known here.
    """
    settings = inputs.settings
    done = {cell.baseline for cell in inputs.cells[shown.name] if cell.status == "ok"}
    names = [name for name in settings.baselines if name in done]
    having = [name for name in names if settings.baseline(name).parameters(shown.name)]
    return {name: source(name, shown, settings) for name in having}


def source(name: str, shown: Leaderboard, settings: Study) -> Source:
    """Return which search a baseline's parameters on a leaderboard are of."""
    if not settings.baseline(name).tuned.get(shown.name):
        return Source(DEFAULT)
    trials = finished(shown.name, name)
    if trials:
        rule = read_rule(paths.rule(shown.name, name))
        place = settings.judged().get(shown.name)
        is_todays = rule is not None and place is not None and in_force(rule, name, place, settings)
        return Source(IN_FORCE if is_todays else EARLIER, flat(trials))
    others = finished(shown.benchmark, name)
    if others:
        return Source(ELSEWHERE, flat(others), shown.benchmark)
    return Source(EARLIER)


def in_force(rule: Rule, baseline: str, place: Reported, settings: Study) -> bool:
    """Tell whether a search had the view, the budget, the space and the defaults of today.

    place : the view by which the leaderboard's parameters are chosen
    """
    tuning, facts = settings.tuning, settings.baseline(baseline)
    if tuning is None:
        return False
    view = settings.benchmark(place.benchmark).views[place.view]
    is_judged = rule.view == view.model_copy(update={"benchmark": None})
    had = ((rule.trials, rule.beyond), rule.space, rule.defaults)
    budget = (tuning.budget(baseline), tuning.trials.beyond)
    return is_judged and had == (budget, facts.search, facts.defaults)
