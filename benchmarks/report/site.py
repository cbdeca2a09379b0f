"""The pages of the report: which there are, and which of them holds what a link leads to."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from benchmarks.contract.errors import UserError

FRONT = "index.html"
TOUR = {
    "index.html": "Report",
    "across.html": "Across benchmarks",
    "methods.html": "Methods",
    "tuning.html": "Tuning",
    "online.html": "Online",
    "replication.html": "Replication",
    "protocol.html": "Protocol",
}  # the pages that every report has, and how the navigation calls them
_ID = re.compile(r'\bid="([^"]+)"')
_HREF = re.compile(r'href="#([^"]+)"')
_OF_A_DRAWING = re.compile(r"i[0-9a-f]{6}-\d+")  # ids that only a figure itself refers to


@dataclass(frozen=True)
class Moved:
    """Where the anchors of the report's former single page are now.

    boards : names of leaderboards, the longest first: `<name>` and `<name>-…` are on their pages
    holders : page, without its ending, of each anchor on another page
    """

    boards: list[str]
    holders: dict[str, str]


def board_page(leaderboard: str) -> str:
    """Return the file of a leaderboard's page.

    Raises
    ------
    UserError
        The leaderboard has the name of another page.
    """
    name = f"{leaderboard}.html"
    if name in TOUR:
        raise UserError(
            f"params.yaml: benchmarks: {leaderboard} is the name of a page of the report; "
            "give the benchmark another name."
        )
    return name


def moved(pages: Mapping[str, str], leaderboards: Iterable[str]) -> Moved:
    """Return where anchors are that were on the former page.

    pages : the text of each page but the front by its file

    >>> moved({"a.html": '<p id="a-audit">', "tuning.html": '<p id="tuning">'}, ["a"])
    Moved(boards=['a'], holders={'tuning': 'tuning'})
    """
    boards = sorted(leaderboards, key=lambda name: (-len(name), name))
    others = {file: text for file, text in pages.items() if file in TOUR and file != FRONT}
    holders = {anchor: file.removesuffix(".html") for anchor, file in _places(others).items()}
    return Moved(boards, holders)


def linked(pages: Mapping[str, str]) -> dict[str, str]:
    """Return the pages, links to an anchor of another page leading there.

    >>> linked({"a.html": '<a href="#b">', "b.html": '<p id="b">'})["a.html"]
    '<a href="b.html#b">'
    """
    places = _places(pages)
    return {file: _HREF.sub(_leading(file, text, places), text) for file, text in pages.items()}


def _leading(file: str, text: str, places: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    """Return what makes a link of a page lead to the page that has its anchor."""
    here = set(_ID.findall(text))

    def led(link: re.Match[str]) -> str:
        anchor = link[1]
        if anchor in here or "=" in anchor:  # a state of this very page
            return link[0]
        if anchor not in places:
            raise ValueError(f"{file}: no page of the report has #{anchor}")
        return f'href="{places[anchor]}#{anchor}"'

    return led


def _places(pages: Mapping[str, str]) -> dict[str, str]:
    """Return the file that has each anchor; of a name that several have, the first."""
    places: dict[str, str] = {}
    for file, text in pages.items():
        for anchor in _ID.findall(text):
            if not _OF_A_DRAWING.fullmatch(anchor):
                places.setdefault(anchor, file)
    return places
