"""How long what is left of a run takes: what stages took before, at the pace of this run."""

import heapq
from collections.abc import Collection, Iterable, Mapping
from statistics import median

from benchmarks.running.order import Seconds, urgency

_STEADY_SECONDS = 30.0  # of work, before which the pace of a run says little


class Costs:
    """What stages are expected to take.

    known : seconds of each when it last ran, as far as anybody measured that
    """

    def __init__(self, known: Mapping[str, float]) -> None:
        self._known = dict(known)
        self._taken: Seconds = {}

    def took(self, name: str, seconds: float) -> None:
        """Learn what a stage took now."""
        self._taken[name] = seconds

    def expected(self, names: Iterable[str]) -> Seconds:
        """Return the seconds that stages are expected to take, of those of which that is known.

        What was never measured counts as the median of its kind.
        """
        pace = self._pace()
        paced = {name: seconds * pace for name, seconds in self._known.items()}
        alike: dict[str, list[float]] = {}
        for name, seconds in (self._taken | paced).items():
            alike.setdefault(_kind(name), []).append(seconds)
        medians = {kind: median(each) for kind, each in alike.items()}
        expected = {name: paced.get(name, medians.get(_kind(name))) for name in names}
        return {name: seconds for name, seconds in expected.items() if seconds is not None}

    def _pace(self) -> float:
        """Return what stages take now for a second before; 1 as long as little has ended."""
        both = self._known.keys() & self._taken.keys()
        taken, known = (sum(each[name] for name in both) for each in (self._taken, self._known))
        return (_STEADY_SECONDS + taken) / (_STEADY_SECONDS + known)


def _kind(name: str) -> str:
    return name.partition("@")[0]


def seconds_left(
    waiting: Seconds,
    running: Seconds,
    needs: Mapping[str, Collection[str]],
    slots: int,
    lost: Collection[str] = (),
) -> float:
    """Return the seconds until stages have ended, each starting as soon as it can.

    waiting : what those take that have not begun
    running : what is left of those that have
    needs : of each, those that must end before it starts; others than these have ended
    slots : how many run side by side
    lost : those that failed, and of which nothing is made
    """
    unended = {*waiting, *running, *lost}
    blocked = {name: set(needs[name]) & unended for name in waiting}
    users: dict[str, list[str]] = {name: [] for name in unended}
    for name, others in blocked.items():
        for other in others:
            users[other].append(name)
    first = urgency({name: blocked.get(name, set()) for name in unended}, waiting)
    ready = [(-first[name], name) for name in waiting if not blocked[name]]
    heapq.heapify(ready)
    ends = [(left, name) for name, left in running.items()]
    heapq.heapify(ends)
    now = 0.0
    while ready or ends:
        while ready and len(ends) < max(slots, 1):
            _, name = heapq.heappop(ready)
            heapq.heappush(ends, (now + waiting[name], name))
        now, ended = heapq.heappop(ends)
        for name in users[ended]:
            blocked[name].remove(ended)
            if not blocked[name]:
                heapq.heappush(ready, (-first[name], name))
    return now
