"""The page of a leaderboard as tests see it: where it is, what it shows, how a row is marked."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.contract.csv import read_csv

REPORTS = Path(__file__).parents[2] / "reports"
LAPTOP, PHONE = {"width": 1400, "height": 1000}, {"width": 390, "height": 844}
LABELS = {row["baseline"]: row["label"] for row in read_csv(REPORTS / "baselines.csv")}
Open = Callable[..., Any]


def names(page: Any) -> list[str]:
    """Return the baselines that are shown, from the top."""
    heads = page.locator("#board tbody tr:visible .c-name a:first-child")
    return [name.strip() for name in heads.all_inner_texts()]


def marked(page: Any) -> list[str]:
    rows = page.locator("#board tbody tr.on .c-name a:first-child")
    return [name.strip() for name in rows.all_inner_texts()]


def mark(page: Any, name: str) -> None:
    page.get_by_role("checkbox", name=f"Mark {name} to compare", exact=True).click()
