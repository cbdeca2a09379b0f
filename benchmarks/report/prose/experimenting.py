"""What the section on online experiments says: sentences and the words in its tables."""

from collections.abc import Mapping
from typing import Any

from benchmarks.contract.rows_of_logs import Candidate, Experiment, Overlap
from benchmarks.contract.rows_of_plans import Simulated
from benchmarks.report.prose.words import NONE, count, fixed, listed, minus, percent
from benchmarks.report.sections.logged import Range
from benchmarks.report.sections.online import Forest, Online, Powers
from benchmarks.report.sections.planned import Agreement
from benchmarks.report.text import display
from benchmarks.stats.levels import FEWEST_CLICKS

_NO_RATIO = {
    "undecided": "no number: the drafts leave open which one interleaving prefers",
    "opposite": "no number: interleaving prefers the one with fewer expected clicks, and no number "
    "of users finds the same",
}


def introduction() -> str:
    """Return the introduction to the section."""
    return (
        "Offline scores are a means: what counts is what people do. Here is a real experiment with "
        "its logs, what one policy’s log tells of another (estimated), and how far such estimates "
        "can be trusted (simulated where the truth must be known). Click rates are of a row: an "
        "item shown at a position."
    )


def rate(value: float | None) -> str:
    """Return a click rate in per cent; a dash for none.

    >>> rate(0.0042), rate(None)
    ('0.42 %', '–')
    """
    return NONE if value is None else minus(f"{100 * value:.2f} %")


def points(value: float) -> str:
    """Return a difference of click rates in percentage points.

    >>> points(-0.0038)
    '−0.38'
    """
    return minus(f"{100 * value:+.2f}")


def bounds(row: Candidate | Experiment) -> str:
    """Return the interval of a click rate."""
    return f"{rate(row.ci_low)} to {rate(row.ci_high)}"


def between(low: float, high: float) -> str:
    """Return an interval in percentage points."""
    return f"{points(low)} to {points(high)}"


def span(pair: Range | None, signed: bool = True) -> str:
    r"""Return the least and the most of a share, in per cent; a dash for none.

    >>> span((-0.02, 0.3)), span((0.02, 0.3), signed=False), span(None)
    ('−2 to +30 %', '2.0\xa0% to 30\xa0%', '–')
    """
    if pair is None:
        return NONE
    if signed:
        return minus(f"{100 * pair[0]:+.0f} to {100 * pair[1]:+.0f} %")
    return f"{percent(pair[0])} to {percent(pair[1])}"


def ran(section: Online) -> str:
    """Return what the experiments showed, and what they could have."""
    real = [one.source for one in section.logged if one.significant]
    least = [one.test.detectable_difference for one in section.logged]
    after = f"After Holm’s correction for {len(section.logged)} experiments, "
    if real:
        found = f"{listed(real)} {'shows' if len(real) == 1 else 'show'} a difference."
    else:
        found = "none shows a difference between the policies."
    return (
        f"{after}{found} The smallest difference that these samples would find with 80 % power is "
        f"about {100 * min(least):.2f} to {100 * max(least):.2f} percentage points."
    )


def trust(section: Online) -> str:
    """Return how far the estimates can be trusted."""
    best = min(section.trust, key=lambda line: line.rms)
    n = len(section.comparisons)
    said = (
        f"On the {n} real comparisons the estimate with the smallest relative error was "
        f"{best.name} ({percent(best.rms)}, root mean square); so few comparisons cannot rank the "
        "better ones. A method whose interval rarely holds the truth is not to be trusted with "
        "one, whatever its error. "
    )
    if section.warned:
        said += (
            f"In {len(section.warned)} of {n} the two policies overlap too little to say anything."
        )
    return said


def thin(overlap: Overlap) -> str:
    """Return why a log cannot tell of a policy; "" where it can."""
    if not overlap.warning:
        return ""
    reasons = {
        "thin": f"{overlap.effective_clicks:.1f} effective clicks where {FEWEST_CLICKS} are needed",
        "weights": f"the weights average {overlap.mean_weight:.2f} instead of 1",
        "never_shown": f"{overlap.never_shown:.0%} of its choices were never shown",
    }
    return f"The overlap is too thin to say anything: {reasons[overlap.warning]}."


def caption(figure: Forest) -> str:
    """Return the words below a figure of one direction."""
    return (
        f"The click rate of {figure.target}, estimated from what {figure.log} showed: dots with "
        "95 % bootstrap intervals over page views; the line is what "
        f"{figure.target} really got, the band its interval. Filled: the interval holds it "
        f"({figure.held} of {figure.n})."
    )


def alt(figure: Forest) -> str:
    """Return what that figure shows, for a screen reader."""
    return (
        f"Forest plot of {figure.n} estimates of the click rate of {figure.target} from the log of "
        f"{figure.log}; the intervals of {figure.held} hold what it really got"
    )


def overlapping(section: Online) -> str:
    """Return how baselines were valued as policies, and of how many the log says nothing."""
    few = [one for one in section.candidates if one.overlap.warning]
    return (
        "Each was learned on one half of the uniform log and valued on the other, by the doubly "
        f"robust estimate. For {len(few)} of {len(section.candidates)} the log shows too few of "
        "the clicks that the policy would choose: the number stands there, and says nothing."
    )


def gain(row: Candidate) -> str:
    """Return the gain over the uniform policy in percentage points; a dash for none."""
    return NONE if row.gain_over_uniform is None else points(row.gain_over_uniform)


def gained(row: Candidate) -> str:
    """Return the interval of the gain; "" for none."""
    if row.gain_ci_low is None or row.gain_ci_high is None:
        return ""
    return between(row.gain_ci_low, row.gain_ci_high)


def effective(overlap: Overlap) -> str:
    """Return the effective clicks of a policy."""
    clicks = overlap.effective_clicks
    return NONE if clicks is None else f"{clicks:.1f}"


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
        f"Simulated on {figure.source}: the share of experiments that find the baseline with more "
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
    best = "".join(f"{_best(one)} " for one in section.agreement)
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


def difference(value: float) -> str:
    """Return a difference between two baselines of what users are worth."""
    return fixed(value, 4)


def internal(found: Mapping[str, Any]) -> str:
    """Return what people said of lists; found : judgements, a sentence on them, and pairs."""
    said = found["sentence"].capitalize()
    said += "" if found["sentence"].endswith(".") else "."
    if found["pairs"]:
        return (
            f"{said} A person compared two lists of one user, blind and in random order. Ties are "
            "left out of the sign test and counted; p is adjusted by Holm over the pairs. "
            "Judgements of one person are not independent, and say nothing of other people."
        )
    return (
        f"{said} `make dogfood` shows two baselines’ lists side by side, blind and in random "
        "order, and keeps what a person says of them."
    )
