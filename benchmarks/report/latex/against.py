"""All baselines of a leaderboard against the reference, as a table of a paper."""

from benchmarks.report.inputs import Inputs, Leaderboard
from benchmarks.report.latex import captions
from benchmarks.report.latex.table import Table, caption
from benchmarks.report.latex.tex import DASH, code, escape, in_column, minus, short, small
from benchmarks.report.prose.words import whole_percent
from benchmarks.report.rows import Pair
from benchmarks.report.sections.verdicts import Standing
from benchmarks.report.text import display

_HEADS = ("win/tie/loss", "$p$", "verdict")
_COLUMNS = (
    "$\\Delta$: difference, with its 95\\,\\% interval; $d$: mean difference of users over its "
    "standard deviation; win, tie and loss in per cent of users; $p$: adjusted by Holm."
)
_METHODS = (
    "Intervals and p are by the symmetric studentized bootstrap over users; p is adjusted over all "
    "pairs of baselines."
)


def table(board: Leaderboard, standings: dict[str, Standing], inputs: Inputs) -> Table | None:
    """Return all baselines against the reference, by the first headline metric that was tested."""
    reference = inputs.settings.comparison.reference
    for standing in standings.values():
        pairs = standing.against(reference)
        if pairs:
            metric = escape(display(standing.metric))
            heads = ["baseline", metric, r"$\Delta$ [95\,\%]", r"$\Delta$ \%", "$d$", *_HEADS]
            said, left = caption(_sentences(board, standing, pairs[0], inputs))
            return Table(
                label=f"tab:comparison-{board.name}",
                caption=said,
                heads=heads,
                rows=[_row(pair) for pair in pairs],
                align="lrlrrrrl",
                notes=(*left, _METHODS, *captions.works(board, [], inputs)),
            )
    return None


def _sentences(board: Leaderboard, standing: Standing, first: Pair, inputs: Inputs) -> list[str]:
    """Return the sentences of the caption; `first` is a pair with the reference."""
    metric = escape(display(standing.metric))
    reference = f"{code(first.other)} ({short(first.other_value)})"
    margin = f"{100 * inputs.settings.comparison.margin:g}"
    return [
        f"{captions.title(board, inputs)}: {metric} against {reference}, "
        f"{standing.n_users:,} users.",
        _COLUMNS,
        captions.fingerprint(board, standing.metric, inputs),
        f"Equal: the interval lies within {margin}\\,\\% of the mean of the two numbers, or no "
        "user's number differs.",
    ]


def _row(pair: Pair) -> list[str]:
    difference = _signed(pair.difference)
    if pair.low is not None and pair.high is not None:
        difference += f" {small(f'[{_signed(pair.low)}, {_signed(pair.high)}]')}"
    return [
        in_column(pair.baseline),
        short(pair.value),
        difference,
        DASH if pair.relative is None else minus(f"{100 * pair.relative:+.1f}"),
        DASH if pair.effect_size is None else minus(f"{pair.effect_size:+.2f}"),
        _shares(pair),
        r"$<$.001" if pair.p < 0.001 else short(pair.p, 3),
        pair.verdict.replace("practically ", ""),
    ]


def _signed(number: float) -> str:
    """Return a difference with its sign as mathematics, without a zero before its point."""
    return minus(f"{number:+.4f}").replace("$0.", "$.")


def _shares(pair: Pair) -> str:
    """Return the shares of users who win, tie and lose, in per cent."""
    if pair.win is None or pair.tie is None or pair.loss is None:
        return DASH
    return "/".join(_whole(share) for share in (pair.win, pair.tie, pair.loss))


def _whole(share: float) -> str:
    """Return a share in whole per cent, with its signs as mathematics."""
    return whole_percent(share).replace("<", "$<$").replace(">", "$>$")
