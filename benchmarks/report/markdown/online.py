"""The tables of the section on online experiments, in Markdown."""

from benchmarks.report.markdown.table import table
from benchmarks.report.prose import experimenting as say
from benchmarks.report.prose import shopping
from benchmarks.report.prose.words import NONE, count, fixed, percent
from benchmarks.report.sections.logged import Ran
from benchmarks.report.sections.online import Online
from benchmarks.report.sections.planned import Agreement
from benchmarks.report.sections.shop import Business
from benchmarks.report.text import display

_LONGEST = 10  # rows of a table of metrics


def experiments(section: Online) -> str:
    """Return the experiments as they ran."""
    heads = ["experiment", "first policy", "second policy", "difference, points", "p", "p, Holm"]
    heads += ["power for it", "detectable, points"]
    return table(heads, [_experiment(one) for one in section.logged], "lllr")


def _experiment(one: Ran) -> list[str]:
    test = one.test
    rates = [f"{got.policy} {say.rate(got.click_rate)} ({say.bounds(got)})" for got in one.rates]
    difference = f"{say.points(test.difference)} ({say.between(test.ci_low, test.ci_high)})"
    p = [fixed(test.p_value), fixed(one.p_holm)]
    shown = [percent(test.power), say.points(test.detectable_difference)]
    return [one.source, *rates, difference, *p, *shown]


def estimators(section: Online) -> str:
    """Return how far the estimators can be trusted."""
    heads = ["estimator", "relative error on the real ones, rms", "interval holds the real rate"]
    heads += ["simulated: relative bias", "simulated: relative rms error"]
    heads += ["simulated: coverage of 95 %"]
    rows = []
    for line in section.trust:
        real = [percent(line.rms), f"{line.covered} of {line.n}", say.span(line.relative_bias)]
        simulated = [say.span(pair, signed=False) for pair in (line.relative_rmse, line.coverage)]
        rows.append([line.name, *real, *simulated])
    return table(heads, rows, "lr")


def candidates(section: Online) -> str:
    """Return the baselines as policies."""
    heads = ["experiment", "policy", "click rate", "effective clicks", "overlap"]
    rows = []
    for one in section.candidates:
        got = one.estimate
        click_rate = f"{say.rate(got.click_rate)} ({say.bounds(got)})"
        overlap = "too thin" if one.overlap.warning else "enough"
        rows.append([one.source, got.policy, click_rate, say.effective(one.overlap), overlap])
    return table(heads, rows, "llrrl")


def needs(section: Online) -> str:
    """Return what planned tests need."""
    heads = ["pair", "data", "outcome", "difference", "A/B, users", "days", "with CUPED"]
    heads += ["within users", "detectable in 14 days"]
    rows = []
    for line in section.needs:
        plan = line.difference
        labels = [line.subject, line.source, display(line.outcome), fixed(plan.difference, 4)]
        needed = [plan.users_needed, plan.days, line.cuped, line.within]
        rows.append([*labels, *map(count, needed), fixed(line.detectable, 4)])
    return table(heads, rows, "lllr")


def duels(section: Online) -> str:
    """Return the users that simulated tests need."""
    heads = ["pair", "data", "A/B: simulated users needed"]
    heads += ["interleaving: simulated users needed", "A/B over interleaving"]
    rows = [
        [one.subject, one.source, *map(count, one.users.values()), say.ratio(one.ratio)]
        for one in section.duels
    ]
    return table(heads, rows, "llr")


def agreement(one: Agreement) -> str:
    """Return the metrics of a benchmark that tell the simulated winner best."""
    heads = [f"metric, {one.source}", "same winner, simulated", "Kendall’s τ", "pairs"]
    rows = [
        [display(line.metric), percent(line.same), fixed(line.tau, 2), line.pairs]
        for line in one.lines[:_LONGEST]
    ]
    return table(heads, rows, "lr")


def business(one: Business) -> str:
    """Return what a shop would look at."""
    heads = ["baseline", *map(display, one.measures)]
    rows = []
    for name, front, cells in one.rows:
        amounts = [
            shopping.amount(cell, measure)
            for cell, measure in zip(cells, one.measures, strict=True)
        ]
        rows.append([f"{name} ●" if front else name, *amounts])
    return table(heads, rows, "lr")


def internal(section: Online) -> str:
    """Return what people preferred, pair by pair."""
    heads = ["benchmark", "baseline", "other", "judgements", "preferred / neither / other"]
    rows = []
    for pair in section.internal["pairs"]:
        own = ", own taste" if pair["taste"] == "own" else ""
        p_holm = fixed(float(pair["p_holm"])) if pair["p_holm"] else NONE
        labels = [pair["benchmark"] + own, pair["baseline"], pair["other"], pair["judgements"]]
        rows.append([*labels, f"{pair['wins']} / {pair['ties']} / {pair['losses']}", p_holm])
    return table([*heads, "p, Holm"], rows, "lllr")
