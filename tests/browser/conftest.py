"""What tests of pages in a browser share."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.board import LAPTOP, REPORTS, Open


@pytest.fixture
def visit(chromium: Any) -> Iterator[Open]:
    """Open a leaderboard's page; at the end the console is empty, nothing else was asked."""
    complaints: list[str] = []
    asked: set[str] = set()
    contexts = []

    def opened(board: str = "ml-100k", state: str = "", **options: Any) -> Any:
        given = {"viewport": LAPTOP, "reduced_motion": "reduce", "accept_downloads": True}
        context = chromium.new_context(**given | options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.add(request.url.partition("#")[0]))
        file = REPORTS / f"{board}.html"
        if not file.exists():
            pytest.skip("the report in this checkout has no page for each leaderboard: make report")
        page.goto(file.as_uri() + state)
        return page

    yield opened
    assert not complaints
    own = (REPORTS.as_uri(), "data:", "blob:")
    assert all(
        url.startswith(own) and url.endswith((".html", ",")) for url in asked if url[:5] != "blob:"
    )
    for context in contexts:
        context.close()
