"""A page as a test reads it."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from benchmarks.stages import report, study


class Page(HTMLParser):
    """What a page holds: its tags with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.words = [], []
        self.feed(text)
        self.text = re.sub(r"\s+", " ", " ".join(self.words)).replace(" .", ".")

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.words.append(data)

    def values(self, attribute):
        return [attributes[attribute] for _, attributes in self.tags if attribute in attributes]


def pages(reports: Path) -> dict[str, str]:
    """Return the text of each page of a report by its file, the front first."""
    files = sorted(reports.glob("*.html"), key=lambda path: (path.name != "index.html", path.name))
    return {path.name: path.read_text(encoding="utf-8") for path in files}


def whole(reports: Path) -> str:
    """Return the text of all pages of a report, one after the other."""
    return "\n".join(pages(reports).values())


def astray(reports: Path) -> list[str]:
    """Return the links of pages that lead to no anchor, and the anchors that a page has twice."""
    texts = pages(reports)
    anchors = {name: Page(text).values("id") for name, text in texts.items()}
    wrong = [
        f"{name}#{a}" for name, here in anchors.items() for a in set(here) if here.count(a) > 1
    ]
    for name, text in texts.items():
        links = [link for link in Page(text).values("href") if not link.startswith("http")]
        for page, _, anchor in (link.partition("#") for link in links):
            if anchor and "=" not in anchor and anchor not in anchors[page or name]:
                wrong.append(f"{name}: {page}#{anchor}")
    return wrong


def plain(text):
    """Return text with ordinary spaces."""
    return text.replace("\u00a0", " ")


def render(folder: Path) -> tuple[str, str]:
    """Write the report of a folder with its tables; return the words of pages and Markdown."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        study.study()
        report.report()
    page = Page(whole(folder / "reports"))
    markdown = (folder / "reports/details.md").read_text(encoding="utf-8")
    return plain(page.text), plain(markdown)
