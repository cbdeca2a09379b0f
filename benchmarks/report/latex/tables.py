"""Tables for a paper: LaTeX with booktabs, the bibliography, and the experimental setup."""

import re

from benchmarks import metrics
from benchmarks.contract import paths
from benchmarks.contract.documents import Reported, Study
from benchmarks.contract.files import whole_folder, write_text
from benchmarks.report import setup
from benchmarks.report.inputs import Estimate, Inputs
from benchmarks.report.latex import bibliography as references
from benchmarks.report.latex.tex import escape
from benchmarks.report.sections import verdicts
from benchmarks.report.sections.leaderboard import in_order
from benchmarks.report.sections.verdicts import Pair, Standing
from benchmarks.report.text import display, listed

DASH = "--"
_HEAD = "% Made by Levelground from the tables of reports/. Needs booktabs and a line of 16 cm or more.\n"


def write(inputs: Inputs) -> None:
    """Write reports/tables/."""
    with whole_folder(paths.REPORTS / "tables") as folder:
        write_text(folder / "setup.tex", experimental_setup(inputs))
        for shown in inputs.shown:
            found = verdicts.standings(shown.name, inputs)
            if board := leaderboard(shown, found, inputs):
                write_text(folder / f"{shown.name}.tex", board)
            if compared := comparison(shown, found, inputs):
                write_text(folder / f"comparison-{shown.name}.tex", compared)


def leaderboard(shown: Reported, found: dict[str, Standing], inputs: Inputs) -> str | None:
    """Return the table of a benchmark's headline metrics and coverage, or None without any number.

    found : what the tests say, by metric
    """
    numbers = {
        metric: inputs.estimates.get((shown.name, "all", metric), {})
        for metric in columns(inputs.settings)
    }
    numbers = {metric: of_metric for metric, of_metric in numbers.items() if of_metric}
    if not numbers:
        return None
    ranked = [name for metric, of_metric in numbers.items() for name in in_order(of_metric, metric)]
    heads = [f"{escape(display(metric))} {_arrow(metric)}" for metric in numbers]
    rows = [
        [
            _named(name),
            *(_number(of.get(name), _mark(found, metric, name)) for metric, of in numbers.items()),
        ]
        for name in dict.fromkeys(ranked)
    ]
    return _table(
        f"tab:{shown.name}", _caption(shown, found, numbers, inputs), ["baseline", *heads], rows
    )


def columns(settings: Study) -> list[str]:
    """Return the metrics of the table: the headline, with coverage after those of lists."""
    lists = [metric for metric in settings.headline if "@" in metric]
    reach = (
        [f"coverage@{lists[0].partition('@')[2]}"]
        if lists and "coverage" in settings.metrics
        else []
    )
    return list(dict.fromkeys([*lists, *reach, *settings.headline]))


def comparison(shown: Reported, found: dict[str, Standing], inputs: Inputs) -> str | None:
    """Return the table of all baselines against the reference, by the first headline metric that was tested."""
    reference = inputs.settings.comparison.reference
    one = next((standing for standing in found.values() if standing.against(reference)), None)
    if one is None or reference is None:
        return None
    metric = escape(display(one.metric))
    value = one.against(reference)[0].other_value
    margin = f"{100 * inputs.settings.comparison.margin:g}"
    caption = (
        f"{_titled(shown, inputs)}: {metric} of each baseline against \\texttt{{{escape(reference)}}} ({value:.4f}), "
        f"for {one.n_users:,} users. $\\Delta$: difference with its 95\\,\\% bootstrap interval over users; $d$: mean "
        "difference of users over its standard deviation; win, tie and loss in per cent of users; $p$: paired "
        "sign-flip randomization, adjusted by Holm over all pairs of baselines. Equal: the interval lies within "
        f"{margin}\\,\\% of the mean of the two numbers, or no user's number differs. "
        f"{_fingerprint(shown, one.metric, inputs)}"
    )
    heads = [
        "baseline",
        metric,
        r"$\Delta$ [95\,\%]",
        r"$\Delta$ \%",
        "$d$",
        "win/tie/loss",
        "$p$",
        "verdict",
    ]
    rows = [_against(pair) for pair in one.against(reference)]
    return _table(f"tab:comparison-{shown.name}", caption, heads, rows, align="lrlrrrrl")


def experimental_setup(inputs: Inputs) -> str:
    """Return the paragraphs of a methods section: one for each benchmark, one for all, one that names the baselines."""
    found = [_HEAD.splitlines()[0].partition(" Needs")[0]]
    for shown in inputs.shown:
        dataset = inputs.settings.benchmark(shown.benchmark).dataset
        first, *others = map(escape, setup.paragraphs(inputs)[shown.name])
        first = f"{first.removesuffix('.')}~{_cite(references.keys_of_data(dataset, inputs))}."
        found.append(f"\\paragraph{{{escape(shown.name)}}}\n" + "\n".join([first, *others]))
    methods = references.keys("statistics", *(["tuning"] if inputs.settings.tuning else []))
    found.append(
        "\\paragraph{Protocol}\n"
        + "\n".join(map(escape, setup.shared(inputs)))
        + f"\nSee {_cite(methods)}."
    )
    cited = [(name, references.keys(f"baseline:{name}")) for name in inputs.settings.baselines]
    names = [f"{_named(name)}~{_cite(keys)}" if keys else _named(name) for name, keys in cited]
    found.append("\\paragraph{Baselines}\n" + ",\n".join(names) + ".")
    return "\n\n".join(found)


def _cite(keys: list[str]) -> str:
    return f"\\cite{{{','.join(keys)}}}"


def _named(baseline: str) -> str:
    return f"\\texttt{{{escape(baseline)}}}"


def _arrow(metric: str) -> str:
    return r"$\downarrow$" if metrics.falls(metric) else r"$\uparrow$"


def _mark(found: dict[str, Standing], metric: str, baseline: str) -> str:
    return found[metric].mark(baseline) if metric in found else ""


def _number(estimate: Estimate | None, mark: str) -> str:
    """Return a number with its interval, or the spread of its seeds where it has none; a dash for none."""
    if estimate is None:
        return DASH
    value = f"{estimate.value:.4f}"
    value = {"best": f"\\textbf{{{value}}}", "tied": f"{value}$^\\dagger$"}.get(mark, value)
    if estimate.low is not None and estimate.high is not None:
        return f"{value} {{\\scriptsize [{_short(estimate.low)}, {_short(estimate.high)}]}}"
    return (
        f"{value} {{\\scriptsize $\\pm$ {_short(estimate.sd)}}}"
        if estimate.sd is not None
        else value
    )


def _short(number: float) -> str:
    """Return a number in four decimals, a zero before the point left out.

    >>> _short(0.25), _short(-0.25), _short(1.25)
    ('.2500', '-.2500', '1.2500')
    """
    return f"{number:.4f}".replace("0.", ".", 1) if abs(number) < 1 else f"{number:.4f}"


def _against(pair: Pair) -> list[str]:
    interval = (
        ""
        if pair.low is None or pair.high is None
        else f" {{\\scriptsize [{pair.low:+.4f}, {pair.high:+.4f}]}}"
    )
    shares = [pair.win, pair.tie, pair.loss]
    p = r"$<$.001" if pair.p < 0.001 else f"{pair.p:.3f}".removeprefix("0")
    return [
        _named(pair.baseline),
        f"{pair.value:.4f}",
        _minus(f"{pair.difference:+.4f}{interval}"),
        DASH if pair.relative is None else _minus(f"{100 * pair.relative:+.1f}"),
        DASH if pair.effect_size is None else _minus(f"{pair.effect_size:+.2f}"),
        DASH
        if None in shares
        else "/".join(f"{100 * share:.0f}" for share in shares if share is not None),
        p,
        pair.verdict.replace("practically ", ""),
    ]


def _minus(text: str) -> str:
    r"""Return signs as mathematics, as a hyphen is no minus; what rounds to 0 has none.

    >>> _minus("-0.0000 [-0.0012, +0.0011]")
    '0.0000 [$-$0.0012, $+$0.0011]'
    """
    text = re.sub(r"[+-](0\.0+)(?!\d)", r"\1", text)
    return text.replace("-", "$-$").replace("+", "$+$")


def _caption(
    shown: Reported,
    found: dict[str, Standing],
    numbers: dict[str, dict[str, Estimate]],
    inputs: Inputs,
) -> str:
    marks = (
        "Bold: significantly ahead of all others; $\\dagger$: the leader and those not significantly behind it (paired "
        "sign-flip randomization, Holm over all pairs, 5\\,\\%)."
    )
    return " ".join(
        [
            f"{_titled(shown, inputs)}.",
            *map(
                escape,
                [
                    *setup.scored(shown, inputs),
                    *setup.protocol(shown, inputs),
                    *setup.untuned(shown, inputs),
                ],
            ),
            "In brackets 95\\,\\% bootstrap intervals over users; $\\pm$ is the standard deviation over seeds.",
            *([marks] if found else []),
            *[
                _equals(one)
                for metric, one in found.items()
                if metric in numbers and one.best and one.equal
            ],
            "A dash: not applicable.",
            _fingerprint(shown, None, inputs),
        ]
    )


def _equals(one: Standing) -> str:
    """Return the clause on a leader that is ahead of some by so little that they are practically equal."""
    named = listed([_named(name) for name in one.equal])
    return f"By {escape(display(one.metric))}, {_named(one.leader)} is best, yet practically equal to {named}."


def _titled(shown: Reported, inputs: Inputs) -> str:
    dataset = inputs.settings.benchmark(shown.benchmark).dataset
    title = (inputs.datasets[dataset] or {"title": dataset})["title"]
    return f"{escape(title)} (\\texttt{{{escape(shown.name)}}})"


def _fingerprint(shown: Reported, metric: str | None, inputs: Inputs) -> str:
    """Return the words on the fingerprint of a metric, or of the protocol, as far as known."""
    wanted = metric or "protocol"
    rows = [
        row
        for row in inputs.fingerprints[shown.name]
        if row["metric"] == wanted and row["slice"] == "all"
    ]
    return (
        f"Fingerprint of the {'metric' if metric else 'protocol'}: \\texttt{{{rows[0]['fingerprint']}}}."
        if rows
        else ""
    )


def _table(
    label: str, caption: str, heads: list[str], rows: list[list[str]], align: str = ""
) -> str:
    lines = [" & ".join(cells) + r" \\" for cells in rows]
    return "\n".join(
        [
            _HEAD + r"\begin{table*}",
            r"\centering",
            f"\\caption{{{caption.strip()}}}",
            f"\\label{{{label}}}",
            r"\vspace{4pt}",
            r"\footnotesize",
            r"\setlength{\tabcolsep}{1.7pt}",
            f"\\begin{{tabular}}{{@{{}}{align or 'l' * len(heads)}@{{}}}}",
            r"\toprule",
            " & ".join(heads) + r" \\",
            r"\midrule",
            *lines,
            r"\bottomrule",
            r"\end{tabular}",
            r"\end{table*}",
        ]
    )
