"""Baselines and rankings across benchmarks, in sentences."""

from collections.abc import Mapping, Sequence

from benchmarks.report.prose.words import PER_CENT, fixed, listed, percent, plural, verb
from benchmarks.report.rows import Agreement, Rank
from benchmarks.report.sections.across import Ranking
from benchmarks.report.text import display


def overview(n_benchmarks: int, titles: Sequence[str], states: Mapping[str, int]) -> str:
    """Return the sentences on what a report is about.

    titles : of the datasets
    states : how many cells have each state: ok, failed, not applicable, not run
    """
    cells = sum(states.values())
    baselines = plural(cells // n_benchmarks, "baseline")
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


def ranks(metric: str, lines: Sequence[tuple[str, Sequence[Rank | None]]], most: int) -> str:
    """Return the sentences on average ranks.

    lines : baselines with their rank by each metric, `metric` first
    most : over how many benchmarks a baseline runs at most
    """
    everywhere = [
        (name, by_metric[0].rank)
        for name, by_metric in lines
        if by_metric[0] and by_metric[0].benchmarks == most
    ]
    name, rank = everywhere[0]
    second = "".join(f", then {other} ({place:.1f})" for other, place in everywhere[1:2])
    return (
        f"By average rank on {display(metric)} over {plural(most, 'benchmark')}, {name} comes "
        f"first ({rank:.1f}){second}. A rank says nothing of how large or how certain a difference "
        "is; baselines that run on fewer benchmarks stand below, since their ranks are of other "
        "contests."
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
