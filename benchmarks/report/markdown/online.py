"""The tables of the section on online experiments, in Markdown."""

from benchmarks.contract.rows_of_logs import Experiment
from benchmarks.report.markdown.table import table
from benchmarks.report.prose import experimenting as say
from benchmarks.report.prose import planning, shopping
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
    return table(heads, map(_experiment, section.logged), "lllr")


def _experiment(ran: Ran) -> list[str]:
    test = ran.test
    interval = say.between(test.ci_low, test.ci_high)
    return [
        ran.source,
        *map(_policy, ran.rates),
        f"{say.points(test.difference)} ({interval})",
        fixed(test.p_value),
        fixed(ran.p_holm),
        percent(test.power),
        say.points(test.detectable_difference),
    ]


def _policy(served: Experiment) -> str:
    return f"{served.policy} {say.rate(served.click_rate)} ({say.bounds(served)})"


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
    for candidate in section.candidates:
        estimate = candidate.estimate
        click_rate = f"{say.rate(estimate.click_rate)} ({say.bounds(estimate)})"
        effective = say.effective(candidate.overlap)
        overlap = "too thin" if candidate.overlap.warning else "enough"
        rows.append([candidate.source, estimate.policy, click_rate, effective, overlap])
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
    rows = []
    for duel in section.duels:
        users = map(count, duel.users.values())
        rows.append([duel.subject, duel.source, *users, planning.ratio(duel.ratio)])
    return table(heads, rows, "llr")


def agreement(told: Agreement) -> str:
    """Return the metrics of a benchmark that tell the simulated winner best."""
    heads = [f"metric, {told.source}", "same winner, simulated", "Kendall’s τ", "pairs"]
    rows = [
        [display(line.metric), percent(line.same), fixed(line.tau, 2), line.pairs]
        for line in told.lines[:_LONGEST]
    ]
    return table(heads, rows, "lr")


def business(shop: Business) -> str:
    """Return what a shop would look at; what is about new customers has n and interval."""
    heads = ["baseline", *(shopping.head(measure, shop) for measure in shop.measures)]
    rows = []
    for name, on_front, cells in shop.rows:
        label = f"{name} ●" if on_front else name
        numbers = zip(cells, shop.measures, strict=True)
        amounts = [shopping.amount_of_few(cell, measure, shop) for cell, measure in numbers]
        rows.append([label, *amounts])
    return table(heads, rows, "lr")


def internal(section: Online) -> str:
    """Return what people preferred, pair by pair."""
    heads = ["benchmark", "baseline", "other", "judgements", "preferred / neither / other"]
    rows = []
    for pair in section.internal["pairs"]:
        own = ", own taste" if pair["taste"] == "own" else ""
        p_holm = fixed(float(pair["p_holm"])) if pair["p_holm"] else NONE
        labels = [pair["benchmark"] + own, pair["baseline"], pair["other"], pair["judgements"]]
        preferred = " / ".join(str(pair[name]) for name in ("wins", "ties", "losses"))
        rows.append([*labels, preferred, p_holm])
    return table([*heads, "p, Holm"], rows, "lllr")
