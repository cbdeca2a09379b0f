"""Render the pages of a report: templates that lay out, and the sentences and tables they call."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from benchmarks.contract import paths
from benchmarks.report import markdown as tables
from benchmarks.report import prose
from benchmarks.report.figures.inlining import inline
from benchmarks.report.prose import (  # noqa: F401  templates call their functions by these names
    across,
    beside,
    captions,
    comparing,
    defining,
    experimenting,
    findings,
    gaps,
    leading,
    notes,
    pairs,
    planning,
    replicating,
    searched,
    shopping,
    submitting,
    words,
)
from benchmarks.report.prose.benchmark import told
from benchmarks.report.sections.benchmark import Block
from benchmarks.report.sections.submissions import OfBenchmark
from benchmarks.report.text import cell, display, slug, unlinked

PAGES = {"index.html": "index.html.j2", "report.md": "report.md.j2", "metrics.md": "metrics.md.j2"}


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

    benchmarks : among the sections, those on benchmarks
    """
    said = {block.name: told(block) for block in sections["benchmarks"]}
    given = {**sections, "said": said, "failed": _failed(sections["benchmarks"])}
    texts = {}
    for name, template in PAGES.items():
        is_html = name.endswith(".html")
        text = environment(html=is_html).get_template(template).render(given)
        texts[name] = text if is_html else _in_markdown(text, sections["submissions"])
    return texts


def _in_markdown(text: str, submissions: Sequence[OfBenchmark]) -> str:
    """Let titles that others chose stay text, wherever a sentence or a table names them."""
    for group in submissions:
        for row in group.scored:
            in_table = cell(row.baseline)
            plain = unlinked(in_table).replace("\\", r"\\")  # as `re.sub` has it
            for written in dict.fromkeys([row.baseline, in_table]):
                text = re.sub(rf"(?<!\\){re.escape(written)}", plain, text)
    return text


def environment(html: bool) -> Environment:
    """Return the templates, with filters, sentences and tables; what goes into HTML is escaped."""
    templates = Environment(
        loader=FileSystemLoader(paths.TEMPLATES),
        autoescape=html,  # noqa: S701  not by a template's name: Markdown is no HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"display": display, "slug": slug, "cell": cell, "on_page": on_page}
    templates.globals |= {"prose": prose, "tables": tables}
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
