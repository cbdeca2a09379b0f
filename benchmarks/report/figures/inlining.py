"""Make a figure part of a page: its fonts, its colours of either theme, ids of its own."""

import hashlib
import re

from benchmarks.report.figures.style import ACCENT, BAND, INK, MUTED, PAPER, RULE, SERIES

_ON_PAGE = {
    INK: "currentColor",
    MUTED: "var(--muted)",
    RULE: "var(--rule)",
    BAND: "var(--band)",
    PAPER: "var(--paper)",
    ACCENT: "var(--accent)",
}
_ON_PAGE |= {colour: f"var(--series-{number})" for number, colour in enumerate(SERIES, start=1)}

_IDLE = re.compile(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", re.DOTALL)
_IDLE_ATTRIBUTES = re.compile(r' transform="rotate\(-0 [^"]*"| font-family: [^;"]+;?')
_ID = re.compile(r' id="([^"]+)"')
_REFERENCE = re.compile(r'(href="|url\()#([^")]+)')
_TAG = re.compile(r"<[^>]+>")
_LONG_NUMBER = re.compile(r"(\d\.\d\d)\d+")
_BREAK = re.compile(r"\s*\n\s*")


def inline(svg: str, slug: str, label: str) -> str:
    """Return an SVG as part of a page: the page's fonts and colours, ids that no other figure has.

    label : what a screen reader says; already escaped for HTML
    """
    size = svg.partition('viewBox="')[2].partition('"')[0]
    drawing = _IDLE.sub("", svg[svg.index("<svg") :])
    body = drawing[drawing.index(">") + 1 :]
    body = body.replace("xlink:href", "href")
    body = _with_own_ids(body, slug)
    body = _IDLE_ATTRIBUTES.sub("", body)
    for colour, variable in _ON_PAGE.items():
        body = body.replace(colour, variable)
    body = _TAG.sub(_shortened, body)
    body = _without_idle_groups(body)
    body = _BREAK.sub("\n", body)
    return f'<svg viewBox="{size}" role="img" aria-label="{label}">{body.strip()}'


def _with_own_ids(body: str, slug: str) -> str:
    """Return an SVG's content with short ids of its own, where something refers to them."""
    digest = hashlib.sha256(slug.encode()).hexdigest()
    short: dict[str, str] = {}
    for _, name in _REFERENCE.findall(body):
        short.setdefault(name, f"i{digest[:6]}-{len(short)}")

    def renamed(attribute: re.Match[str]) -> str:
        name = attribute[1]
        return f' id="{short[name]}"' if name in short else ""

    def referring(reference: re.Match[str]) -> str:
        opening, name = reference.groups()
        return f"{opening}#{short[name]}"

    return _REFERENCE.sub(referring, _ID.sub(renamed, body))


def _shortened(tag: re.Match[str]) -> str:
    """Return a tag with two decimals; words between tags keep theirs."""
    return _LONG_NUMBER.sub(r"\1", tag[0])


def _without_idle_groups(body: str) -> str:
    """Return an SVG's content without the groups that have no attributes."""
    open_groups: list[bool] = []

    def keep(tag: re.Match[str]) -> str:
        if tag[0] == "</g>":
            return tag[0] if open_groups.pop() else ""
        open_groups.append(tag[0] != "<g>")
        return tag[0] if open_groups[-1] else ""

    inside, end = body.rsplit("</svg>", 1)
    return re.sub(r"<g(?: [^>]*)?>|</g>", keep, inside) + "</svg>" + end
