"""Notes of the report's sections that say the same of every run."""

from collections.abc import Sequence

from benchmarks.report.prose import searched
from benchmarks.report.prose.introducing import Naming
from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.prose.words import PER_CENT, plural, slice_note
from benchmarks.report.sections.cold_start import Known
from benchmarks.report.sections.views import SecondView
from benchmarks.report.text import display


def small_figures(over: str = "") -> str:
    """Return what small figures below a number are; `over` says over whom.

    >>> small_figures("over users").replace("\N{NO-BREAK SPACE}", " ")
    'Small figures are 95 % intervals over users.'
    """
    return f"Small figures are 95{PER_CENT} intervals{' ' * bool(over)}{over}."


def in_brackets() -> str:
    """Return what numbers in brackets are."""
    return f"In brackets are 95{PER_CENT} intervals."


def incomplete(failed: int) -> str:
    """Return the words on cells that failed."""
    return f"{plural(failed, 'cell')} failed."


def known(metric: str, curve: Known, least: int, nouns: Nouns) -> str:
    """Return the sentences below the table of a metric by size of history.

    least : of fewer users no claim is made
    """
    said = (
        f"{display(metric)}{'' if curve.claim else '†'} by interactions known of a new user: "
        f"{plural(curve.users, nouns.user)}, the same ones and the same test rows at every size."
    )
    return said if curve.claim else f"{said} {slice_note(least)}"


def second_views(
    groups: Sequence[SecondView], flat: Sequence[str], least: int, naming: Naming
) -> str:
    """Return the sentences below the table of second views.

    flat : baselines whose search found no difference; least : of fewer users no claim is made
    """
    each = [
        f"{group.name}: {naming.ranked_among(group.name)}, "
        f"{plural(group.users, naming.nouns.user)}{'' if group.claim else ', no claim'}"
        for group in groups
    ]
    unsure = not all(group.claim for group in groups)
    said = [f"{'; '.join(each)}.", slice_note(least) if unsure else "", searched.second_view(flat)]
    return " ".join(sentence for sentence in said if sentence)


def second_views_note(
    groups: Sequence[SecondView], flat: Sequence[str], least: int, nouns: Nouns
) -> str:
    """Return the note on second views where small figures stand below the numbers."""
    unsure = slice_note(least, nouns.users) if not all(group.claim for group in groups) else ""
    said = [small_figures(), unsure, searched.second_view(flat)]
    return " ".join(sentence for sentence in said if sentence)


def same_rows(claim: bool, least: int, nouns: Nouns) -> str:
    """Return the note below the same table where small figures stand below its numbers."""
    same = f"{small_figures()} The same {nouns.users} and the same test rows at every size."
    return same if claim else f"{same} {slice_note(least, nouns.users)}"


def fingerprints() -> str:
    """Return what a fingerprint is."""
    return (
        "Each code stands for data, catalogue, split, relevance, view, fallback, ties and one "
        "metric. A number from elsewhere compares with one of these only if its code is the same."
    )


def parameters() -> str:
    """Return the introduction to parameters and seeds."""
    return (
        "What each cell with results was given. Averages are over seeds; the standard deviation "
        "over seeds says how far chance in training moves a number, which is not its uncertainty "
        "over users."
    )


def citing() -> str:
    """Return what to cite."""
    return "Cite the data, this benchmark with its version, and the fingerprint of each number."


def licence(project: str, name: str) -> str:
    """Return the sentences on the licence of the code and what it does not cover."""
    return (
        f"{project}’s code is under {name}. That licence does not cover the data, which are not "
        "part of this page and may not be passed on beyond what their owners allow."
    )
