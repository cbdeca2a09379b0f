"""What the section on online experiments says: sentences and the words in its tables."""

from collections.abc import Mapping
from typing import Any

from benchmarks.contract.rows_of_logs import Candidate, Experiment, Overlap
from benchmarks.report.prose.pairs import signed
from benchmarks.report.prose.words import NONE, listed, minus, percent
from benchmarks.report.sections.logged import Range
from benchmarks.report.sections.online import Forest, Online
from benchmarks.stats.levels import FEWEST_CLICKS


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

    >>> rate(0.0042), rate(0.00004), rate(None)
    ('0.42 %', '<0.01 %', '–')
    """
    if value is not None and 0 < value < 0.0001:
        return "<0.01 %"
    return NONE if value is None else minus(f"{100 * value:z.2f} %")


def points(value: float) -> str:
    """Return a difference of click rates in percentage points; what rounds to 0 has no sign.

    >>> points(-0.0038), points(-0.00001)
    ('−0.38', '0.00')
    """
    return signed(100 * value, 2)


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
    real = [ended.source for ended in section.logged if ended.significant]
    least = [ended.test.detectable_difference for ended in section.logged]
    after = f"After Holm’s correction for {len(section.logged)} experiments, "
    if real:
        verb = "shows" if len(real) == 1 else "show"
        outcome = f"{listed(real)} {verb} a difference."
    else:
        outcome = "none shows a difference between the policies."
    return (
        f"{after}{outcome} "
        "The smallest difference that these samples would find with 80 % power is "
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
        "never_shown": f"{percent(overlap.never_shown)} of its choices were never shown",
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
    few = [candidate for candidate in section.candidates if candidate.overlap.warning]
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


def internal(judged: Mapping[str, Any]) -> str:
    """Return what people said of lists; judged : judgements, a sentence on them, and pairs."""
    if judged["pairs"]:
        return (
            f"{judged['sentence'].capitalize()}. A person compared two lists of one user, blind "
            "and in random order. Ties are left out of the sign test and counted; p is adjusted by "
            "Holm over the pairs. Judgements of one person are not independent, and say nothing of "
            "other people."
        )
    return (
        "No judgements yet. `make dogfood` shows two baselines’ lists side by side, blind and in "
        "random order, and keeps what a person says of them."
    )
