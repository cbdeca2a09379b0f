"""What each stage is to run with: params.yaml and tuned/, resolved into documents."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.config.benchmarks import Benchmark
from benchmarks.config.declared import Declared, declared
from benchmarks.config.imports import holds_only_a_docstring, imported
from benchmarks.config.model import Params
from benchmarks.contract import paths
from benchmarks.contract.documents import (
    BaselineFacts,
    BenchmarkFacts,
    CatalogueFacts,
    CellPlan,
    DatasetFacts,
    OnlineFacts,
    Origin,
    PlanFacts,
    ScorePlan,
    SplitPlan,
    Study,
    TuningFacts,
)
from benchmarks.contract.errors import unknown
from benchmarks.contract.files import file_digest
from benchmarks.contract.settings import ViewRules

# What a fit depends on whatever the baseline: dvc.yaml names these folders.
_OF_EVERY_FIT = ("benchmarks/contract/", "benchmarks/protocol/")


def cell(benchmark: str, baseline: str, settings: Params) -> CellPlan:
    """Return what one cell runs with.

    Raises UserError for a parameter that the baseline does not take.
    """
    said = declared(baseline)
    given, tuned = settings.baseline(baseline).given, _tuned(benchmark, baseline, settings)
    _check(said, given, f"{paths.PARAMS}: baselines.{baseline}")
    _check(said, tuned, f"{paths.tuned(benchmark)}: {baseline}")
    defaults = said.parameters if said else {}
    parameters = {**defaults, **given, **tuned}
    views = _views(settings.benchmark(benchmark))
    return CellPlan(
        benchmark=benchmark,
        baseline=baseline,
        parameters=parameters,
        origin={name: _origin(name, given, tuned) for name in parameters},
        seeds=settings.seeds if said is None or said.stochastic else 1,
        kernels=settings.kernels,
        views={name: view.model_copy(update={"benchmark": None}) for name, view in views.items()},
        code=code(baseline),
    )


def _tuned(benchmark: str, baseline: str, settings: Params) -> Mapping[str, Any]:
    return settings.baseline(baseline).tuned.get(benchmark, {})


def _check(said: Declared | None, given: Mapping[str, Any], where: str) -> None:
    for name in given:
        if said is not None and name not in said.parameters:
            raise unknown("parameter", name, said.parameters or ["(none)"], where)


def _origin(name: str, given: Mapping[str, Any], tuned: Mapping[str, Any]) -> Origin:
    if name in tuned:
        return "tuned"
    return "params.yaml" if name in given else "default"


def code(baseline: str) -> dict[str, str]:
    """Return the sha256 of a baseline's file and of what it imports beyond contract and protocol.

    A file that cannot be parsed stands for itself: the cell will say what is wrong with it.
    """
    own = Path("baselines") / f"{baseline}.py"
    if not own.exists():
        return {}
    try:
        others = {name for name in imported(own) if not name.startswith(_OF_EVERY_FIT)}
    except SyntaxError:
        others = set()
    names = {own.as_posix(), *(name for name in others if not holds_only_a_docstring(Path(name)))}
    return {name: file_digest(Path(name), "sha256") for name in sorted(names)}


def overridden(benchmark: str, settings: Params) -> Iterator[str]:
    """Yield a warning for each value of params.yaml that a tuned one overrides on a benchmark."""
    file = paths.tuned(benchmark)
    for baseline, block in settings.baselines.items():
        tuned = _tuned(benchmark, baseline, settings)
        for name in sorted(block.given.keys() & tuned.keys()):
            yield (
                f"{paths.PARAMS}: baselines.{baseline}.{name} = {block.given[name]} changes "
                f"nothing on {benchmark}, where {file}: {baseline}.{name} = {tuned[name]} counts; "
                f"try a value with `dvc exp run --temp -S {file}:{baseline}.{name}=…`"
            )


def of_split(benchmark: str, settings: Params) -> SplitPlan:
    """Return what the split of a benchmark is told."""
    block = settings.benchmark(benchmark)
    return SplitPlan(
        benchmark=benchmark,
        dataset=block.dataset,
        split=_split(block),
        catalogue=block.catalogue.model_dump(mode="json", exclude_unset=True),
        relevance=block.relevance,
    )


def of_score(benchmark: str, settings: Params) -> ScorePlan:
    """Return what the scores and tables of a benchmark are told."""
    block = settings.benchmark(benchmark)
    return ScorePlan(
        benchmark=benchmark,
        dataset=block.dataset,
        metrics=settings.metrics,
        cutoffs=settings.cutoffs,
        headline=settings.headline,
        groups=settings.groups,
        comparison=settings.comparison,
        baselines=list(settings.baselines),
        views=_views(block),
        relevance=block.relevance,
        split=block.split.meaning(),
        fresh_days=block.fresh_days,
    )


def study(settings: Params) -> Study:
    """Return all settings, resolved."""
    baselines = {name: _baseline(name, settings) for name in settings.baselines}
    return Study(
        seeds=settings.seeds,
        kernels=settings.kernels,
        cutoffs=settings.cutoffs,
        metrics=settings.metrics,
        headline=settings.headline,
        groups=settings.groups,
        comparison=settings.comparison,
        tuning=_tuning(settings, baselines),
        online=_online(settings),
        datasets={name: DatasetFacts(reader=of.reader) for name, of in settings.datasets.items()},
        benchmarks={name: _benchmark(block) for name, block in settings.benchmarks.items()},
        baselines=baselines,
    )


def _online(settings: Params) -> OnlineFacts | None:
    online = settings.online
    if online is None:
        return None
    planned = PlanFacts(users_per_day=online.plan.users_per_day)
    return OnlineFacts(logs=online.logs, power=online.power, plan=planned)


def _baseline(name: str, settings: Params) -> BaselineFacts:
    said, block = declared(name), settings.baseline(name)
    return BaselineFacts(
        summary=said.summary if said else "",
        personalized=said.personalized if said else None,
        stochastic=said.stochastic if said else None,
        objective=said.objective if said else None,
        defaults={**(said.parameters if said else {}), **block.given},
        search=said.search if said else {},
        tuned=block.tuned,
    )


def _benchmark(block: Benchmark) -> BenchmarkFacts:
    catalogue = block.catalogue
    return BenchmarkFacts(
        dataset=block.dataset,
        split=_split(block),
        has_validation=block.split.has_validation,
        catalogue=CatalogueFacts(min_users=catalogue.min_users, exclude=catalogue.exclude),
        relevance=block.relevance,
        fresh_days=block.fresh_days,
        views=_views(block),
    )


def _views(block: Benchmark) -> dict[str, ViewRules]:
    return {name: ViewRules(**view.model_dump()) for name, view in block.views.items()}


def _split(block: Benchmark) -> dict[str, Any]:
    """Return the settings of a split that are given, as JSON."""
    given = block.split.model_dump(mode="json", exclude_unset=True)
    return {"kind": block.split.kind, **given}


def _tuning(settings: Params, baselines: Mapping[str, BaselineFacts]) -> TuningFacts | None:
    tuning = settings.tuning
    if tuning is None:
        return None
    spaces = {name: facts.search for name, facts in baselines.items() if facts.search}
    return TuningFacts(
        trials=tuning.trials, most_epochs=tuning.most_epochs, seed=tuning.seed, search=spaces
    )
