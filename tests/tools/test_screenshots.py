"""The picture that the README shows is of the front page as it is."""

import subprocess
from pathlib import Path

import pytest
from PIL import Image

from tools import screenshots

ROOT = Path(__file__).parents[2]
AGAIN = "`python -m tools.screenshots --picture docs/report.png` takes it anew (needs Chromium)"
PAGE = """
<h1>Which is <em>best</em>?</h1>
<article class="card"><h2>Films</h2>
<p class="answer"><strong>ALS is best</strong>,
0.192 to&nbsp;0.181.</p>
<p class="aside">CPU time of a fit: 86 ms.</p></article>
"""


def is_committed(name: str) -> bool:
    """Tell whether a file is as it was committed, also where no git can say so."""
    status = ["git", "status", "--porcelain", "--", name]
    return not subprocess.run(status, cwd=ROOT, capture_output=True, check=False).stdout


def test_the_picture_of_the_readme_shows_what_the_front_page_claims() -> None:
    page = ROOT / "reports/index.html"
    with Image.open(ROOT / "docs/report.png") as picture:
        shown = picture.info.get(screenshots.CLAIMS)
    is_right = shown == screenshots.digest(page.read_text(encoding="utf-8"))
    if not is_right and not is_committed("reports/index.html"):  # as with a new baseline
        pytest.skip(f"the picture of the README is of the committed report; {AGAIN}")
    assert is_right, f"docs/report.png shows other claims than reports/index.html: {AGAIN}"


def test_what_is_claimed_is_the_heading_and_each_sentence_over_a_picture() -> None:
    assert screenshots.claims(PAGE) == ["Which is best?", "ALS is best, 0.192 to 0.181."]


def test_costs_are_no_claims() -> None:
    assert screenshots.digest(PAGE) == screenshots.digest(PAGE.replace("86 ms", "90 ms"))
    assert screenshots.digest(PAGE) != screenshots.digest(PAGE.replace("0.192", "0.191"))
