"""The page of a leaderboard as tests see it: where it is, what it shows, how a row is marked."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.contract.csv import read_csv

REPORTS = Path(__file__).parents[2] / "reports"
LAPTOP, PHONE = {"width": 1400, "height": 1000}, {"width": 390, "height": 844}
# unfolds all of a page
OPENED = "document.querySelectorAll('details').forEach(part => { part.open = true; })"
LABELS = {row["baseline"]: row["label"] for row in read_csv(REPORTS / "baselines.csv")}
Open = Callable[..., Any]


def serious(page: Any) -> list[tuple[str, list[Any]]]:
    """Return what axe-core finds on a page that is serious, and where."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    return [
        (of["id"], [node["target"] for node in of["nodes"]][:5])
        for of in axe.Axe().run(page).response["violations"]
        if of["impact"] in ("serious", "critical")
    ]


def names(page: Any) -> list[str]:
    """Return the baselines that are shown, from the top."""
    heads = page.locator("#board tbody tr:visible .c-name a:first-child")
    return [name.strip() for name in heads.all_inner_texts()]


def marked(page: Any) -> list[str]:
    rows = page.locator("#board tbody tr.on .c-name a:first-child")
    return [name.strip() for name in rows.all_inner_texts()]


def mark(page: Any, name: str) -> None:
    page.get_by_role("checkbox", name=f"Mark {name} to compare", exact=True).click()
