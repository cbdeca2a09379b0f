"""The experiment as it ran: the click rates of the policies that were served, and how sure one can be."""

from benchmarks.online.rounds import Rounds
from benchmarks.online.rows import Row, interval, row
from benchmarks.online.settings import Online
from benchmarks.stats import clustered, rates

Logs = dict[str, dict[str, Rounds]]


def rows(logs: Logs, settings: Online) -> list[Row]:
    """Compare the policies of each campaign; the unit is a row, an item shown at a position."""
    found = []
    for campaign, policies in logs.items():
        source = f"{settings.logs}/{campaign}"
        for policy, rounds in policies.items():
            found += _rate(source, policy, rounds)
        (first, control), (second, treatment) = policies.items()
        found += _difference(source, f"{first} → {second}", control, treatment, settings)
    return found


def _rate(source: str, policy: str, rounds: Rounds) -> list[Row]:
    clicks, n = int(rounds.click.sum()), len(rounds.click)
    pages = len(set(rounds.impression.tolist()))
    effect = clustered.design_effect(rounds.click, rounds.impression)
    note = f"{clicks} clicks; Wilson interval"
    together = f"{pages} page views, told by user features and time; 1 means that rows count as independent"
    return [
        row(
            "real",
            "logged",
            source,
            policy,
            "click_rate",
            clicks / n,
            **interval(rates.wilson(clicks, n)),
            n=n,
        )
        | {"note": note},
        row("real", "logged", source, policy, "design_effect", effect, n=n, note=together),
    ]


def _difference(
    source: str, subject: str, control: Rounds, treatment: Rounds, settings: Online
) -> list[Row]:
    clicks = (int(control.click.sum()), int(treatment.click.sum()))
    n = (len(control.click), len(treatment.click))
    observed, wanted = (clicks[0] / n[0], clicks[1] / n[1]), settings.power
    least = rates.detectable(observed[0], n, wanted)
    needed = rates.rows_needed(observed, wanted)
    seen = (
        f"for the difference seen, with power {wanted:g}"
        if observed[0] != observed[1]
        else "no difference was seen"
    )
    measures = {
        "difference": (
            observed[1] - observed[0],
            "Newcombe interval",
            interval(rates.newcombe(clicks, n)),
        ),
        "p_value": (
            rates.two_proportions(clicks, n),
            "two-sided z-test, pooled variance",
            {},
        ),
        "power": (
            rates.power(observed, n),
            "to find the difference seen; says no more than the p-value",
            {},
        ),
        "detectable_difference": (
            least,
            f"the smallest rise over {subject.split()[0]} with power {wanted:g}",
            {},
        ),
        "rows_needed": (needed, f"per policy, {seen}", {}),
    }
    return [
        row("real", "logged", source, subject, measure, value, **bounds, n=sum(n), note=note)
        for measure, (value, note, bounds) in measures.items()
    ]
