"""Which search chose the parameters of a benchmark's baselines, as a paper says it."""

from benchmarks.report.inputs import Inputs, Leaderboard
from benchmarks.report.prose.words import plural
from benchmarks.report.sections.sources import (
    DEFAULT,
    EARLIER,
    ELSEWHERE,
    IN_FORCE,
    Source,
    sources,
)
from benchmarks.splits.wording import listed

_DEFAULT = "ran with default parameters"


def tuned(shown: Leaderboard, inputs: Inputs) -> list[str]:
    """Return the sentences on baselines with parameters that a search chose, and which; or none."""
    sentences = []
    for search, names in _by_search(shown, inputs, flat=False).items():
        listing = "" if search.kind == IN_FORCE else f": {listed(names)}"
        sentences.append(
            f"{_baselines(names)} ran with parameters that {_made(search)} chose{listing}."
        )
    return sentences


def untuned(shown: Leaderboard, inputs: Inputs) -> list[str]:
    """Return the sentences on which baselines have parameters that no search chose."""
    sentences = []
    for search, names in _by_search(shown, inputs, flat=True).items():
        why = f"as {_made(search)} found no difference between its trials"
        sentences.append(f"{_baselines(names)} {_DEFAULT}, {why}: {listed(names)}.")
    every = sources(shown, inputs).items()
    default = [name for name, search in every if search.kind == DEFAULT]
    if default:
        sentences.append(f"{_baselines(default)} {_DEFAULT}: {listed(default)}.")
    return sentences


def _by_search(shown: Leaderboard, inputs: Inputs, flat: bool) -> dict[Source, list[str]]:
    """Return the baselines of each kind of search, those whose search was flat or the others."""
    found: dict[Source, list[str]] = {}
    for kind in (IN_FORCE, EARLIER, ELSEWHERE):
        for name, search in sources(shown, inputs).items():
            if (search.kind, search.flat) == (kind, flat):
                found.setdefault(search, []).append(name)
    return found


def _made(search: Source) -> str:
    """Return the words on a search: for which leaderboard, by which rule."""
    if search.kind == ELSEWHERE:
        return f"a search for {search.of}, in its view,"
    by = ", by an earlier rule," if search.kind == EARLIER else ""
    return f"the search for this leaderboard{by}"


def _baselines(names: list[str]) -> str:
    return plural(len(names), "baseline")
