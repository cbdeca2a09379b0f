"""Names as people write them, and text that is safe in a table or a file's name."""

import re

from markupsafe import Markup, escape

from benchmarks import metrics


def display(name: str) -> str:
    """Return the name of a metric as its declaration has it, any other without underscores.

    >>> display("ndcg@10"), display("hit_rate@5"), display("item_popularity")
    ('nDCG@10', 'hit rate@5', 'item popularity')
    """
    metric, at, cutoff = name.partition("@")
    return metrics.label(metric) + at + cutoff


def slug(metric: str) -> str:
    """Return a metric's name for files and anchors: `ndcg-at-10`."""
    return metric.replace("@", "-at-").replace("_", "-")


def anchor(text: str) -> str:
    """Return what stands in an address for a text.

    >>> anchor("Kendall’s tau on films/all")
    'kendall-s-tau-on-films-all'
    """
    return re.sub(r"[^\w]+", "-", text.lower()).strip("-")


def coded(text: str) -> Markup:
    """Return text for a page, escaped, with what stands between backticks as code.

    >>> coded("`make track` & more")
    Markup('<code>make track</code> &amp; more')
    """
    written = re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text)))
    return Markup(written)  # noqa: S704  escaped above


def cell(text: object) -> str:
    """Return text that keeps a Markdown table whole and is not read as HTML."""
    plain = " ".join(str(text).split())
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace("|", r"\|")


def unlinked(text: str) -> str:
    r"""Return text that is not read as a link of Markdown.

    >>> unlinked("a [b](c)")
    'a \\[b\\](c)'
    """
    return text.replace("[", r"\[").replace("]", r"\]")
