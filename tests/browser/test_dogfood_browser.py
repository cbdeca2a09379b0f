"""The app that compares lists in a real browser: by keyboard alone, on a phone, on its own.

Only `make browser` runs this: it needs Playwright and a Chromium, such as Debian's.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from werkzeug.serving import make_server

from benchmarks.contract import paths
from benchmarks.contract.documents import Study
from benchmarks.dogfood.app import create_app
from benchmarks.dogfood.ground import survey
from benchmarks.dogfood.judgements import Store
from benchmarks.dogfood.settings import place
from tests.worlds.kitchen import cook

LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
COVERED = """() => [
  ...document.querySelectorAll("button, input, textarea, a, summary")
].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width && (box.left < -2000 ? false : box.right > innerWidth + 1);
}).length"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Store]]:
    """The app on a free port, in a thread; it reads its data from the working directory."""
    folder, before = cook(tmp_path_factory.mktemp("kitchen")), Path.cwd()
    os.chdir(folder)
    store = Store(folder / "judgements.sqlite")
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    server.app = create_app(
        survey(place(Study.read(paths.study()), "films")), store, port=server.port
    )
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/", store
    server.shutdown()
    thread.join()
    server.server_close()
    os.chdir(before)


@pytest.fixture(params=[LAPTOP, PHONE], ids=["laptop", "phone"])
def page(chromium: Any, served: tuple[str, Store], request: pytest.FixtureRequest) -> Iterator[Any]:
    """The home page; afterwards the console must be empty, and nobody but the app asked."""
    context = chromium.new_context(viewport=request.param, reduced_motion="reduce")
    opened = context.new_page()
    complaints, requests = [], []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda asked: requests.append(asked.url))
    opened.goto(served[0])
    yield opened
    assert not complaints
    assert all(url.startswith(served[0]) for url in requests)
    context.close()


def fits(page: Any) -> bool:
    """Tell whether a page is no wider than the window, and every control within it."""
    no_scroll = page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    return no_scroll and page.evaluate(COVERED) == 0


def tab_to(page: Any, name: str, role: str = "button") -> None:
    """Press Tab until the control of this name has the focus."""
    wanted = page.get_by_role(role, name=name).first.element_handle()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("one => document.activeElement === one", wanted):
            return
    raise AssertionError(f"Tab does not reach {role} '{name}'")


def test_a_real_user_is_judged_by_keyboard_alone(page: Any, served: tuple[str, Store]) -> None:
    before = len(served[1].judged())
    tab_to(page, "Any user")
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare/*")
    page.keyboard.press("3")
    assert page.get_by_role("radio", name="Right").is_checked()
    page.keyboard.press("ArrowLeft")
    assert page.get_by_role("radio", name="Neither").is_checked()
    page.keyboard.press("1")
    tab_to(page, "more varied", "checkbox")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("1, 2 and 3 are keys, but not in here")
    assert page.get_by_role("radio", name="Left").is_checked()
    tab_to(page, "Save and see who was who")
    page.keyboard.press("Enter")
    page.wait_for_url("**/result/*")
    key = page.url.rpartition("/")[2]
    judgement = served[1].judgement(key)
    assert (judgement.choice, judgement.ticked) == ("left", '["varied"]')
    assert judgement.why == "1, 2 and 3 are keys, but not in here"
    page.keyboard.press("n")
    page.wait_for_url("**/compare/*")
    assert not page.url.endswith(key)
    assert len(served[1].judged()) == before + 1


def test_an_own_taste_is_chosen_and_judged_by_keyboard_alone(
    page: Any, served: tuple[str, Store]
) -> None:
    tab_to(page, "Choose items", "link")
    page.keyboard.press("Enter")
    page.wait_for_url("**/taste")
    for number, word in enumerate(("Sunny 0", "Sunny 12", "Sunny 24"), start=1):
        page.get_by_label("Search titles").focus()
        page.keyboard.press("Control+A")
        page.keyboard.type(word)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**q={word.replace(' ', '+')}*")
        tab_to(page, f"Add {word}")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name=f"{number} chosen").wait_for()
        assert fits(page)
    tab_to(page, "Compare two lists")
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare/*")
    assert "your own taste" in page.get_by_role("heading", level=1).inner_text()
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.wait_for_url("**/result/*")
    assert page.get_by_role("heading", level=1).inner_text() == "Neither was better"


def test_every_page_fits_the_window(page: Any, served: tuple[str, Store]) -> None:
    assert fits(page)
    page.get_by_role("button", name="Any user").click()
    page.wait_for_url("**/compare/*")
    assert fits(page)
    page.get_by_role("radio", name="Left").check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/result/*")
    assert fits(page)
    page.goto(served[0] + "summary")
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def test_a_control_without_an_answer_says_what_is_missing(
    page: Any, served: tuple[str, Store]
) -> None:
    page.get_by_role("button", name="Any user").click()
    page.wait_for_url("**/compare/*")
    here = page.url
    page.get_by_role("button", name="Save").click()
    assert page.url == here  # the browser asks for the choice; nothing was sent
    assert page.evaluate("document.querySelector('input[name=choice]').validity.valueMissing")
    assert served[1].judgement(here.rpartition("/")[2]) is None


def test_form_labels_headings_and_status_are_there_for_a_screen_reader(page: Any) -> None:
    page.get_by_role("button", name="Any user").click()
    page.wait_for_url("**/compare/*")
    fields = page.locator("input:not([type=hidden]), textarea")
    assert fields.evaluate_all("all => all.filter(e => !e.labels.length).length") == 0
    assert page.get_by_role("group", name="Which is better?").count() == 1
    assert page.get_by_role("region", name="Left").count() == 1
    assert page.locator("[role=status]").count() == 1
    assert page.get_by_role("heading", level=1).count() == 1
