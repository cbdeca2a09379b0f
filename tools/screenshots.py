"""Take pictures of a page of the report in Chromium: laptop and phone, light and dark.

    python -m tools.screenshots FOLDER [--open]
    python -m tools.screenshots --picture docs/report.png

With --open, what is folded is open. It fails if the page is wider than the window, since a reader
would have to scroll sideways. --picture takes the one of the front page that the README shows, and
writes into it a digest of what the page claims: a test says when the picture shows something else.
"""

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

WIDTHS = {"laptop": 1280, "phone": 390}
SHOWN, COLOURS = (1400, 1280), 128  # the picture of the README: its size and colours
CLAIMS = "levelground-claims"  # the key of a picture's text that has the digest of its claims
THEMES = {"light": 1, "dark": 0}  # values of Chromium's preferredColorScheme
NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
LONGEST = 12_000  # pixels; Chromium draws no picture much longer, so a longer page takes several
REPORT_SIZE = """<script>
const page = document.documentElement;
parent.postMessage(`${page.scrollWidth} ${page.scrollHeight}`, "*");
</script>"""
# Chromium's own window is never narrower than 500 px, so the page is measured in a frame.
FRAME = """<!doctype html>
<meta name="color-scheme" content="light dark">
<style>body { margin: 0; overflow: hidden; }</style>
<script>onmessage = (event) => { document.documentElement.dataset.size = event.data; };</script>
<iframe src="page.html" style="border: 0; width: %dpx; height: %dpx; margin-top: -%dpx"></iframe>"""


def main() -> None:
    """Write <width>-<theme>-<part>.png for each width and theme, part by part from the top."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", help="where the pictures go")
    parser.add_argument("--picture", type=Path, help="take the picture of the README instead")
    parser.add_argument("--page", type=Path, default=Path("reports/index.html"))
    parser.add_argument("--open", action="store_true", help="open what is folded")
    arguments = parser.parse_args()
    browser = next((found for name in NAMES if (found := shutil.which(name))), None)
    if browser is None:
        sys.exit(
            f"error: none of {', '.join(NAMES)} is on PATH; install Chromium to take pictures."
        )
    if not arguments.page.exists():
        sys.exit(f"error: {arguments.page}: missing; `make repro` writes it.")
    html = arguments.page.read_text(encoding="utf-8")
    if arguments.picture:
        shown(browser, html, arguments.picture)
        return
    if arguments.folder is None:
        parser.error("say where the pictures go, or --picture FILE")
    page = re.sub(r"<details\b", "<details open", html) if arguments.open else html
    everywhere(browser, page, arguments.folder, arguments.page)


def shown(browser: str, page: str, picture: Path) -> None:
    """Write the picture of the README, with few colours."""
    take(browser, page, SHOWN, (0, SHOWN[1]), "light", picture)
    few_colours = Image.open(picture).convert("RGB").quantize(COLOURS)
    told = PngInfo()
    told.add_text(CLAIMS, digest(page))
    few_colours.save(picture, optimize=True, pnginfo=told)


def digest(page: str) -> str:
    """Return a digest of what a front page claims; costs, which change with every run, are none."""
    return hashlib.sha256("\n".join(claims(page)).encode()).hexdigest()


def claims(page: str) -> list[str]:
    """Return the heading of a front page and the sentence over each picture, as they are read."""
    reader = _Claims()
    reader.feed(page)
    return [" ".join(claim.split()) for claim in reader.found]


class _Claims(HTMLParser):
    """Collects the texts of `h1` and of `p.answer`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a claim."""
        if tag == "h1" or (tag, dict(attrs).get("class")) == ("p", "answer"):
            self._inside = tag
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        """End it."""
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        """Read on."""
        if self._inside:
            self.found[-1] += data


def everywhere(browser: str, page: str, folder: Path, source: Path) -> None:
    """Write the pictures of a page in each width and theme; `source` is its file."""
    folder.mkdir(parents=True, exist_ok=True)
    for width_name, width in WIDTHS.items():
        needed, height = measure(browser, page, width)
        for theme in THEMES:
            for number, top in enumerate(range(0, height, LONGEST), start=1):
                picture = folder / f"{width_name}-{theme}-{number}.png"
                part = min(LONGEST, height - top)
                take(browser, page, (width, height), (top, part), theme, picture)
                print(f"{picture}: {width} × {part}")
        if needed > width:
            sys.exit(f"error: {source} is {needed} px wide in a window of {width} px.")


def measure(browser: str, page: str, width: int) -> tuple[int, int]:
    """Return how wide and high a page is in a window of this width, in pixels."""
    with tempfile.TemporaryDirectory() as folder:
        frame = framed(page, Path(folder), (width, 1000), top=0)
        text = run(browser, "--virtual-time-budget=2000", "--dump-dom", frame.as_uri())
    size = re.search(r'data-size="(\d+) (\d+)"', text)
    if size is None:
        sys.exit(f"error: {browser} did not render the page.")
    return int(size[1]), int(size[2])


def take(
    browser: str, page: str, size: tuple[int, int], part: tuple[int, int], theme: str, picture: Path
) -> None:
    """Write a picture of a part of a page, given as its top and height in pixels."""
    with tempfile.TemporaryDirectory() as folder:
        frame = framed(page, Path(folder), size, part[0])
        run(
            browser,
            f"--window-size={size[0]},{part[1]}",
            f"--blink-settings=preferredColorScheme={THEMES[theme]}",
            f"--screenshot={picture.resolve()}",
            frame.as_uri(),
        )


def framed(page: str, folder: Path, size: tuple[int, int], top: int) -> Path:
    """Write a page with the report in a frame of a size, moved up by `top` pixels."""
    (folder / "page.html").write_text(page + REPORT_SIZE, encoding="utf-8")
    frame = folder / "frame.html"
    frame.write_text(FRAME % (*size, top), encoding="utf-8")
    return frame


def run(browser: str, *arguments: str) -> str:
    """Run the browser with a new profile; return what it prints."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [browser, *QUIET, f"--user-data-dir={profile}", *arguments]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
        except subprocess.TimeoutExpired:
            sys.exit(f"error: {browser} did not answer within 120 s.")
        except subprocess.CalledProcessError as error:
            sys.exit(f"error: {browser} failed: {error.stderr.strip()[-500:]}")
    return done.stdout


if __name__ == "__main__":
    main()
