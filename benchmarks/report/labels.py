"""What the report calls baselines: our own by their names, what was submitted by its title."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

SUBMITTED = "submitted"  # the tier, and the word behind the label of what is of it
_LONGEST = 40  # characters of a title in a table or a figure


def labels(submissions: Iterable[Mapping[str, Any]], own: Collection[str]) -> dict[str, str]:
    """Return the label of each name that was submitted.

    submissions : rows of submissions.csv; own : the names of our baselines, which keep theirs

    A title that is long is cut; a name that has several titles, and names that share one, are told
    by the name.

    >>> labels([{"baseline": "mine", "title": "A new model"}], ["ease"])
    {'mine': 'A new model (submitted)'}
    """
    titles: dict[str, set[str]] = defaultdict(set)
    for row in submissions:
        if row["baseline"] not in own:
            titles[row["baseline"]].add(_shortened(row["title"]))
    short = {name: next(iter(of)) if len(of) == 1 else name for name, of in titles.items()}
    uses = Counter(short.values())
    told = {name: title if uses[title] == 1 else name for name, title in short.items()}
    return {name: f"{title} ({SUBMITTED})" for name, title in told.items()}


def _shortened(title: str) -> str:
    plain = " ".join(title.split())
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1].rstrip()}…"
