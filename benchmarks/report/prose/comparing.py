"""Who leads a benchmark, by how much, whether that is real and what it costs, in sentences."""

from collections.abc import Iterable, Sequence

from benchmarks.report.figures.all import DotPlot, Drawing
from benchmarks.report.prose.introducing import Naming
from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.prose.pairs import p, share
from benchmarks.report.prose.words import PER_CENT, fixed, interval, listed, seconds, verb
from benchmarks.report.rows import Pair
from benchmarks.report.sections.leaderboard import Board
from benchmarks.report.sections.summary import Summary
from benchmarks.report.sections.tuning import Searches
from benchmarks.report.sections.verdicts import Standing
from benchmarks.report.text import display


def verdict(board: Board, standing: Standing | None, nouns: Nouns) -> str:
    """Return the sentence on who leads; `standing` is None where nothing was tested."""
    if board.leader is None:
        return "No results yet."
    first = f"{'Lowest' if board.lower else 'Highest'} {display(board.metric)}: "
    if standing is None:
        return f"Not tested. {first}{board.leader.baseline}."
    if not standing.claim:
        few = f"No claim: {standing.n_users} {nouns.users} are too few."
        return f"{few} {first}{standing.leader}."
    if standing.best:
        return f"{standing.leader} is best."
    return f"Tied for first: {listed(standing.tied)}."


def evidence(board: Board, summary: Summary, figures: Iterable[Drawing], naming: Naming) -> str:
    """Return the sentences on the numbers behind a verdict; none without any number.

    figures : of the benchmark; a dot plot of a second view says who is first there
    """
    if board.leader is None:
        return ""
    sentences = [_number(board, summary)]
    standing = summary.standing
    if standing and standing.equal:
        are = verb(standing.equal, "is", "are")
        sentences.append(f"{listed(standing.equal)} {are} behind, but practically equal.")
    if standing and standing.passed_over:
        sentences.append(passed_over(standing.passed_over, standing.tied[-1]))
    if standing and standing.luck:
        sentences.append(_luck(standing))
    sentences += [_second_view(figure, naming) for figure in figures]
    return " ".join(sentence for sentence in sentences if sentence)


def _luck(standing: Standing) -> str:
    """Return the sentence on how far other seeds spread, of the tied and the next; or none."""
    behind = [name for name in standing.order if name not in standing.tied]
    nearest = {*standing.tied, *behind[:1]}
    spreads = [f"{name} by {fixed(sd, 4)}" for name, sd in standing.luck.items() if name in nearest]
    if not spreads:
        return ""
    return (
        f"Other seeds would move {listed(spreads)} (standard errors, of fits and of searches that "
        "were repeated); this counts in who is tied."
    )


def _second_view(figure: Drawing, naming: Naming) -> str:
    """Return who is first in the dot plot of a second view; nothing for other figures."""
    if not isinstance(figure, DotPlot) or figure.part == "all" or figure.first is None:
        return ""
    view = naming.ranked_among(figure.part).capitalize()
    first = figure.first
    return f"{view}: {first.name}, {fixed(first.value)}."


def _number(board: Board, summary: Summary) -> str:
    """Return the sentence on the leader's number, beside the next and the reference."""
    leader, standing = board.leader, summary.standing
    if leader is None or leader.headline is None:
        return ""
    among_tied = standing is not None and standing.claim and not standing.best
    whose = f"{leader.baseline} has " if among_tied else ""
    number = f"{fixed(leader.headline.value)} ({interval(leader.headline)})"
    said = f"{whose}{display(board.metric)} {number}"
    return f"{said}{_against(summary)}."


def _against(summary: Summary) -> str:
    """Return how the leader compares with the next and with the reference."""
    following, reference = summary.next, summary.reference
    if following is None:
        return ""
    said = f": {_margin(following, f'that of the next, {following.other}')}"
    if reference:
        return f"{said}, and {_margin(reference, f'that of {reference.other}')}"
    if summary.reference_is_next:
        return f"{said}, which is also the reference"
    return said


def _margin(pair: Pair, whom: str) -> str:
    """Return by how much a number is higher or lower than that of `whom`."""
    relative, difference = pair.relative, pair.difference
    if relative is None:
        amount = fixed(abs(difference))
        side = "lower" if difference < 0 else "higher"
    else:
        amount = share(abs(relative))
        side = "lower" if relative < 0 else "higher"
    return f"{amount} {side} than {whom} ({_bounds(pair)}{p(pair.p)})"


def _bounds(pair: Pair) -> str:
    """Return the interval of a relative difference whose sign is said in words."""
    low, high = pair.relative_low, pair.relative_high
    if low is None or high is None or pair.relative is None:
        return ""
    if pair.relative < 0:
        low, high = -high, -low
    return f"95{PER_CENT} interval {share(low)} to {share(high)}, "


def passed_over(names: Sequence[str], last: str) -> str:
    """Return the sentence on those who score better than the last of the tied and are behind."""
    have = verb(names, "has", "have")
    are = verb(names, "is", "are")
    their = verb(names, "its", "their")
    return (
        f"{listed(names)} {have} a better number than {last} but {are} significantly "
        f"behind others, as {their} differences vary less."
    )


def cost(board: Board, summary: Summary) -> str:
    """Return the sentence on what the leader takes to fit and to answer; or none."""
    fit, request = summary.cost.fit_seconds, summary.cost.request_ms_p50
    if board.leader is None or fit is None:
        return ""
    answer = "" if request is None else f" and {seconds(request)} ms for the median request"
    return f"{board.leader.baseline} takes {seconds(fit)} CPU s to fit{answer}."


def rule(tuning: Searches) -> str:
    """Return the sentences on when a baseline is called ahead."""
    repeated = any(row.repeated for block in tuning.benchmarks for row in block.rows)
    searches = "searches that were repeated with other seeds" if repeated else "repeated searches"
    none = "" if repeated else " (no search was repeated here)"
    return (
        "A single baseline is called ahead only where it is significantly ahead of all others: "
        "p < 0.05 in a paired studentized bootstrap over users, adjusted by Holm over all pairs of "
        "baselines of a benchmark and metric. Otherwise all whom nobody is significantly ahead of "
        "are named as tied. A p from resamples never falls below one in their number: times the "
        "pairs of a family, as Holm has it, one of 100,000 may read 0.004. For who is tied, and "
        f"for ranks, the standard error of a mean over seeds and the spread of {searches}{none} "
        "are added to the standard error first; the verdict on a pair is about the fits as they "
        "are."
    )


def caution() -> str:
    """Return the sentences on how to read a summary."""
    return (
        "Relative differences are shares of the other’s number, with their interval. Intervals "
        "that overlap do not mean a tie: all baselines serve the same users, so a paired test "
        "tells apart what the intervals do not. Costs are measured, so not the same to the digit "
        "next time."
    )
