"""A comparison is blind before the vote, tells all after it, and refuses what makes no sense."""

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from benchmarks.dogfood.app import LONGEST_WHY, MOST_CHOSEN
from benchmarks.dogfood.judgements import Store
from tests.dogfood.browsing import HOME, MINE, get, opened, post
from tests.worlds.kitchen import BASELINES


@pytest.mark.parametrize(
    "form", [{"user": "u7"}, {"user": ""}, {"item": MINE}], ids=["user", "anybody", "own taste"]
)
def test_nothing_tells_who_is_who_before_the_vote(
    client: FlaskClient, store: Store, form: dict
) -> None:
    path = opened(client, **form)
    answer = get(client, path)
    assert answer.status_code == 200
    words = re.findall(r"[a-z_]+", answer.text.replace(' content="', "").lower() + path)
    headers = " ".join(
        f"{name} {value}" for name, value in answer.headers if not name.startswith("Content-")
    )
    with client.session_transaction(base_url=HOME) as cookie:
        assert set(cookie) == {"token"}
    for name in BASELINES:
        assert name not in words
        assert name not in headers
    assert get(client, path.replace("compare", "result")).status_code == 303  # not before the vote
    made = store.comparison(path.rpartition("/")[2])
    assert {made.left_name, made.right_name} < set(BASELINES)


def test_the_page_is_the_same_whoever_made_the_lists(client: FlaskClient, store: Store) -> None:
    made = store.comparison(opened(client, item=MINE).rpartition("/")[2])
    store.add(
        replace(
            made, id="other", left_name=made.right_name, right_name=made.left_name, reasons="null"
        )
    )
    one, two = (get(client, f"/compare/{key}") for key in (made.id, "other"))
    assert one.text.replace(made.id, "other") == two.text
    assert {name for name, _ in one.headers} == {name for name, _ in two.headers}


def test_after_the_vote_the_page_says_who_was_who_why_and_what_came_true(
    client: FlaskClient, store: Store
) -> None:
    path = opened(client, user="u7")
    made = store.comparison(path.rpartition("/")[2])
    page = get(
        client, post(client, path, choice="left", ticked=["fits"], why="more\r\n fun").location
    ).text
    assert f"You preferred <code>{made.left_name}</code>" in page
    assert f"<code>{made.right_name}</code>" in page
    assert "turned out right" in page
    assert "Liked by" in page
    given = store.judgement(made.id)
    assert (given.choice, given.ticked, given.why) == ("left", '["fits"]', "more fun")
    assert get(client, path).status_code == 303  # no second vote


def test_titles_are_escaped(client: FlaskClient) -> None:
    compare = opened(client, item=MINE)
    after = post(client, compare, choice="tie", why="<script>").location
    for path in (compare, after, "/taste?q=%3Cscript%3E&item=i0"):
        page = client.get(path, base_url=HOME, follow_redirects=True).text
        assert "&lt;script&gt;alert(" in page
        assert "<script>" not in page
        assert "<i>" not in page


@pytest.mark.parametrize(
    ("path", "form", "sentence"),
    [
        ("/user", {"user": "<nobody>"}, "films has no lists for a user &#39;&lt;nobody&gt;&#39;"),
        ("/taste", {"item": ["i0", "i2", "zz"]}, "films has no item &#39;zz&#39;"),
        ("/taste", {"item": ["i0", "i0", "i0"]}, "Choose at least 3 items; 1 is too few"),
        (
            "/taste",
            {"item": [f"i{n}" for n in range(MOST_CHOSEN + 1)]},
            "at most 30 items; 31 are too many",
        ),
    ],
)
def test_a_mistake_in_a_choice_is_refused_with_a_sentence(
    client: FlaskClient, path: str, form: dict, sentence: str
) -> None:
    answer = post(client, path, **form)
    assert answer.status_code == 400
    assert sentence in answer.text


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "Say which list is better"),
        ({"choice": "both"}, "Say which list is better"),
        ({"choice": "left", "ticked": ["other"]}, "not one of those offered"),
        ({"choice": "left", "why": "x" * (LONGEST_WHY + 1)}, "at most 500 are kept"),
    ],
)
def test_a_mistake_in_a_judgement_is_refused_and_nothing_kept(
    client: FlaskClient, store: Store, form: dict, sentence: str
) -> None:
    answer = post(client, opened(client, user="u7"), **form)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert store.judged() == []


def test_what_does_not_exist_is_not_found(client: FlaskClient) -> None:
    assert get(client, "/compare/none").status_code == 404
    assert post(client, "/compare/none", choice="left").status_code == 404
    assert get(client, "/taste?item=zz").status_code == 400
    assert get(client, f"/taste?q={'x' * 81}").status_code == 400
    assert get(client, "/user").status_code == 405


def test_of_two_posts_the_first_counts(client: FlaskClient, store: Store) -> None:
    path = opened(client, user="u7")
    post(client, path, choice="left")
    again = post(client, path, choice="right")
    assert "the first answer stands" in get(client, again.location).text
    assert [row["choice"] for row in store.judged()] == ["left"]
