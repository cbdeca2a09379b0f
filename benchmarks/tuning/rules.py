"""By which rule each search is made: its leaderboard, view, space, budget and seeds."""

from benchmarks.contract import paths
from benchmarks.contract.documents import Study
from benchmarks.contract.errors import UserError, unknown
from benchmarks.contract.facts import TuningFacts
from benchmarks.contract.leaderboards import Reported
from benchmarks.contract.trials import Rule
from benchmarks.protocol import model as contract
from benchmarks.tuning.proposals import BATCH, at_random

_DECIDE_ROWS = ("dataset", "split", "catalogue", "relevance")  # of a benchmark's settings


def tuning_of(study: Study) -> TuningFacts:
    """Return how to search, or raise UserError where params.yaml does not say."""
    if study.tuning is None:
        raise UserError(f"{paths.PARAMS}: no block `tuning`; it says how many trials.")
    return study.tuning


def leaderboard_of(study: Study, name: str) -> Reported:
    """Return a leaderboard's benchmark and the view by which its parameters are chosen.

    Raises UserError if there is none of this name, or if its benchmark holds nothing out to choose
    parameters by.
    """
    judged = study.judged()
    if name not in judged:
        raise unknown("benchmark", name, judged, str(paths.PARAMS))
    benchmark = judged[name].benchmark
    if not study.benchmark(benchmark).has_validation:
        raise UserError(
            f"{paths.PARAMS}: benchmarks.{benchmark}: its split has no validation part to choose "
            "parameters by; give split.validation a share, or search another benchmark with "
            "BENCHMARK=…"
        )
    return judged[name]


def rule_of(leaderboard: str, baseline: str, study: Study) -> Rule:
    """Return the rule of a search; what equals it need not be searched again."""
    tuning, place = tuning_of(study), leaderboard_of(study, leaderboard)
    if baseline not in tuning.search:
        raise unknown("baseline", baseline, tuning.search, "search spaces in baselines/")
    benchmark, facts = study.benchmark(place.benchmark), study.baseline(baseline)
    data = benchmark.model_dump(mode="json", include=set(_DECIDE_ROWS))
    budget = tuning.budget(baseline)
    return Rule(
        data={name: data[name] for name in _DECIDE_ROWS},
        view=benchmark.views[place.view].model_copy(update={"benchmark": None}),
        objective=facts.objective or contract.LISTS,
        defaults=facts.defaults,
        space=tuning.search[baseline],
        trials=budget,
        beyond=tuning.trials.beyond,
        seed=tuning.seed,
        most_epochs=tuning.most_epochs,
        at_random=at_random(budget),
        batch=BATCH,
    )
