"""Tables for a paper: the numbers of each benchmark, and each baseline against the reference."""

from benchmarks import metrics
from benchmarks.contract import paths
from benchmarks.contract.files import whole_folder, write_text
from benchmarks.report.inputs import Inputs, Leaderboard, Numbers
from benchmarks.report.latex.setup import experimental_setup
from benchmarks.report.latex.tex import DASH, Table, code, escape, minus, short, small
from benchmarks.report.prose import setup, submitting
from benchmarks.report.rows import Estimate, Pair
from benchmarks.report.sections import verdicts
from benchmarks.report.sections.leaderboard import in_order
from benchmarks.report.sections.verdicts import Standing
from benchmarks.report.text import display
from benchmarks.splits.wording import listed

_HEADS = ("win/tie/loss", "$p$", "verdict")
_MARKS = (
    "Bold: significantly ahead of all others; $\\dagger$: the leader and those not significantly "
    "behind it (paired sign-flip randomization, Holm over all pairs, 5\\,\\%)."
)
_INTERVALS = (
    "In brackets 95\\,\\% bootstrap intervals over users; $\\pm$ is the standard deviation over "
    "seeds."
)
_COLUMNS = (
    "$\\Delta$: difference with its 95\\,\\% bootstrap interval over users; $d$: mean difference "
    "of users over its standard deviation; win, tie and loss in per cent of users; $p$: paired "
    "sign-flip randomization, adjusted by Holm over all pairs of baselines."
)


def write(inputs: Inputs) -> None:
    """Write reports/tables/."""
    with whole_folder(paths.REPORTS / "tables") as folder:
        write_text(folder / "setup.tex", experimental_setup(inputs))
        for board in inputs.shown:
            standings = verdicts.standings(board.name, inputs)
            table = leaderboard(board, standings, inputs)
            if table:
                write_text(folder / f"{board.name}.tex", table.written())
            compared = comparison(board, standings, inputs)
            if compared:
                write_text(folder / f"comparison-{board.name}.tex", compared.written())


def leaderboard(board: Leaderboard, standings: dict[str, Standing], inputs: Inputs) -> Table | None:
    """Return the table of a benchmark's headline metrics and coverage, or None without any number.

    standings : what the tests say, by metric
    """
    by_metric = {metric: inputs.numbers(board.name, metric) for metric in columns(inputs)}
    by_metric = {metric: numbers for metric, numbers in by_metric.items() if numbers}
    if not by_metric:
        return None
    ranked = [name for metric, numbers in by_metric.items() for name in in_order(numbers, metric)]
    rows = []
    for name in dict.fromkeys(ranked):
        cells = [
            _number(numbers.get(name), _mark(standings, metric, name))
            for metric, numbers in by_metric.items()
        ]
        rows.append([code(name), *cells])
    heads = [f"{escape(display(metric))} {_arrow(metric)}" for metric in by_metric]
    caption = _caption(board, standings, by_metric, inputs)
    return Table(f"tab:{board.name}", caption, ["baseline", *heads], rows)


def columns(inputs: Inputs) -> list[str]:
    """Return the metrics of the table: the headline, with coverage after those of lists."""
    headline = inputs.settings.headline
    lists = [metric for metric in headline if "@" in metric]
    reach = []
    if lists and "coverage" in inputs.settings.metrics:
        reach = [f"coverage@{lists[0].partition('@')[2]}"]
    return list(dict.fromkeys([*lists, *reach, *headline]))


def comparison(board: Leaderboard, standings: dict[str, Standing], inputs: Inputs) -> Table | None:
    """Return all baselines against the reference, by the first headline metric that was tested."""
    reference = inputs.settings.comparison.reference
    for standing in standings.values():
        against = standing.against(reference)
        if against:
            metric = escape(display(standing.metric))
            heads = ["baseline", metric, r"$\Delta$ [95\,\%]", r"$\Delta$ \%", "$d$", *_HEADS]
            rows = [_against(pair) for pair in against]
            caption = _compared(board, standing, against[0], inputs)
            return Table(f"tab:comparison-{board.name}", caption, heads, rows, "lrlrrrrl")
    return None


def _compared(board: Leaderboard, standing: Standing, first: Pair, inputs: Inputs) -> str:
    """Return the caption of a table against the reference; `first` is one of its pairs."""
    title = _titled(board, inputs)
    metric = escape(display(standing.metric))
    reference = f"{code(first.other)} ({first.other_value:.4f})"
    margin = f"{100 * inputs.settings.comparison.margin:g}"
    return (
        f"{title}: {metric} of each baseline against {reference}, "
        f"for {standing.n_users:,} users. {_COLUMNS} Equal: the "
        f"interval lies within {margin}\\,\\% of the mean of the two numbers, or no user's number "
        f"differs. {_fingerprint(board, standing.metric, inputs)}"
    )


def _arrow(metric: str) -> str:
    return r"$\downarrow$" if metrics.falls(metric) else r"$\uparrow$"


def _mark(standings: dict[str, Standing], metric: str, baseline: str) -> str:
    return standings[metric].mark(baseline) if metric in standings else ""


def _number(estimate: Estimate | None, mark: str) -> str:
    """Return a number with its interval, or the spread of its seeds without; a dash for none."""
    if estimate is None:
        return DASH
    value = f"{estimate.value:.4f}"
    marked = {"best": f"\\textbf{{{value}}}", "tied": f"{value}$^\\dagger$"}.get(mark, value)
    if estimate.low is not None and estimate.high is not None:
        behind = small(f"[{short(estimate.low)}, {short(estimate.high)}]")
        return f"{marked} {behind}"
    if estimate.sd is not None:
        spread = small(f"$\\pm$ {short(estimate.sd)}")
        return f"{marked} {spread}"
    return marked


def _against(pair: Pair) -> list[str]:
    difference = f"{pair.difference:+.4f}"
    if pair.low is not None and pair.high is not None:
        interval = f"[{pair.low:+.4f}, {pair.high:+.4f}]"
        difference += f" {small(interval)}"
    return [
        code(pair.baseline),
        f"{pair.value:.4f}",
        minus(difference),
        DASH if pair.relative is None else minus(f"{100 * pair.relative:+.1f}"),
        DASH if pair.effect_size is None else minus(f"{pair.effect_size:+.2f}"),
        _shares(pair),
        r"$<$.001" if pair.p < 0.001 else f"{pair.p:.3f}".removeprefix("0"),
        pair.verdict.replace("practically ", ""),
    ]


def _shares(pair: Pair) -> str:
    """Return the shares of users who win, tie and lose, in per cent."""
    if pair.win is None or pair.tie is None or pair.loss is None:
        return DASH
    return "/".join(f"{100 * share:.0f}" for share in (pair.win, pair.tie, pair.loss))


def _caption(
    board: Leaderboard,
    standings: dict[str, Standing],
    by_metric: dict[str, Numbers],
    inputs: Inputs,
) -> str:
    scored, rules = setup.scored(board, inputs), setup.protocol(board, inputs)
    sentences = [*scored, *rules, *setup.untuned(board, inputs)]
    close = [
        _equals(standing)
        for metric, standing in standings.items()
        if metric in by_metric and standing.best and standing.equal
    ]
    parts = [f"{_titled(board, inputs)}.", *map(escape, sentences), _INTERVALS]
    parts += [_MARKS] if standings else []
    parts += [submitting.marked()] if inputs.submitted(board.benchmark) else []
    return " ".join([*parts, *close, "A dash: not applicable.", _fingerprint(board, "", inputs)])


def _equals(standing: Standing) -> str:
    """Return the clause on a leader that is ahead of some by practically nothing."""
    metric, leader = escape(display(standing.metric)), code(standing.leader)
    equal = listed([code(name) for name in standing.equal])
    return f"By {metric}, {leader} is best, yet practically equal to {equal}."


def _titled(board: Leaderboard, inputs: Inputs) -> str:
    facts = inputs.facts_of(board)
    dataset = inputs.settings.benchmark(board.benchmark).dataset
    return f"{escape(facts['title'] if facts else dataset)} ({code(board.name)})"


def _fingerprint(board: Leaderboard, metric: str, inputs: Inputs) -> str:
    """Return the words on the fingerprint of a metric, or of the protocol for ""; none unknown."""
    wanted = metric or "protocol"
    for row in inputs.fingerprints[board.name]:
        if row.metric == wanted and not row.view:
            kind = "metric" if metric else "protocol"
            return f"Fingerprint of the {kind}: \\texttt{{{row.fingerprint}}}."
    return ""
