"""Documents of tables as LaTeX sets them."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

PAGE = r"\documentclass{article}\usepackage[textwidth=5.5in,textheight=9in]{geometry}"
COLUMN = r"\documentclass{article}\usepackage[textwidth=3.3in,textheight=9in]{geometry}"
TWO_COLUMNS = (
    r"\documentclass[twocolumn]{article}"
    r"\usepackage[textwidth=6.9in,columnsep=.3in,textheight=9in]{geometry}"
)
# Of LuaLaTeX alone: fonts that have what Latin Modern lacks, as docs/citing.md says.
SCRIPTS = r"""\usepackage{fontspec}
\directlua{luaotfload.add_fallback("scripts", {
  "DroidSansFallback:", "NotoSansSymbols2:", "DejaVuSans:"})}
\setmainfont{Latin Modern Roman}[RawFeature={fallback=scripts}]
"""
FONTS = ("Droid Sans Fallback", "Noto Sans Symbols2", "DejaVu Sans")


def typeset(engine: str, folder: Path, body: str, head: str = PAGE) -> str:
    """Set a document, `folder`/set.pdf; return the log.

    engine : pdflatex or lualatex; the test is skipped where it is not installed
    """
    if not shutil.which(engine):
        pytest.skip(f"{engine} is not installed: apt-get install texlive-latex-recommended")
    document = f"{head}\\usepackage{{booktabs}}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"
    (folder / "set.tex").write_text(document, encoding="utf-8")
    command = [engine, "-interaction=nonstopmode", "-halt-on-error", "set.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace")
    assert done.returncode == 0, done.stdout[-2000:]
    return (folder / "set.log").read_text(encoding="utf-8", errors="replace")


def of_files(paths: Sequence[Path]) -> str:
    """Return the body of a document that has these tables, a page for each."""
    return "\n".join(rf"\input{{{path.as_posix()}}}\clearpage" for path in paths)


def too_wide(log: str) -> list[str]:
    """Return what LaTeX says of lines that are too wide."""
    return re.findall(r"Overfull \\hbox.*", log)


def missing(log: str) -> list[str]:
    """Return the letters that no font had."""
    return re.findall(r"Missing character.*", log)


def printed(folder: Path) -> str:
    """Return the words of the document that was set."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed: apt-get install poppler-utils")
    command = ["pdftotext", folder / "set.pdf", "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return " ".join(text.split())


def has_fonts() -> bool:
    """Tell whether the fonts of SCRIPTS are installed."""
    if not shutil.which("fc-list"):
        return False
    families = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True).stdout
    return all(font in families for font in FONTS)
