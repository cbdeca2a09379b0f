"""Render the pages of a report: templates that lay out, and the sentences and tables they call."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from benchmarks.contract import paths
from benchmarks.report import markdown as tables
from benchmarks.report import prose
from benchmarks.report.figures.inlining import inline
from benchmarks.report.markdown import table
from benchmarks.report.prose import (  # noqa: F401  templates call their functions by these names
    across,
    captions,
    comparing,
    defining,
    findings,
    gaps,
    leading,
    notes,
    pairs,
    replicating,
    searched,
    words,
)
from benchmarks.report.text import cell, display, slug

PAGES = {"index.html": "index.html.j2", "report.md": "report.md.j2", "metrics.md": "metrics.md.j2"}


class Record(dict[str, Any]):
    """A dict of a section, its entries attributes too, as sentences read them."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


def pages(content: Mapping[str, Any]) -> dict[str, str]:
    """Return the text of each page by the name of its file; `content` is what the templates show."""
    given = _records(content)
    return {
        name: environment(html=name.endswith(".html")).get_template(template).render(given)
        for name, template in PAGES.items()
    }


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
    templates.globals |= {"words": words, "row": table.row}  # of the online section
    return templates


def on_page(figure: Any, label: str) -> Markup:
    """Return a figure's SVG for the page; `label` says to a screen reader what it shows."""
    return Markup(inline(figure.svg, figure.slug, escape(label)))  # noqa: S704  our own drawing


def _records(value: Any) -> Any:
    """Return dicts as records, in lists and tuples too."""
    if type(value) is dict:
        return Record({name: _records(part) for name, part in value.items()})
    if type(value) in (list, tuple):
        return type(value)(_records(part) for part in value)
    return value
