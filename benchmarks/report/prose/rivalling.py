"""Ours beside other implementations, in words."""

from benchmarks.report.prose.words import fixed, listed, plural, verb
from benchmarks.report.rows_beside import Beside
from benchmarks.report.sections.peers import Peers
from benchmarks.report.text import display

_P_DIGITS = 3


def introduction(section: Peers) -> str:
    """Return the sentences on what was compared, or on how to compare."""
    if not section.tested:
        return (
            "No other implementation of these methods has been run. `make peers` installs irspack, "
            "implicit, fastslim and Cornac; `python -m benchmarks peers` tunes them on the export "
            "of each benchmark, the number of trials by the same rule, scores their lists as "
            "submissions and tests ours against them."
        )
    said = [verdict(section), *_wrappers(section), *_better(section), _how(section)]
    return " ".join([*said, *_missing(section)])


def verdict(section: Peers) -> str:
    """Return the sentence on whether ours is significantly worse anywhere."""
    count = len(section.tested)
    compared = f"{plural(count, 'comparison')} with the best other implementation of its method"
    if not section.worse:
        return f"In none of {compared} is a baseline of ours significantly worse."
    where = [_where(row) for row in section.worse]
    return (
        f"In {len(where)} of {compared} a baseline of ours is significantly worse, which is a "
        f"defect to find: {listed(where)}."
    )


def _where(row: Beside) -> str:
    return (
        f"{row.baseline} on {row.benchmark} ({row.library}’s {row.implementation}, "
        f"{fixed(row.difference, 4)})"
    )


def _wrappers(section: Peers) -> list[str]:
    """Return the sentence on comparisons of a wrapper with the library that it wraps."""
    wrapped = [row for row in section.tested if section.wrapped(row)]
    if not wrapped:
        return []
    ours = listed(sorted({f"{row.baseline} with {row.library}" for row in wrapped}))
    return [
        f"{len(wrapped)} of these {verb(wrapped, 'sets', 'set')} a wrapper of ours beside what it "
        f"wraps ({ours}): a check of the wrapper, not another implementation."
    ]


def implementation(row: Beside, section: Peers) -> str:
    """Return the class of an implementation, marked where ours wraps the same library."""
    return f"{row.implementation}{' (wrapped by ours)' * section.wrapped(row)}"


def _better(section: Peers) -> list[str]:
    better = [f"{row.baseline} on {row.benchmark}" for row in section.better]
    if not better:
        return []
    return [f"Ours {verb(better, 'is', 'are')} significantly better: {listed(better)}."]


def _how(section: Peers) -> str:
    metric = display(section.tested[0].metric)
    methods = sorted({row.baseline for row in section.tested})
    return (
        f"Methods compared: {listed(methods)}. Tests are by a paired studentized bootstrap over "
        f"users on {metric}, adjusted by Holm over methods and benchmarks; the other "
        "implementations were "
        "tuned on the same validation part, the number of trials by the same rule but for the "
        "further ones at an edge of a space, which ours alone have, and their lists scored as "
        "submissions."
    )


def _missing(section: Peers) -> list[str]:
    """Return the sentences on what was not compared: methods on a benchmark, whole benchmarks."""
    lacking = [
        f"Compared elsewhere and not on {name}: {listed(methods)}."
        for name, methods in section.lacking
    ]
    if not section.missing:
        return lacking
    return [*lacking, f"Benchmarks without a comparison: {listed(section.missing)}."]


def adjusted(p: float | None) -> str:
    """Return an adjusted p-value; "not the best" where an implementation is not tested.

    >>> adjusted(0.25), adjusted(0.0001), adjusted(None)
    ('0.250', '<0.001', 'not the best')
    """
    if p is None:
        return "not the best"
    return "<0.001" if p < 10**-_P_DIGITS else fixed(p, _P_DIGITS)


def difference(row: Beside) -> str:
    """Return a difference with its interval."""
    bounds = f"[{fixed(row.low, 4)}, {fixed(row.high, 4)}]"
    return f"{fixed(row.difference, 4)} {bounds}"
