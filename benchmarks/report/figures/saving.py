"""Write figures, equal drawings as equal bytes: no dates, no versions, ids from a fixed salt."""

import io
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure
from PIL import Image

from benchmarks.report.figures.style import STYLE

_PNG_DPI, _PNG_COLOURS = 140, 48  # for report.md, on the screen; print has the PDF


@mpl.rc_context(STYLE)
def save(figure: Figure, folder: Path, slug: str) -> str:
    """Write <slug>.svg, .png and .pdf without dates or versions; return the SVG."""
    svg = drawn(figure)
    (folder / f"{slug}.svg").write_text(svg, encoding="utf-8", newline="\n")
    pixels = io.BytesIO()
    figure.savefig(pixels, format="png", dpi=_PNG_DPI, metadata={"Software": None})
    few_colours = Image.open(pixels).convert("RGB").quantize(_PNG_COLOURS)  # a third of the bytes
    few_colours.save(folder / f"{slug}.png", optimize=True)
    figure.savefig(
        folder / f"{slug}.pdf", metadata={"CreationDate": None, "Creator": None, "Producer": None}
    )
    return svg


@mpl.rc_context(STYLE)
def drawn(figure: Figure) -> str:
    """Return a figure as SVG, without writing a file."""
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return text.getvalue()
