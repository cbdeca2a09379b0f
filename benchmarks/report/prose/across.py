"""Baselines and rankings across benchmarks, in sentences."""

from collections.abc import Mapping, Sequence

from benchmarks.report.prose.words import NONE, PER_CENT, fixed, listed, percent, plural, verb
from benchmarks.report.rows import Agreement, Rank, Resolution
from benchmarks.report.sections.across import Ranking
from benchmarks.report.sections.lapses import Lapses
from benchmarks.report.text import display


def native() -> str:
    """Return the sentence for a report whose kernels the processor chose."""
    return (
        "The numerical libraries chose their kernels by the processor (kernels: native in "
        "params.yaml): on another processor the last digits, and lists with near ties, can differ."
    )


def overview(
    n_baselines: int, n_benchmarks: int, titles: Sequence[str], states: Mapping[str, int]
) -> str:
    """Return the sentences on what a report is about.

    n_baselines : those that run on any of the benchmarks
    titles : of the datasets
    states : how many cells have each state: ok, failed, not applicable, not run
    """
    cells = sum(states.values())
    baselines = plural(n_baselines, "baseline")
    data = listed(list(titles) or ["no data yet"])
    ends = [f"; {states['failed']} failed"] if states.get("failed") else []
    ends += [
        f"; {states[state]} {verb(states[state], 'is', 'are')} {state}"
        for state in ("not applicable", "not run")
        if states.get(state)
    ]
    return (
        f"{baselines} on {plural(n_benchmarks, 'benchmark')} made from {data}, under one protocol: "
        "each list ranks all candidates, not a sample of them, each average is over users, each "
        f"interval is a 95{PER_CENT} bootstrap interval over users. "
        f"{states.get('ok', 0)} of {cells} cells (a baseline on a benchmark) have "
        f"results{''.join(ends)}."
    )


def lapses(counted: Lapses) -> str:
    r"""Return the sentences on what has no number of its own; "" where all has.

    >>> lapses(Lapses(0.031, 2, 8, 0, 9)).replace("\N{NO-BREAK SPACE}", " ")
    'On average over 8 cells 3.1 % of lists are the fallback; 2 cells have any.'
    >>> lapses(Lapses(0.0, 0, 8, 1, 9))
    '1 of 9 groups of users has no number.'
    >>> lapses(Lapses(0.0, 0, 8, 0, 9))
    ''
    """
    said: list[str] = []
    if counted.falling:
        share, cells = percent(counted.fallback), plural(counted.cells, "cell")
        have = verb(counted.falling, "has", "have")
        said.append(
            f"On average over {cells} {share} of lists are the fallback; "
            f"{plural(counted.falling, 'cell')} {have} any."
        )
    if counted.suppressed:
        few = f"{counted.suppressed} of {counted.groups} groups of users"
        said.append(f"{few} {verb(counted.suppressed, 'has', 'have')} no number.")
    return " ".join(said)


def ranks(
    metric: str, lines: Sequence[tuple[str, Sequence[Rank | None]]], most: int, n_benchmarks: int
) -> str:
    """Return the sentences on average ranks: of those that run on most benchmarks, and no others.

    lines : baselines with their rank by each metric, `metric` first
    most : over how many benchmarks a baseline runs at most; n_benchmarks : how many there are
    """
    everywhere = [
        (name, by_metric[0].rank)
        for name, by_metric in lines
        if by_metric[0] and by_metric[0].benchmarks == most
    ]
    best = everywhere[0][1]
    first = [name for name, rank in everywhere if rank == best]
    after = everywhere[len(first) : len(first) + 1]
    second = "".join(f", then {other} ({place:.1f})" for other, place in after)
    of_all = "all " if most == n_benchmarks else f"{most} of "
    whose = f"the {plural(len(everywhere), 'baseline')} that {verb(everywhere, 'runs', 'run')}"
    return (
        f"Of {whose} on {of_all}{plural(n_benchmarks, 'benchmark')}, {listed(first)} "
        f"{verb(first, 'comes', 'come')} first by average rank on {display(metric)} "
        f"({best:.1f}){second}. A rank says nothing of how large or how certain a difference is; "
        "baselines that run on fewer benchmarks stand below, since their ranks are of other "
        "contests."
    )


def share(value: float | None, low: float | None, high: float | None) -> str:
    """Return a share with its bounds in brackets, as far as there are any.

    >>> share(0.5, 0.25, 0.751), share(0.5, None, None), share(None, None, None)
    ('0.50 (0.25 to 0.75)', '0.50', '–')
    """
    bounds = "" if low is None else f" ({fixed(low, 2)} to {fixed(high, 2)})"
    return f"{fixed(value, 2)}{bounds}"


def win_rate(rank: Rank | None) -> str:
    """Return a win rate with its bounds; a dash for none."""
    return share(rank.win_rate, rank.win_rate_low, rank.win_rate_high) if rank else NONE


def improvability(rank: Rank | None) -> str:
    """Return an improvability with its bounds; a dash for none."""
    if rank is None:
        return NONE
    return share(rank.improvability, rank.improvability_low, rank.improvability_high)


def strength_note() -> str:
    """Return what win rate and improvability are, and what their bounds cover."""
    return (
        "Win rate: the share of the other baselines of a benchmark that a baseline beats, a tie as "
        "half. Improvability: what it lacks to the best of a benchmark, as a share of the best’s "
        "number, or of its own where the metric is an error; 0 is the best. Both are means over "
        "benchmarks, which count alike. In brackets, what the users of these benchmarks leave "
        f"open (95{PER_CENT} for each benchmark): a pair that no paired test tells apart may be "
        "won or lost, and the best may be another. They say nothing of other data."
    )


def resolution(lines: Sequence[Resolution], metric: str) -> str:
    """Return the sentence on what tests tell apart over all benchmarks.

    >>> line = Resolution("films", "ndcg@10", 9, 8, 3, 5, 36, 20, 120)
    >>> resolution([line, line], "ndcg@10")[:56]
    'By nDCG@10, 6 of 16 neighbouring ranks can be told apart'
    """
    apart = sum(line.neighbours_told_apart for line in lines)
    neighbours = sum(line.neighbours for line in lines)
    return (
        f"By {display(metric)}, {apart} of {neighbours} neighbouring ranks can be told apart by "
        "paired tests, adjusted by Holm over all pairs of a benchmark. Baselines at neighbouring "
        "ranks that are not told apart should not be called better and worse."
    )


def tau(value: float | None) -> str:
    """Return Kendall's tau with two decimals."""
    return fixed(value, 2)


def sensitivity(metric: str, low: Ranking, high: Ranking) -> str:
    """Return the sentences on how far the order depends on the protocol.

    low, high : the two benchmarks on the same data that agree least and most by the metric
    """
    least = low.tau
    orders = _orders(low.taus[0], " of the pairs of baselines are")
    if low is high:
        said = (
            f"On the same data, the rankings of {low.one} and {low.other} by {display(metric)} "
            f"have τ = {tau(least)}: {orders}."
        )
    else:
        said = (
            f"On the same data, the rankings by {display(metric)} of two protocols have a τ from "
            f"{tau(least)} ({low.one} and {low.other}: {orders}) to {tau(high.tau)} "
            f"({high.one} and {high.other}: {_orders(high.taus[0])})."
        )
    return f"{said} {_dependence(least)}"


def _orders(agreement: Agreement | None, of: str = "") -> str:
    if agreement is None:
        return ""
    tied = ", the rest tied" if agreement.tied else ""
    same, turned = percent(agreement.same_order), percent(agreement.reversed)
    return f"{same}{of} in the same order, {turned} reversed{tied}"


def _dependence(least: float) -> str:
    if least < 0:
        return "Conclusions depend on the protocol so far that some are reversed."
    if least < 0.8:
        return "Conclusions depend on the protocol."
    return "Conclusions hardly depend on the protocol."


def tau_note() -> str:
    """Return what Kendall's tau is."""
    return (
        "Kendall’s τ-b between the rankings of two benchmarks, over the baselines that have a "
        "number on both: 1 is the same order, 0 none in common, −1 the reverse."
    )
