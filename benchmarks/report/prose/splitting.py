"""What a split leaks by its nature, in words; how it divides rows each kind says itself."""

from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.prose.words import percent
from benchmarks.report.sections.audits import Leak
from benchmarks.splits.kind import Kind


def leak(rule: Kind, nouns: Nouns, leaked: Leak | None, n_folds: int) -> str:
    """Return the sentences on what a split leaks by its nature; none where it leaks nothing."""
    if not leaked:
        return ""
    later = f"{percent(leaked.anybody)} of the training rows are later than a test row"
    over = " and the folds" if n_folds > 1 else ""
    own = f"{percent(leaked.own)} of them are later than a test row of the same {nouns.user}."
    kept = f"Within {nouns.a_user} the order of time is kept."
    return (
        f"{rule.name(nouns)} leaks the future by its nature: {later}, on average over the test "
        f"rows{over}. {own if leaked.own else kept} "
        "These numbers compare baselines; they do not forecast."
    )
