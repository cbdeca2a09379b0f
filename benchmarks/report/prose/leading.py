"""What a leaderboard needs said: its marks, its columns, what readers expect of baselines."""

from collections.abc import Iterable, Sequence
from statistics import median

from benchmarks.report.prose import submitting
from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.prose.words import fixed, listed, percent, plural, seconds, verb
from benchmarks.report.sections.audits import Unknown
from benchmarks.report.sections.leaderboard import Board, Line
from benchmarks.report.sections.notes import Notes, Reordered, Repeat
from benchmarks.report.sections.windows import Firsts
from benchmarks.report.text import display

_OFTEN = 0.1  # share of lists from which the fallback is more than a rarity


def marks(lines: Iterable[Line], nouns: Nouns) -> str:
    """Return the sentences on the marks beside the numbers of a leaderboard."""
    used = [mark for line in lines for mark in line.marks]
    words = " ".join(used)
    parts = []
    if "best" in words:
        close = ", to those named as practically equal by less than the margin"
        equal = close if "practically" in words else ""
        parts.append(f"A number marked best is significantly ahead of all others{equal}.")
    if "tied" in used:
        parts.append("Nobody is significantly ahead of those marked tied.")
    if any(used):
        parts.append("Paired tests, adjusted by Holm over all pairs.")
    else:
        parts.append(f"No number is marked: nothing was tested, or on too few {nouns.users}.")
    return " ".join(parts)


def cost(line: Line) -> str:
    """Return the seconds of a fit; of what was submitted they are as its authors report."""
    claimed = line.submitted and line.fit_seconds is not None
    return f"{seconds(line.fit_seconds)}{' (as reported)' if claimed else ''}"


def columns(board: Board, sizes: bool, unknown: Unknown | None) -> str:
    """Return the sentences on the columns of a leaderboard.

    sizes : whether fits are for several sizes of history
    unknown : shares of the test rows whose `user` or `item` training does not have
    """
    rated = "rmse" in board.others
    falls = "RMSE falls as predictions get better" if rated else ""
    over = "seeds and sizes of history" if sizes else "seeds"
    gini = any(metric.partition("@")[0] == "gini" for metric in board.others)
    equal = "Gini is 0 when all items are recommended equally often" if gini else ""
    scales = "; ".join(filter(None, [falls, equal]))
    ratings = "; that of ratings is the share of predicted ratings where user or item was unknown"
    said = (
        f"A dash is a number that baseline or data do not give. {scales}{'. ' * bool(scales)}"
        f"Fit seconds are the median over {over}, measured and not reproducible to the digit. "
        "Fallback is the share of lists in order of popularity because the baseline could not tell "
        f"items apart{ratings if board.rating_fallback else ''}."
    )
    said += _mixed([line.fallback_share for line in board.rows])
    if any(line.submitted for line in board.rows):
        said += f" {submitting.marked()}"
    return f"{said} {_unknown(unknown)}".rstrip() if rated and unknown else said


def _mixed(fallbacks: Iterable[float | None]) -> str:
    r"""Return the sentence on lists that many baselines take from popularity; or none.

    >>> _mixed([0.0, None, 0.01])
    ''
    >>> _mixed([0.0, 0.46, 0.5])[:47]
    ' For 2 baselines that is 48\xa0% of lists (median)'
    """
    shares = [share for share in fallbacks if share and share >= _OFTEN]
    if not shares:
        return ""
    return (
        f" For {plural(len(shares), 'baseline')} that is {percent(median(shares))} of lists "
        "(median), of those about whom training tells nothing: their numbers mix what they know "
        "with what popularity is worth to strangers."
    )


def _unknown(shares: Unknown) -> str:
    """Return the sentence on ratings by users or of items that training lacks; or none."""
    phrases = [(shares.user, "are by a user"), (shares.item, "are of an item")]
    parts = [f"{percent(share)} {words}" for share, words in phrases if share]
    if not parts:
        return ""
    return (
        f"Of the ratings that RMSE is about, {listed(parts)} without training rows: "
        "there a prediction falls back on what is left, such as an average."
    )


def by_fold(firsts: Firsts) -> str:
    """Return the sentence on who is first in each fold.

    >>> by_fold(Firsts("windows", "ndcg@10", [("ease", 3), ("als", 1)], 4))
    'Of the 4 windows, each on its own, ease is first by nDCG@10 in 3 and als in 1.'
    >>> by_fold(Firsts("windows", "ndcg@10", [("ease", 2), ("als", 1)], 2))[49:]
    'by nDCG@10 in 2 and als in 1 (who shares a first place has it).'
    """
    (name, times), *others = firsts.times
    said = f"{name} is first by {display(firsts.metric)} in {times}"
    others_said = [f"{other} in {count}" for other, count in others]
    is_shared = sum(count for _, count in firsts.times) > firsts.n_folds
    shared = " (who shares a first place has it)" if is_shared else ""
    counted = listed([said, *others_said])
    return f"Of the {firsts.n_folds} {firsts.called}, each on its own, {counted}{shared}."


def notes(section: Notes, nouns: Nouns) -> str:
    """Return the sentences on single baselines that readers expect, where the numbers say so."""
    parts = [_hard_to_beat(section.repeat, nouns)] if section.repeat else []
    if section.below_popular:
        parts.append(below_popular(section.below_popular, section.predictors))
    if section.masked:
        parts.append(masked(section.masked, nouns))
    if section.reordered:
        parts.append(reordered(section.reordered))
    return " ".join(parts)


def masked(name: str, nouns: Nouns) -> str:
    """Return the sentence on buying again under a view that masks what users had.

    >>> masked("repeat", Nouns())
    'repeat ranks by popularity alone here: the view masks what a user had, which is its own part.'
    """
    had = "bought" if nouns.bought else "had"
    return (
        f"{name} ranks by popularity alone here: the view masks what a {nouns.user} {had}, which "
        "is its own part."
    )


def _hard_to_beat(runners: Repeat, nouns: Nouns) -> str:
    choose, chose = ("buy", "bought") if nouns.bought else ("choose", "chose")
    first, second = runners.first, runners.second
    return (
        f"{first.baseline} is hard to beat: {nouns.users} {choose} again what they {chose}, and "
        f"the next, {second.baseline}, reaches {_headline(second)} against {_headline(first)}."
    )


def _headline(line: Line) -> str:
    return fixed(line.headline.value if line.headline else None)


def below_popular(names: Sequence[str], predictors: int) -> str:
    """Return the sentence on baselines that predict ratings and rank worse than popularity.

    >>> below_popular(["svd", "nmf"], 3)
    'svd and nmf are made to predict ratings; as rankings they come below popularity alone.'
    """
    come = verb(names, "it comes", "they come")
    if len(names) == predictors > 1:
        come = "all of them come"
    return (
        f"{listed(names)} {verb(names, 'is', 'are')} made to predict ratings; "
        f"as rankings {come} below popularity alone."
    )


def reordered(section: Reordered) -> str:
    """Return the sentence on two formulas of average precision and the orders that they give."""
    first, second = map(display, section.metrics)
    if not section.differently:
        return f"{first} and {second} order no pair of baselines the other way round."
    ahead, behind = section.farthest
    (a, b), (c, d) = section.values
    return (
        f"{first} and {second} order {section.differently} of {section.pairs} pairs of baselines "
        f"differently, as only the first counts what a list misses: {ahead} is ahead of {behind} "
        f"by the first ({fixed(a)} against {fixed(b)}) and behind by the second ({fixed(c)} "
        f"against {fixed(d)})."
    )
