"""The searches for parameters, in words; they know nothing of the part that scores are about."""

from collections.abc import Iterable, Sequence

from benchmarks.report.prose.words import PER_CENT, listed, plural, verb
from benchmarks.report.sections.tuning import OfBenchmark, Value

_DEFAULT = "(default parameters)"


def introduction(trials: int | None, searched: bool) -> str:
    """Return the sentences on how parameters are searched.

    trials : for each baseline and benchmark, None without any search space
    searched : whether any search has been made
    """
    if not trials:
        return "Nothing is searched: no baseline has a search space."
    number = plural(trials, "trial")
    if not searched:
        return (
            "Nothing has been searched yet: all parameters are defaults. `make tune` would give "
            f"each tunable baseline {number} on each benchmark."
        )
    return (
        f"{number} for each tunable baseline on each benchmark, the default configuration as trial "
        "0. A trial learns from the training part and is judged on the validation part only: by "
        "nDCG@10 of the benchmark’s first view, or by RMSE if the baseline only predicts ratings. "
        "The search spaces stand in the baselines’ files, all trials in tuned/."
    )


def change(gain: float | None, kept: bool, flat: bool) -> str:
    r"""Return by how much a search improved the objective.

    >>> change(0.125, False, False), change(0.0001, False, False), change(0.0, True, False)
    ('+12.5\xa0%', '<0.1\xa0%', 'default kept')
    """
    if flat:
        return "no difference"
    if kept or gain is None:
        return "default kept"
    return f"{'<0.1' if gain < 0.0005 else f'{100 * gain:+.1f}'}{PER_CENT}"


def marks(values: Sequence[Value], in_use: bool) -> str:
    """Return what a reader should mind of chosen values."""
    edges = [value.text for value in values if value.edge]
    parts = [f"at the edge of its space: {', '.join(edges)}"] if edges else []
    if not in_use:
        parts.append("not the value in force")
    return "; ".join(parts)


def of_benchmark(searches: OfBenchmark) -> str:
    """Return the sentences below the searches of a benchmark; or none."""
    waiting, also = searches.waiting, searches.also
    flat = [row.baseline for row in searches.rows if row.flat]
    parts = []
    if waiting:
        parts.append(f"Tunable and not searched yet {_DEFAULT}: {listed(waiting)}.")
    if also:
        rank, share = verb(also, "ranks", "rank"), verb(also, "shares", "share")
        parts.append(f"{listed(also)} {rank} the same fits and {share} the values.")
    if flat:
        keeps, are = verb(flat, "it keeps its", "they keep their"), verb(flat, "is", "are")
        parts.append(
            f"Nothing to choose by: all trials of {listed(flat)} have one objective, so {keeps} "
            f"default parameters and {are} not called tuned."
        )
    return " ".join(parts)


def second_view(flat: Sequence[str]) -> str:
    """Return the sentences on baselines that have defaults in a second view too; or none."""
    if not flat:
        return ""
    return (
        "Parameters are searched by the first view alone. That search found no difference between "
        f"its trials for {listed(flat)}: in this view too "
        f"{verb(flat, 'it has its', 'they have their')} default parameters."
    )


def note(benchmarks: Iterable[OfBenchmark]) -> str:
    """Return the note on the tables of searches, and which benchmarks have none yet."""
    unsearched = [block.name for block in benchmarks if block.waiting and not block.rows]
    rest = f" Not searched yet {_DEFAULT}: {listed(unsearched)}." if unsearched else ""
    return (
        "Gain is by how much the objective improved on the default, in per cent of it. Seconds are "
        "those of the whole search, measured. A value at the edge of its space may have its "
        f"optimum beyond. Values marked * were found by early stopping, not drawn.{rest}"
    )


def untunable(bare: Sequence[str], fixed: Sequence[str]) -> str:
    """Return the sentences on baselines without parameters, and on those without a search space."""
    parts = [f"Without parameters to tune: {listed(bare)}."] if bare else []
    if fixed:
        parts.append(f"With parameters but no search space {_DEFAULT}: {listed(fixed)}.")
    return " ".join(parts)
