"""Published figures and ours, in words."""

from collections.abc import Iterable, Mapping

from benchmarks.report.prose.words import NONE, minus, verb
from benchmarks.report.sections.replication import Figure
from benchmarks.report.text import display


def introduction(counts: Mapping[str, int], compared: int) -> str:
    """Return the sentences on how many published figures were reproduced; `counts` by verdict."""
    differ, absent = counts["differs"], counts["not run"]
    parts = [
        f"{counts['reproduced']} of {compared} published figures were reproduced within the "
        "tolerance that was stated beforehand."
    ]
    if differ:
        parts.append(
            f"{differ} {verb(differ, 'differs', 'differ')}: the reason that was found stands "
            f"beside {verb(differ, 'it', 'them')}."
        )
    if absent:
        parts.append(f"{absent} need data that this run did not have.")
    parts.append(
        "Each was recomputed under its source’s own protocol with the split, fit and metric "
        "functions of this benchmark; nothing was tuned until it matched."
    )
    return " ".join(parts)


def fixed(value: float | None, decimals: int, sign: bool = False) -> str:
    """Return a figure with the decimals of its tolerance.

    >>> fixed(-0.5, 3, sign=True), fixed(None, 3)
    ('−0.500', '–')
    """
    if value is None:
        return NONE
    return minus(f"{value:+.{decimals}f}" if sign else f"{value:.{decimals}f}")


def metric(name: str) -> str:
    """Return a metric's name as people write it.

    >>> metric("ndcg@10 unseen")
    'nDCG@10, unseen only'
    """
    metric, _, rest = name.partition(" ")
    return f"{display(metric)}{', unseen only' if rest == 'unseen' else ''}"


def notes(lines: Iterable[Figure]) -> list[str]:
    """Return each note once, with the baselines that it is on, in the order of the notes."""
    by_note: dict[str, list[str]] = {}
    for line in lines:
        if line.note and line.baseline not in by_note.setdefault(line.note, []):
            by_note[line.note].append(line.baseline)
    return [f"{', '.join(by_note[note])}: {note}." for note in sorted(by_note, key=str.lower)]
