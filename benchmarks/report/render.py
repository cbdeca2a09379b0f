"""Render the pages of a report: templates that lay out, and the sentences and tables they call."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from benchmarks.contract import paths
from benchmarks.report import markdown as tables
from benchmarks.report import prose, site
from benchmarks.report.embedding import embedded
from benchmarks.report.figures.inlining import inline
from benchmarks.report.prose import (  # noqa: F401  templates call their functions by these names
    across,
    answering,
    baskets,
    beside,
    captions,
    carding,
    choosing,
    comparing,
    criteria,
    defining,
    experimenting,
    findings,
    fronting,
    gaps,
    leading,
    notes,
    opening,
    pairs,
    picturing,
    planning,
    replicating,
    rivalling,
    searched,
    shopping,
    submitting,
    words,
)
from benchmarks.report.prose.benchmark import told
from benchmarks.report.sections.benchmark import Block
from benchmarks.report.sections.naming import named
from benchmarks.report.sections.submissions import OfBenchmark
from benchmarks.report.text import anchor, cell, coded, display, slug, unlinked

Called = Callable[[str], str]
_OF_A_CARD = ("title", "licence", "citation", "users_are")
_NAMED = ("benchmarks", "across", "extra", "online", "peers", "replicated", "tuning")
_MARKDOWN = ("report.md", "details.md", "metrics.md")


class Drawn(Protocol):
    """A figure of any section."""

    @property
    def slug(self) -> str:
        """The name of its files."""

    @property
    def svg(self) -> str:
        """Its drawing."""


def pages(sections: Mapping[str, Any]) -> dict[str, str]:
    """Return the text of each page by the name of its file; `sections` is what templates lay out.

    benchmarks : among the sections, those on benchmarks; called : what people call a baseline
    """
    called: Called = sections["called"]
    sections = {**sections, **{name: named(sections[name], called) for name in _NAMED}}
    said = {block.name: told(block) for block in sections["benchmarks"]}
    given = {**sections, "said": said, "failed": _failed(sections["benchmarks"])}
    markdown = environment(called, html=False)
    texts = {
        name: _in_markdown(markdown.get_template(f"{name}.j2").render(given), _foreign(sections))
        for name in _MARKDOWN
    }
    return texts | _on_screen(given, environment(called, html=True))


def _on_screen(given: Mapping[str, Any], templates: Environment) -> dict[str, str]:
    """Return the HTML pages; the front, which knows where anchors went, is made last."""
    blocks: Sequence[Block] = given["benchmarks"]
    texts = {}
    for block, panel in zip(blocks, given["front"].panels, strict=True):
        name, told = site.board_page(block.name), given["said"][block.name]
        of_block = {"here": name, "block": block, "told": told, "panel": panel}
        texts[name] = templates.get_template("benchmark_page.html.j2").render({**given, **of_block})
    for name in site.TOUR:
        if name != site.FRONT:
            template = templates.get_template(f"{name.removesuffix('.html')}_page.html.j2")
            texts[name] = template.render({**given, "here": name})
    moved = site.moved(texts, [block.name for block in blocks])
    front = templates.get_template("index.html.j2")
    texts[site.FRONT] = front.render({**given, "here": site.FRONT, "moved": moved})
    return site.linked(texts)


def _foreign(sections: Mapping[str, Any]) -> list[str]:
    """Return the words that others chose: titles of submissions, what a card says of a dataset."""
    submissions: Sequence[OfBenchmark] = sections["submissions"]
    titles = [row.baseline for group in submissions for row in group.scored]
    said = [facts.get(key, "") for facts in sections["datasets"] for key in _OF_A_CARD]
    return [name for name in dict.fromkeys([*titles, *said]) if any(map(str.isalnum, name))]


def _in_markdown(text: str, foreign: Sequence[str]) -> str:
    """Let words that others chose stay text, wherever a sentence or a table has them."""
    for name in foreign:
        in_table = cell(name)
        plain = unlinked(in_table)
        for written in dict.fromkeys([name, in_table]):
            text = re.sub(rf"(?<!\\){re.escape(written)}", plain.replace("\\", r"\\"), text)
    return text


def environment(called: Called, html: bool) -> Environment:
    """Return the templates, with filters, sentences and tables; what goes into HTML is escaped.

    called : what people call a baseline
    """
    templates = Environment(
        loader=FileSystemLoader(paths.TEMPLATES),
        autoescape=html,  # noqa: S701  not by a template's name: Markdown is no HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"display": display, "slug": slug, "cell": cell, "on_page": on_page}
    templates.filters |= {"embedded": embedded, "called": called, "anchor": anchor}
    templates.filters |= {"coded": coded}
    templates.globals |= {"prose": prose, "tables": tables, "tour": site.TOUR.items()}
    return templates


def on_page(figure: Drawn, label: str) -> Markup:
    """Return a figure's SVG for the page; `label` says to a screen reader what it shows."""
    return Markup(inline(figure.svg, figure.slug, escape(label)))  # noqa: S704  our own drawing


def _failed(blocks: Sequence[Block]) -> list[tuple[str, str]]:
    """Return the benchmark and the baseline of each cell that failed."""
    return [
        (block.name, baseline)
        for block in blocks
        for cells in block.absent
        if cells.status == "failed"
        for baseline in cells.baselines
    ]
