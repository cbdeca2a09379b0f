"""In which order stages run: first what the longest chain of work waits for.

What each took is kept in a file beside the report, so that a fresh clone starts well too.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from benchmarks.contract import paths
from benchmarks.contract.files import read_json, write_json

_SAME_SECONDS, _SAME_SHARE = 1.0, 0.3  # differences that say nothing about the order

Seconds = dict[str, float]  # by the name of a stage


def place() -> Path:
    """Return the file of what each stage took when it last ran: measured, and in no report."""
    return (
        paths.home() / "runs/seconds.json" if paths.is_extra() else paths.REPORTS / "seconds.json"
    )


def last() -> Seconds:
    """Return what stages took when they last ran, as far as that is known."""
    path = place()
    return dict(read_json(path)) if path.exists() else {}


def keep(taken: Seconds, names: Iterable[str]) -> None:
    """Add what stages took to what is known of those of the study, where that is news.

    The file is in git: it does not change for what differs from run to run.
    """
    known = last()
    for name, seconds in taken.items():
        before = known.get(name)
        if before is None or abs(seconds - before) > _SAME_SECONDS + _SAME_SHARE * before:
            known[name] = round(seconds, 1)
    write_json(place(), {name: known[name] for name in names if name in known})


def upstream(needs: Mapping[str, Iterable[str]], names: Iterable[str]) -> set[str]:
    """Return stages with all that they need, directly or not."""
    every: set[str] = set()
    left = list(names)
    while left:
        name = left.pop()
        if name not in every:
            every.add(name)
            left += needs[name]
    return every


def urgency(needs: Mapping[str, Iterable[str]], seconds: Seconds) -> Seconds:
    """Return for each stage the seconds from its start to the end of all that waits for it.

    needs : of each stage, those that must end before it starts
    seconds : of each; what never ran counts as long as the longest
    """
    unknown = max(seconds.values(), default=1.0)
    longest: Seconds = {}
    users: dict[str, list[str]] = {name: [] for name in needs}
    for name, needed in needs.items():
        for upstream in needed:
            users[upstream].append(name)

    def from_start(name: str) -> float:
        if name not in longest:
            after = max(map(from_start, users[name]), default=0.0)
            longest[name] = seconds.get(name, unknown) + after
        return longest[name]

    return {name: from_start(name) for name in needs}
