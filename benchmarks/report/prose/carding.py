"""What the card of a baseline says of its search and of its runs."""

from collections import Counter
from collections.abc import Sequence

from benchmarks.report.prose.words import listed, plural
from benchmarks.report.sections.cards import Card
from benchmarks.report.text import display


def searched(card: Card) -> str:
    """Return what can be searched of a baseline, and by what: its runs say what was."""
    spaces = "; ".join(f"{display(name)} {values}" for name, values in card.search)
    return f"Search space, judged by {display(card.objective)} on the validation part: {spaces}."


def ran(card: Card) -> str:
    """Return on how many benchmarks a baseline has numbers, and what became of the others."""
    done = [run for run in card.runs if run.given]
    said = f"{len(done)} of {plural(len(card.runs), 'benchmark')}"
    others = Counter(run.state for run in card.runs if not run.given)
    return ", ".join([said, *(f"{state} on {number}" for state, number in others.items())])


def masked(leaderboards: Sequence[str]) -> str:
    """Return the sentence on leaderboards whose view masks all that a baseline is about.

    >>> masked(["films", "new"])
    'By popularity alone, as the view masks what users had, on films and new.'
    """
    return f"By popularity alone, as the view masks what users had, on {listed(leaderboards)}."
