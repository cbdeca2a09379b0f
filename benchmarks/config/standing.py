"""Refuse names in params.yaml that stand for nothing, for something else, or for two things."""

from pathlib import Path

from benchmarks import metrics
from benchmarks.config.model import Params
from benchmarks.contract.errors import UserError, hint, unknown

_TABLES = ("setup", "across")  # files of reports/tables/, beside those named after leaderboards
ONLY = "only"  # the key of a baseline's block that names its benchmarks


def check(params: Params, path: Path) -> None:
    """Raise UserError that names the key, for the first name that does not stand for one thing."""
    _check_metrics(params, path)
    _check_headline(params, path)
    _check_names(params, path)


def _check_metrics(params: Params, path: Path) -> None:
    """Refuse metrics that there are not."""
    places = {f"benchmarks.{name}.metrics": of.metrics for name, of in params.benchmarks.items()}
    for where, named in {"metrics": params.metrics, **places}.items():
        _require_metrics(named, f"{path}: {where}")
    if params.online:
        outcomes = [column.partition("@")[0] for column in params.online.plan.outcomes]
        _require_metrics(outcomes, f"{path}: online.plan.outcomes")


def _require_metrics(names: list[str], where: str) -> None:
    for name in names:
        if name not in metrics.known():
            raise unknown("metric", name, metrics.known(), where)


def _check_headline(params: Params, path: Path) -> None:
    """Refuse a headline that is no column of the tables, by what it should have been."""
    columns = metrics.columns(params.metrics, params.cutoffs)
    for name in params.headline:
        if name not in columns:
            said = f"{path}: headline: '{name}' is not computed"
            raise UserError(f"{said}{_instead(name, params, columns)}.")


def _instead(name: str, params: Params, columns: list[str]) -> str:
    metric = name.partition("@")[0]
    if metric not in params.metrics:
        near = hint(name, columns)
        return near if near else "; name its metric in `metrics`"
    own = metrics.columns([metric], params.cutoffs)
    return f"; write {' or '.join(own)}"


def _check_views(params: Params, path: Path) -> None:
    """Refuse two benchmarks, or two views of one, that would be reported under one name."""
    home: dict[str, str] = {}
    for view in params.reported():
        if home.setdefault(view.name, view.benchmark) != view.benchmark:
            raise UserError(
                f"{path}: results of {home[view.name]} and of {view.benchmark} would both stand "
                f"under '{view.name}'; give one another name."
            )
    main: dict[str, str] = {}
    for view in params.reported():
        if view.everybody == "all" and main.setdefault(view.name, view.view) != view.view:
            raise UserError(
                f"{path}: benchmarks.{view.benchmark}.views: {main[view.name]} and {view.view} "
                f"would both be what '{view.name}' is judged by; give one another `benchmark`."
            )


def _check_selections(params: Params, path: Path) -> None:
    """Refuse a selection that names what is not there, or that leaves a benchmark empty."""
    for name, block in params.benchmarks.items():
        for baseline in block.baselines:
            if baseline not in params.baselines:
                where = f"{path}: benchmarks.{name}.baselines"
                raise unknown("baseline", baseline, params.baselines, where)
        if not params.baselines_on(name):
            raise UserError(
                f"{path}: benchmarks.{name}: no baseline runs here; name some in its list "
                f"`baselines`, or the benchmark in their list `{ONLY}`."
            )
        reference = params.comparison.reference
        if reference in params.baselines and reference not in params.baselines_on(name):
            raise UserError(
                f"{path}: benchmarks.{name}: {reference} does not run here, and it is "
                "comparison.reference; add it, or choose another reference."
            )
    for name, baseline_block in params.baselines.items():
        for benchmark in baseline_block.only:
            if benchmark not in params.benchmarks:
                where = f"{path}: baselines.{name}.{ONLY}"
                raise unknown("benchmark", benchmark, params.benchmarks, where)


def _check_names(params: Params, path: Path) -> None:
    """Refuse a name that stands for nothing, or for something else."""
    for name in params.benchmarks:
        if name in _TABLES or name.startswith("comparison-") or name.endswith("-short"):
            raise UserError(
                f"{path}: benchmarks.{name}: a file of reports/tables/ has this name; take another."
            )
    for name, block in params.benchmarks.items():
        if block.dataset not in params.datasets:
            raise unknown("dataset", block.dataset, params.datasets, f"{path}: benchmarks.{name}")
    _check_views(params, path)
    _check_selections(params, path)
    for name in params.extra.benchmarks if params.extra else ():
        if name in params.benchmarks:
            raise UserError(
                f"{path}: extra.benchmarks.{name}: a benchmark of the default study has this name; "
                "give it another."
            )
    for name in params.online.plan.benchmarks if params.online else ():
        if name not in params.benchmarks:
            raise unknown("benchmark", name, params.benchmarks, f"{path}: online.plan.benchmarks")
    reference = params.comparison.reference
    if reference is not None and reference not in params.baselines:
        raise unknown("baseline", reference, params.baselines, f"{path}: comparison.reference")
