"""The page of a comparison of two reports, in the style of the report."""

from collections.abc import Sequence
from typing import Protocol

from benchmarks.report.render import environment

MOST_LINES = 200  # of each note


class Note(Protocol):
    """A few lines under a heading."""

    @property
    def heading(self) -> str:
        """What they are about."""

    @property
    def lines(self) -> Sequence[str]:
        """One fact each."""


class Told(Protocol):
    """A comparison in words."""

    @property
    def before(self) -> str:
        """What the first report is."""

    @property
    def after(self) -> str:
        """What the second report is."""

    @property
    def sentence(self) -> str:
        """What came out."""

    @property
    def notes(self) -> Sequence[Note]:
        """All that is said beside the figures."""

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        """The figures that differ, as text."""


def page(told: Told, heads: Sequence[str]) -> str:
    """Return the page, whole in one file.

    heads : of the columns of the figures
    """
    template = environment(str, html=True).get_template("compared.html.j2")
    return template.render(told=told, heads=heads, most=MOST_LINES)
