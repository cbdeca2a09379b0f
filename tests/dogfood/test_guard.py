"""Nobody but the pages of this server on this machine gets an answer or changes anything."""

import re

import pytest
from flask.testing import FlaskClient

from benchmarks.dogfood.judgements import Store
from tests.dogfood.browsing import HOME, get, opened, post


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Origin", "http://evil.example"),
        ("Origin", "null"),
        ("Origin", "http://127.0.0.1:9"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ],
)
def test_another_site_cannot_post(
    client: FlaskClient, store: Store, header: str, value: str
) -> None:
    path = opened(client, user="u7")
    answer = post(client, path, headers={header: value}, choice="left")
    assert answer.status_code == 403
    assert "another site" in answer.text
    assert store.judged() == []


@pytest.mark.parametrize("token", [None, "", "wrong", "é"])
def test_a_post_needs_the_token_of_a_page(
    client: FlaskClient, store: Store, token: str | None
) -> None:
    path = opened(client, user="u7")
    form = {"choice": "left"} | ({} if token is None else {"token": token})
    assert client.post(path, base_url=HOME, data=form, headers={"Origin": HOME}).status_code == 403
    assert store.judged() == []
    stranger = client.application.test_client()  # no cookie at all
    assert stranger.post(path, base_url=HOME, data=form).status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example:8008", "127.0.0.1", "127.0.0.1:9", "127.0.0.1.evil.example:8008"]
)
def test_another_name_that_leads_here_gets_nothing(client: FlaskClient, host: str) -> None:
    answer = client.get("/", base_url=f"http://{host}")
    assert answer.status_code == 403
    assert "open http://127.0.0.1:8008/" in answer.text
    assert client.get("/", base_url="http://localhost:8008").status_code == 200


def test_the_headers_shut_out_scripts_frames_and_other_sites(client: FlaskClient) -> None:
    answer = get(client, "/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "SameSite=Strict" in answer.headers["Set-Cookie"]
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert not re.search(r"<script(?! src=\"/static/)|\son\w+=|style=", answer.text)


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/..%5capp.py",
        "/static//etc/passwd",
        "/static/%00style.css",
        "/compare/../../judgements.sqlite",
        "/compare/..%2f..%2fjudgements.sqlite",
        "/result/%00",
    ],
)
def test_no_path_leads_out_of_what_is_served(client: FlaskClient, path: str) -> None:
    answer = client.get(path, base_url=HOME, follow_redirects=True)
    assert answer.status_code == 404
    assert "import" not in answer.text
    assert "root:" not in answer.text


def test_what_a_proxy_claims_is_not_believed(client: FlaskClient) -> None:
    claims = {"X-Forwarded-Host": "127.0.0.1:8008", "Forwarded": "host=127.0.0.1:8008"}
    answer = client.get("/", base_url="http://evil.example", headers=claims)
    assert answer.status_code == 403
