"""A benchmark in words: its data, split, relevance and candidates, and whom it scores."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.prose.words import count, listed, verb
from benchmarks.report.rows import Resolution
from benchmarks.report.sections.benchmark import ShownView
from benchmarks.report.text import display
from benchmarks.splits.wording import lacking_times


def unresolved(told_apart: Resolution | None, nouns: Nouns) -> str:
    """Return the sentence on a ranking half of which shares the first place; "" for others.

    >>> unresolved(Resolution("films", "ndcg@10", 9, 8, 3, 5, 36, 20, 120), Nouns())[:51]
    '120 users cannot tell 5 of the 9 baselines apart by'
    >>> unresolved(Resolution("films", "ndcg@10", 9, 8, 3, 4, 36, 20, 120), Nouns())
    ''
    >>> unresolved(Resolution("films", "ndcg@10", 2, 1, 1, 1, 1, 1, 120), Nouns())  # one leads
    ''
    """
    if told_apart is None or told_apart.tied_with_first == 1:
        return ""
    if 2 * told_apart.tied_with_first < told_apart.baselines:
        return ""
    users = f"{count(told_apart.n_users)} {nouns.users}"
    tied = f"{told_apart.tied_with_first} of the {told_apart.baselines} baselines"
    return (
        f"{users} cannot tell {tied} apart by {display(told_apart.metric)}: the first, and those "
        "that paired tests, adjusted by Holm, do not show to be behind it. "
        f"{resolved(told_apart)}."
    )


def resolved(told_apart: Resolution) -> str:
    """Return how many neighbouring ranks are told apart.

    >>> resolved(Resolution("films", "ndcg@10", 9, 8, 3, 5, 36, 20, 120))
    '3 of 8 neighbouring ranks can be told apart'
    """
    apart, neighbours = told_apart.neighbours_told_apart, told_apart.neighbours
    return f"{apart} of {neighbours} neighbouring ranks can be told apart"


def dataset(facts: Mapping[str, Any], nouns: Nouns) -> str:
    """Return the sentence on a dataset's size; `interactions` is None until it is prepared."""
    if facts["interactions"] is None:
        return f"{facts['title']}, not prepared yet."
    rows, items, users = (count(facts[name]) for name in ("interactions", "items", "users"))
    size = f"{rows} {nouns.rows} of {items} {nouns.items} by {users} {nouns.users}"
    lacking = lacking_times(facts)
    return f"{facts['title']}: {size}{', ' * bool(lacking)}{lacking}."


def relevance(min_rating: float | None, leaves_out_seen: bool, nouns: Nouns) -> str:
    """Return the sentence on what counts as relevant.

    leaves_out_seen : whether the first view does

    >>> relevance(4.0, True, Nouns())
    'A rating of at least 4 counts as relevant.'
    """
    if min_rating is not None:
        return f"A rating of at least {min_rating:g} counts as relevant."
    if nouns.bought:
        once = "" if leaves_out_seen else ", once"
        return f"Every product bought counts as relevant{once}."
    return "Every interaction counts as relevant."


def views(by_slice: Mapping[str, ShownView], fits_of: str | None, nouns: Nouns) -> str:
    """Return the sentences on the candidates of each view.

    by_slice : the slice that is everybody under a view, with the view
    fits_of : the benchmark whose fits are ranked, where that is another

    >>> views({"all": ShownView("all", True, False)}, None, Nouns())
    'Lists rank all items but those that the user has in training.'
    >>> views({"cold": ShownView("cold", True, True)}, None, Nouns())
    'The slice cold is a second ranking of the same fit, among the new items only.'
    """
    anew = "anew where a search of its own chose other parameters"
    again = f"A second ranking of the fits of {fits_of}, {anew}. " if fits_of else ""
    sentences = []
    for part, view in by_slice.items():
        candidates = f"{'the new' if view.only_cold else 'all'} {nouns.items}"
        subject = f"{again}Lists rank {candidates}"
        if part != "all":
            subject = (
                f"The slice {part} is a second ranking of the same fit, among {candidates} only"
            )
        sentences.append(subject + _masked(part, view, nouns))
    return " ".join(sentences)


def _masked(part: str, view: ShownView, nouns: Nouns) -> str:
    """Return the end of a view's sentence: what is left out of the candidates."""
    if not view.leaves_out_seen:
        had = "bought" if nouns.bought else "has"
        counts = ": buying again counts" if nouns.bought else ""
        return f", what the {nouns.user} {had} in training included{counts}."
    if nouns.bought:
        those = " " if part == "all" else ", those "
        return f"{those}that the {nouns.user} never bought before; buying again does not count."
    return f" but those that the {nouns.user} has in training." if part == "all" else "."


def scored(n_scored: int | None, n_test: int | None, n_served: int | None, nouns: Nouns) -> str:
    """Return the sentence on how many of the test users have a number; None where nothing is known.

    n_test : those with test rows, outside the catalogue too; n_served : those with any within it

    >>> scored(90, 91, 91, Nouns())
    '90 of 91 test users are scored; 1 without a relevant test item is left out.'
    >>> scored(88, 93, 90, Nouns())[32:]
    '3 with no test row in the catalogue and 2 without a relevant test item are left out.'
    """
    if n_scored is None or n_test is None or n_served is None:
        return f"No {nouns.user} is scored yet."
    reasons = {
        "with no test row in the catalogue": n_test - n_served,
        "without a relevant test item": n_served - n_scored,
    }
    each = [f"{count(number)} {why}" for why, number in reasons.items() if number > 0]
    said = f"{count(n_scored)} of {count(n_test)} test {nouns.users} are scored"
    if each:
        said += f"; {listed(each)} {verb(max(n_test - n_scored, 1), 'is', 'are')} left out"
    return f"{said}."


def ranked_among(part: str, view: ShownView, nouns: Nouns) -> str:
    """Return what a second view is called: by its candidates, or its slice."""
    if view.only_cold:
        return f"ranked among the new {nouns.items} only"
    return f"slice {part}"


@dataclass(frozen=True)
class Naming:
    """What a benchmark, its views, rows, items and users are called.

    views : the slice that is everybody under a view, with the view
    """

    benchmark: str
    views: Mapping[str, ShownView]
    nouns: Nouns

    def ranked_among(self, part: str) -> str:
        """Return what a second view is called."""
        return ranked_among(part, self.views[part], self.nouns)
