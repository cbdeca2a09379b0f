"""The templates and what they need: names as people write them, text that is safe in a table or a page."""

from datetime import UTC, datetime
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from benchmarks.contract import paths
from benchmarks.report.figures.inlining import inline

NAMES = {"ndcg": "nDCG", "ap": "AP", "rr": "RR", "rmse": "RMSE", "mae": "MAE", "gini": "Gini"}


def environment(html: bool) -> Environment:
    """Return the templates with their filters; all that goes into HTML is escaped, in shared macros too."""
    templates = Environment(
        loader=FileSystemLoader(paths.TEMPLATES),
        autoescape=html,  # noqa: S701  not by a template's name: a macro's words end up in the page that calls it
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"display": display, "slug": slug, "cell": cell, "on_page": on_page}
    templates.filters |= {"moment": moment, "ordinal": ordinal}
    return templates


def display(metric: str) -> str:
    """Return a metric's name as people write it.

    >>> display("ndcg@10"), display("hit_rate@5")
    ('nDCG@10', 'hit rate@5')
    """
    name, at, cutoff = metric.partition("@")
    return NAMES.get(name, name.replace("_", " ")) + at + cutoff


def listed(words: list[str]) -> str:
    """Return words as a list in a sentence.

    >>> listed(["ease"]), listed(["ease", "slim", "als"])
    ('ease', 'ease, slim and als')
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def slug(metric: str) -> str:
    """Return a metric's name for files and anchors: `ndcg-at-10`."""
    return metric.replace("@", "-at-").replace("_", "-")


def moment(at: datetime) -> str:
    """Return a moment as people write it.

    >>> moment(datetime.fromisoformat("2017-11-27T05:00:00Z"))
    '27 November 2017, 05:00 UTC'
    """
    universal = at.astimezone(UTC)
    return f"{universal.day} {universal:%B %Y, %H:%M} UTC"


def ordinal(number: int) -> str:
    """Return a number as a place in a row.

    >>> ordinal(1), ordinal(10), ordinal(22), ordinal(112)
    ('1st', '10th', '22nd', '112th')
    """
    teens = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def cell(text: Any) -> str:
    """Return text that keeps a Markdown table whole and is not read as HTML."""
    plain = " ".join(str(text).split())
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace("|", r"\|")


def on_page(figure: Any, label: str) -> Markup:
    """Return a figure's SVG for the page; `label` says to a screen reader what it shows."""
    of_section = figure if isinstance(figure, dict) else vars(figure)
    svg, slug = of_section["svg"], of_section["slug"]
    return Markup(inline(svg, slug, escape(label)))  # noqa: S704  our own drawing
