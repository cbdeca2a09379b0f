"""Make a figure part of a page: its fonts, its colours of either theme, ids of its own."""

import hashlib
import re

from benchmarks.report.figures.style import ACCENT, BAND, INK, MUTED, PAPER, RULE, SERIES

_ON_PAGE = {INK: "currentColor", MUTED: "var(--muted)", RULE: "var(--rule)", BAND: "var(--band)"}
_ON_PAGE |= {PAPER: "var(--paper)", ACCENT: "var(--accent)"}
_ON_PAGE |= {colour: f"var(--series-{number})" for number, colour in enumerate(SERIES, start=1)}


def inline(svg: str, slug: str, label: str) -> str:
    """Return an SVG as part of a page: the page's fonts and colours, ids that no other figure has.

    label : what a screen reader says; already escaped for HTML
    """
    idle = r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->"
    body = re.sub(idle, "", svg[svg.index("<svg") :], flags=re.DOTALL)
    size = svg.partition('viewBox="')[2].partition('"')[0]
    body = body[body.index(">") + 1 :].replace("xlink:href", "href")
    used = re.findall(r'(?:href="|url\()#([^")]+)', body)
    prefix = "i" + hashlib.sha256(slug.encode()).hexdigest()[:6] + "-"
    short = {name: f"{prefix}{number}" for number, name in enumerate(dict.fromkeys(used))}
    body = re.sub(
        r' id="([^"]+)"',
        lambda found: f' id="{short[found[1]]}"' if found[1] in short else "",
        body,
    )
    body = re.sub(r'(href="|url\()#([^")]+)', lambda found: f"{found[1]}#{short[found[2]]}", body)
    body = re.sub(r' transform="rotate\(-0 [^"]*"', "", body)
    body = re.sub(r" font-family: [^;\"]+;?", "", body)
    for colour, variable in _ON_PAGE.items():
        body = body.replace(colour, variable)
    body = re.sub(
        r"<[^>]+>", lambda tag: re.sub(r"(\d\.\d\d)\d+", r"\1", tag[0]), body
    )  # not in texts
    body = re.sub(r"\s*\n\s*", "\n", _without_idle_groups(body))
    return f'<svg viewBox="{size}" role="img" aria-label="{label}">{body.strip()}'


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
