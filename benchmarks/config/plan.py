"""What each stage is to run with: params.yaml and tuned/, resolved into documents."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks import metrics
from benchmarks.config import installed
from benchmarks.config.benchmarks import Benchmark
from benchmarks.config.declared import Declared, declared, require_file
from benchmarks.config.imports import holds_only_a_docstring, imported
from benchmarks.config.model import Baseline, Params
from benchmarks.contract import paths
from benchmarks.contract.documents import CellPlan, Origin, ScorePlan, SplitPlan, Variant
from benchmarks.contract.errors import UserError, unknown
from benchmarks.contract.files import file_digest
from benchmarks.contract.mistakes import shown
from benchmarks.contract.settings import ViewRules
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.protocol import elsewhere
from benchmarks.protocol.ranking import LIST_LENGTH

# What a fit depends on whatever the baseline: dvc.yaml names these folders.
_OF_EVERY_FIT = ("benchmarks/contract/", "benchmarks/protocol/")


def cell(benchmark: str, baseline: str, settings: Params) -> CellPlan:
    """Return what one cell runs with.

    Raises UserError for a parameter that the baseline does not take, or not with this value.
    """
    block = settings.baseline(baseline)
    if not block.defined_in:
        require_file(baseline)
    said = declared(baseline, block.defined_in)
    _check(said, block.given, f"{paths.PARAMS}: baselines.{baseline}")
    of_cell = _in_force(said, block, benchmark, baseline)
    views = views_of(settings.benchmark(benchmark))
    of_views = {
        name: _in_force(said, block, view.benchmark, baseline)
        for name, view in views.items()
        if view.benchmark
    }
    return CellPlan(
        benchmark=benchmark,
        baseline=baseline,
        parameters=of_cell.parameters,
        origin=of_cell.origin,
        variants={
            name: variant
            for name, variant in of_views.items()
            if variant.parameters != of_cell.parameters
        },
        seeds=settings.seeds if said is None or said.stochastic else 1,
        kernels=settings.kernels,
        views={name: view.model_copy(update={"benchmark": None}) for name, view in views.items()},
        code=code_elsewhere(block.defined_in) if block.defined_in else code(baseline),
        defined_in=block.defined_in,
        left_out=_left_out(benchmark, baseline, settings),
    )


def _left_out(benchmark: str, baseline: str, settings: Params) -> str:
    """Return why a cell is not to be run; "" where it is."""
    if baseline in settings.baselines_on(benchmark):
        return ""
    only = settings.baseline(baseline).only
    if only and benchmark not in only:
        return f"left out: {baseline} runs on {', '.join(only)} only ({paths.PARAMS})"
    return f"left out: {benchmark} names the baselines that run on it ({paths.PARAMS})"


def _in_force(said: Declared | None, block: Baseline, board: str, baseline: str) -> Variant:
    """Return a baseline's parameters on a leaderboard, and where each comes from."""
    given, tuned = block.given, block.tuned.get(board, {})
    _check(said, tuned, f"{paths.tuned(board)}: {baseline}")
    defaults = said.parameters if said else {}
    parameters = {**defaults, **given, **tuned}
    origin = {name: _origin(name, given, tuned) for name in parameters}
    return Variant(parameters=parameters, origin=origin)


def _check(said: Declared | None, given: Mapping[str, Any], where: str) -> None:
    for name in given:
        if said is not None and name not in said.parameters:
            raise unknown("parameter", name, said.parameters or ["(none)"], where)
        if said is not None and not _may_be(said, name, given[name]):
            raise UserError(f"{where}.{name}: expected a number, got {shown(given[name])}.")


def _may_be(said: Declared, name: str, value: object) -> bool:
    """Tell whether a parameter may have a value: `true` is no number, and no word where one is."""
    default = said.parameters[name]
    is_number = isinstance(default, int | float) and not isinstance(default, bool)
    if isinstance(said.search.get(name), Integers | Floats):
        return isinstance(value, int | float | None) and not isinstance(value, bool)
    return not (is_number and isinstance(value, bool))


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
    return _digests({own.as_posix(), *_ours(own)})


def code_elsewhere(defined_in: str) -> dict[str, str]:
    """Return what tells one state of another package from the next, by name.

    Of a package that pip put among the libraries the version; else, as while somebody works on it,
    the sha256 of the class's file and of what that imports from the same package and from here.
    Nothing where the package is not there, which the cell will say.
    """
    at = elsewhere.place(defined_in, "class")
    found = elsewhere.source(at)
    versions = installed.versions(at.package)
    if versions and (found is None or installed.is_library(found.root)):
        return versions
    if found is None:
        return {}
    try:
        files = {found.file.as_posix(), *imported(found.file, found.root, [at.package])}
        ours = {name for file in files for name in _ours(found.root / file)}
    except SyntaxError:
        files, ours = {found.file.as_posix()}, set()
    return _digests(files, found.root) | _digests(ours)


def _ours(module: Path) -> set[str]:
    """Return the files of baselines/ and benchmarks/ that a module imports, but for every fit's."""
    try:
        named = imported(module)
    except SyntaxError:
        return set()
    others = {name for name in named if not name.startswith(_OF_EVERY_FIT)}
    return {name for name in others if not holds_only_a_docstring(Path(name))}


def _digests(names: set[str], root: Path = Path()) -> dict[str, str]:
    return {name: file_digest(root / name, "sha256") for name in sorted(names)}


def overridden(benchmark: str, settings: Params) -> Iterator[str]:
    """Yield a warning for each value of params.yaml that a tuned one overrides on a benchmark."""
    file = paths.tuned(benchmark)
    for baseline, block in settings.baselines.items():
        tuned = block.tuned.get(benchmark, {})
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
        split=split_of(block),
        catalogue=block.catalogue.model_dump(mode="json", exclude_unset=True),
        relevance=block.relevance,
    )


def of_score(benchmark: str, settings: Params) -> ScorePlan:
    """Return what the scores and tables of a benchmark are told."""
    block = settings.benchmark(benchmark)
    wanted = settings.metrics_of(benchmark)
    return ScorePlan(
        benchmark=benchmark,
        dataset=block.dataset,
        metrics=wanted,
        cutoffs=settings.cutoffs,
        longest=_longest(wanted, settings.cutoffs),
        headline=settings.headline,
        groups=settings.groups,
        comparison=settings.comparison,
        baselines=settings.baselines_on(benchmark),
        views=views_of(block),
        relevance=block.relevance,
        split=block.split.meaning(),
        fresh_days=block.fresh_days,
    )


def _longest(wanted: list[str], cutoffs: list[int]) -> int:
    """Return the last rank that is judged: any, where lists are as long as what is relevant."""
    at_size = any(metrics.is_at_size(metric) for metric in metrics.select(wanted).values())
    return LIST_LENGTH if at_size else max(cutoffs)


def views_of(block: Benchmark) -> dict[str, ViewRules]:
    """Return the views of a benchmark as documents have them."""
    return {name: ViewRules(**view.model_dump()) for name, view in block.views.items()}


def split_of(block: Benchmark) -> dict[str, Any]:
    """Return the settings of a split that are given, as JSON."""
    given = block.split.model_dump(mode="json", exclude_unset=True)
    return {"kind": block.split.kind, **given}
