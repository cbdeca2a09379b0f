"""The searches for parameters, in words."""

from collections.abc import Iterable, Sequence

from benchmarks.contract.settings import Trials
from benchmarks.report.prose.pairs import signed, signed_share
from benchmarks.report.prose.words import NONE, PER_CENT, fixed, listed, plural, verb
from benchmarks.report.sections.budgets import Budget
from benchmarks.report.sections.tuning import OfBenchmark, Search, Tested, Turned, Value

_DEFAULT = "(default parameters)"


def budget(trials: Trials) -> str:
    """Return how many trials a search has, in words.

    >>> budget(Trials(few=20, many=60, beyond=20))
    '20 trials for each baseline of one or two searched parameters and 60 for each of more'
    """
    few = plural(trials.few, "trial")
    if trials.few == trials.many:
        return f"{few} for each baseline that has parameters to search"
    return (
        f"{few} for each baseline of one or two searched parameters and {trials.many} for each of "
        "more"
    )


def introduction(trials: Trials | None, searched: bool) -> str:
    """Return the sentences on how parameters are searched.

    trials : the budget, None without any search space
    searched : whether any search has been made
    """
    if not trials:
        return "Nothing is searched: no baseline has a search space."
    number = budget(trials)
    if not searched:
        return (
            "Nothing has been searched yet: all parameters are defaults. `make tune` would have "
            f"{number}, on each leaderboard."
        )
    return (
        f"{number}, on each leaderboard, the default configuration as trial 0.{_beyond(trials)} A "
        "trial learns from the training part and is judged on the validation part only: by "
        "nDCG@10 of the view that the leaderboard judges, or by RMSE if the baseline only "
        "predicts ratings. No trial but the chosen one is scored on the test part; what the "
        "defaults are worth there is told beside it and decides nothing. The search spaces stand "
        "in the baselines’ files, all trials in tuned/."
    )


def _beyond(trials: Trials) -> str:
    if not trials.beyond:
        return ""
    return (
        " Where the best lies at an edge of the space that is not natural, that edge is moved "
        "once, by a decade on a logarithmic scale or else by the range’s width, as far as the "
        f"baseline takes it, for {plural(trials.beyond, 'further trial')}, the same number for "
        "every baseline."
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


def marks(values: Sequence[Value], in_use: bool, repeated: Sequence[float] = ()) -> str:
    """Return what a reader should mind of chosen values.

    repeated : what searches with other seeds reached on the validation part
    """
    edges = [value.text for value in values if value.edge]
    parts = [f"at the edge of its space: {', '.join(edges)}"] if edges else []
    if repeated:
        low, high = fixed(min(repeated), 4), fixed(max(repeated), 4)
        seeds = plural(len(repeated), "other seed")
        parts.append(f"validation with {seeds}: {low} to {high}")
    if not in_use:
        parts.append("not the value in force")
    return "; ".join(parts)


def trials(search: Search) -> str:
    """Return the number of trials, those beyond an edge apart.

    >>> trials(Search("ease", 40, None, "ndcg@10", 0.1, 0.2, 1.0, False, False, [], True, 20))
    '20 + 20'
    """
    own = search.trials - search.beyond
    return f"{own} + {search.beyond}" if search.beyond else f"{own}"


def tested(figures: Tested | None) -> tuple[str, str, str]:
    r"""Return the value on the test part, the gain over the defaults there, and the gap.

    >>> tested(Tested(0.16, 0.18, 0.125, -0.0123)), tested(None)
    (('0.1800', '+12.5\xa0%', '−0.0123'), ('–', '–', '–'))
    """
    if figures is None:
        return NONE, NONE, NONE
    return fixed(figures.chosen, 4), signed_share(figures.gain), signed(figures.gap, 4)


def of_benchmark(searches: OfBenchmark) -> str:
    """Return the sentences below the searches of a benchmark; or none."""
    waiting, also = searches.waiting, searches.also
    flat = [row.baseline for row in searches.rows if row.flat]
    parts = []
    if searches.view:
        parts.append(f"Judged in the view {searches.view}.")
    if waiting:
        values = f"(the values of {searches.of})" if searches.of else _DEFAULT
        parts.append(f"Tunable and not searched yet {values}: {listed(waiting)}.")
    earlier = [row.baseline for row in searches.rows if row.earlier]
    if earlier:
        parts.append(
            "Made by an earlier rule, with another budget, space or view, and to be made anew: "
            f"{listed(earlier)}."
        )
    if also:
        rank, share = verb(also, "ranks", "rank"), verb(also, "shares", "share")
        parts.append(f"{listed(also)} {rank} the same fits and {share} the values.")
    if flat:
        keeps, are = verb(flat, "it keeps its", "they keep their"), verb(flat, "is", "are")
        parts.append(
            f"Nothing to choose by: all trials of {listed(flat)} have one objective, so {keeps} "
            f"default parameters and {are} not called tuned."
        )
    parts += [_turned(searches.turned)] if searches.turned else []
    return " ".join(parts)


def _turned(pair: Turned) -> str:
    """Say of which two baselines the validation part tells another order than the test part."""
    one, other = pair.validated, pair.tested
    return (
        "The validation part follows what is learnt from at once and the test part later, so that "
        "short memory may be worth more on the first. The order that differs most: "
        f"{one.baseline} ({fixed(one.chosen, 4)}) is ahead of {other.baseline} "
        f"({fixed(other.chosen, 4)}) on the validation part and behind it on the test part "
        f"({tested(one.tested)[0]} and {tested(other.tested)[0]})."
    )


def second_view(flat: Sequence[str]) -> str:
    """Return the sentences on baselines that have defaults in a second view too; or none."""
    if not flat:
        return ""
    return (
        "Parameters are searched by one view alone. That search found no difference between "
        f"its trials for {listed(flat)}: in this view too "
        f"{verb(flat, 'it has its', 'they have their')} default parameters."
    )


def note(benchmarks: Iterable[OfBenchmark]) -> str:
    """Return the note on the tables of searches, and which benchmarks have none yet."""
    unsearched = [block.name for block in benchmarks if block.waiting and not block.rows]
    rest = f" Not searched yet {_DEFAULT}: {listed(unsearched)}." if unsearched else ""
    return (
        "Gain is by how much the objective improved on the default, in per cent of it: on the "
        "validation part, and on the test part where the defaults were run there too. The gap is "
        "by how much the chosen parameters look better on the validation part than on the test "
        "part, which differ in more than the choice. Seconds are "
        "those of the whole search, measured. A value at the edge of its space may have its "
        f"optimum beyond. Values marked * were found by early stopping, not drawn.{rest}"
    )


def budget_caption(drawn: Budget) -> str:
    """Return what stands below a figure of what searches are expected to reach."""
    return (
        f"How much the result depends on the budget on {drawn.name}: the best validation objective "
        f"that {plural(len(drawn.lines), 'baseline')} of those that rank high on average are "
        "expected to reach in n trials, the default first and the others drawn without "
        f"replacement from those tried at random, to half their number ({drawn.most}). So "
        "few tell how fast a search gets going, and nothing of what more than its whole budget "
        "would bring; lines that cross mean that the order depends on the budget."
    )


def budget_table(drawn: Budget) -> str:
    """Return the caption of the numbers of such a figure."""
    return f"Expected best objective on {drawn.name}, by number of trials"


def budget_alt(drawn: Budget) -> str:
    """Return what a figure of what searches are expected to reach shows, in a few words."""
    return f"Expected best validation objective over the number of trials on {drawn.name}"


def untunable(bare: Sequence[str], fixed: Sequence[str]) -> str:
    """Return the sentences on baselines without parameters, and on those without a search space."""
    parts = [f"Without parameters to tune: {listed(bare)}."] if bare else []
    if fixed:
        parts.append(f"With parameters but no search space {_DEFAULT}: {listed(fixed)}.")
    return " ".join(parts)
