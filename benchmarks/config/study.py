"""All settings as one document, for the stages that speak of all benchmarks."""

from collections.abc import Mapping

from benchmarks.config.declared import declared
from benchmarks.config.model import Params
from benchmarks.config.plan import split_of, views_of
from benchmarks.contract.documents import Study
from benchmarks.contract.facts import (
    BaselineFacts,
    BenchmarkFacts,
    CatalogueFacts,
    DatasetFacts,
    OnlineFacts,
    PlanFacts,
    TuningFacts,
)


def resolved(settings: Params) -> Study:
    """Return all settings, resolved."""
    baselines = {name: _baseline(name, settings) for name in settings.baselines}
    return Study(
        seeds=settings.seeds,
        kernels=settings.kernels,
        cutoffs=settings.cutoffs,
        metrics=settings.every_metric(),
        headline=settings.headline,
        groups=settings.groups,
        comparison=settings.comparison,
        tuning=_tuning(settings, baselines),
        online=_online(settings),
        datasets={name: DatasetFacts() for name in settings.datasets},
        benchmarks={name: _benchmark(name, settings) for name in settings.benchmarks},
        baselines=baselines,
    )


def _online(settings: Params) -> OnlineFacts | None:
    online = settings.online
    if online is None:
        return None
    planned = PlanFacts(users_per_day=online.plan.users_per_day)
    return OnlineFacts(logs=online.logs, power=online.power, plan=planned)


def _baseline(name: str, settings: Params) -> BaselineFacts:
    block = settings.baseline(name)
    said = declared(name, block.defined_in)
    return BaselineFacts(
        defined_in=block.defined_in,
        summary=said.summary if said else "",
        personalized=said.personalized if said else None,
        title=said.title if said else "",
        family=said.family if said else "",
        stochastic=said.stochastic if said else None,
        objective=said.objective if said else None,
        defaults={**(said.parameters if said else {}), **block.given},
        search=said.search if said else {},
        tuned=block.tuned,
        cheap=said.cheap if said else False,
    )


def _benchmark(name: str, settings: Params) -> BenchmarkFacts:
    block = settings.benchmark(name)
    catalogue = block.catalogue
    return BenchmarkFacts(
        dataset=block.dataset,
        split=split_of(block),
        has_validation=block.split.has_validation,
        catalogue=CatalogueFacts(min_users=catalogue.min_users, exclude=catalogue.exclude),
        relevance=block.relevance,
        fresh_days=block.fresh_days,
        views=views_of(block),
        baselines=settings.baselines_on(name),
        tuned_by=block.tuned_by,
        titles=block.titles,
    )


def _tuning(settings: Params, baselines: Mapping[str, BaselineFacts]) -> TuningFacts | None:
    tuning = settings.tuning
    if tuning is None:
        return None
    spaces = {name: facts.search for name, facts in baselines.items() if facts.search}
    return TuningFacts(
        trials=tuning.trials, most_epochs=tuning.most_epochs, seed=tuning.seed, search=spaces
    )
