"""What the section on online experiments says of planned and of simulated tests."""

from benchmarks.contract.rows_of_plans import Simulated
from benchmarks.report.prose.words import NONE, count, percent
from benchmarks.report.sections.online import Online, Powers
from benchmarks.report.sections.planned import Agreement
from benchmarks.report.text import display

_NO_RATIO = {
    "undecided": "no number: the drafts leave open which one interleaving prefers",
    "opposite": "no number: interleaving prefers the one with fewer expected clicks, and no number "
    "of users finds the same",
}


def needing(section: Online) -> str:
    """Return what the table of planned tests is about."""
    return (
        "What a test of two baselines would need to find the difference that the held-out part "
        f"shows, with {percent(section.power)} power at the 5 % level: users in two halves (A/B), "
        "the same with the variance that each user’s history foretells taken out (CUPED), and "
        "within users, which an A/B test cannot do but interleaving can. Days are at "
        f"{count(section.per_day)} users a day. Nobody saw these lists: real users may differ."
    )


def duelling() -> str:
    """Return how users are simulated."""
    return (
        "Simulated: users look at ranks with a chance that falls as 1 / log2(rank + 1), and click "
        "on what they look at, mostly where the held-out part says that it is relevant. An A/B "
        "test shows each user one list; interleaving (team draft) mixes both for each user and "
        "asks whose items were clicked more."
    )


def power_alt(figure: Powers) -> str:
    """Return what a figure of power shows, for a screen reader."""
    return (
        "Line plots of the power of an A/B test and of interleaving over the number of simulated "
        f"users, for {figure.n} pairs of baselines on {figure.source}"
    )


def power_caption(figure: Powers, power: float) -> str:
    """Return the words below a figure of power; power : of the thin line."""
    return (
        f"On {figure.source}, the share of simulated experiments that find the baseline with more "
        "expected clicks, by users in all; solid and round: A/B, dashed and square: interleaving; "
        f"the thin line is {percent(power)}."
    )


def ratio(row: Simulated) -> str:
    """Return how many times as many users an A/B test needs; a dash for none."""
    return NONE if row.users_ratio is None else f"{row.users_ratio:.1f}"


def ratio_note(row: Simulated) -> str:
    """Return the interval of that number, or why there is none."""
    if row.users_ratio is None:
        return _NO_RATIO.get(row.warning, "")
    return f"{row.users_ratio_ci_low:.1f} to {row.users_ratio_ci_high:.1f}"


def agreeing(section: Online) -> str:
    """Return which metrics tell the winner most often, and what that is worth."""
    best = "".join(f"{_best(agreement)} " for agreement in section.agreement)
    return (
        "Simulated: how often the better baseline by an offline metric is also the one with more "
        f"simulated clicks, over all pairs. {best}The same held-out relevance drives both sides, "
        "so this is more than real users would agree, and no evidence about them; nDCG is favoured "
        "by construction, as simulated users look at ranks as it discounts them."
    )


def _best(agreement: Agreement) -> str:
    best = agreement.best
    names = ", ".join(display(line.metric) for line in best)
    return (
        f"On {agreement.source}: {names} agree{'s' if len(best) == 1 else ''} in "
        f"{percent(best[0].same)} of {best[0].pairs} pairs."
    )
