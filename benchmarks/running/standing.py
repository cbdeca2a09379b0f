"""Where a run stands: how much of it has ended, what runs, what failed, how long the rest takes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Running:
    """A stage that runs.

    seconds : since it began
    expected : seconds that it is expected to take, None if nothing is known of it
    note : how far it is, where it says so
    """

    words: str
    seconds: float
    expected: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Standing:
    """Where a run stands; counts have what was up to date among them.

    parts : what is counted, each with how many have ended and how many there are
    seconds : since it began
    left : seconds until its end, None where too little is known
    held, free : bytes of memory that it holds, and that processes may still take
    """

    parts: dict[str, tuple[int, int]]
    running: tuple[Running, ...]
    failed: tuple[str, ...]
    seconds: float
    left: float | None
    held: int
    free: float

    def facts(self) -> list[str]:
        """Say how long it has run and will run, what failed, and what memory there is."""
        facts = [clock(self.seconds)]
        if self.left is not None:
            facts.append(f"{roughly(self.left)} left")
        if self.failed:
            facts.append(f"{len(self.failed)} failed")
        return [*facts, f"{self.held / 1e9:.1f} GB held", f"{self.free / 1e9:.1f} GB free"]


def clock(seconds: float) -> str:
    """Return a duration to the second.

    >>> clock(42), clock(3725)
    ('0:42', '1:02:05')
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def roughly(seconds: float) -> str:
    """Return a duration as exactly as an estimate can be.

    >>> roughly(4), roughly(47), roughly(380), roughly(9000)
    ('some seconds', 'about 50 s', 'about 6 min', 'about 2.5 h')
    """
    if seconds < 10:
        return "some seconds"
    if seconds < 95:
        return f"about {round(seconds, -1):.0f} s"
    return f"about {seconds / 60:.0f} min" if seconds < 5700 else f"about {seconds / 3600:.1f} h"
