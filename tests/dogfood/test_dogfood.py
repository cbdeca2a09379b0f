"""The app that compares lists is blind, keeps every judgement once, and answers to nobody else."""

import json
import re
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from collections import Counter
from dataclasses import replace
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from benchmarks.contract.errors import UserError
from benchmarks.dogfood import __main__ as command
from benchmarks.dogfood import judgements
from benchmarks.dogfood.app import LONGEST_WHY, MOST_CHOSEN, create_app
from benchmarks.dogfood.fits import Fits, own
from benchmarks.dogfood.ground import Ground, survey
from benchmarks.dogfood.judgements import Store
from benchmarks.dogfood.pairing import arranged
from benchmarks.dogfood.signs import sign_tests
from tests.worlds.kitchen import BASELINES, ROOT, cook

PORT = 8008
HOME = f"http://127.0.0.1:{PORT}"
MINE = ["i0", "i2", "i4", "i6"]  # comedies


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cook(tmp_path_factory.mktemp("kitchen"))


@pytest.fixture
def ground(kitchen: Path, monkeypatch: pytest.MonkeyPatch) -> Ground:
    monkeypatch.chdir(kitchen)
    return survey("films")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "judgements.sqlite")


@pytest.fixture
def client(ground: Ground, store: Store) -> FlaskClient:
    return create_app(ground, store, port=PORT).test_client()


def get(client: FlaskClient, path: str, **headers: str) -> Any:
    return client.get(path, base_url=HOME, headers=headers)


def post(client: FlaskClient, path: str, headers: dict[str, str] | None = None, **form: Any) -> Any:
    """Post a form as the browser would, with the token of the home page."""
    token = re.search('name="token" value="([^"]+)"', get(client, "/").text).group(1)
    sent = {"Origin": HOME, **(headers or {})}
    return client.post(path, base_url=HOME, data={"token": token, **form}, headers=sent)


def opened(client: FlaskClient, **form: Any) -> str:
    """Start a comparison; return its path."""
    answer = post(client, "/taste" if "item" in form else "/user", **form)
    assert answer.status_code == 303, answer.text
    return answer.location


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
        ("/taste", {"item": ["i0", "i0", "i0"]}, "Choose at least 3 products; 1 is too few"),
        (
            "/taste",
            {"item": [f"i{n}" for n in range(MOST_CHOSEN + 1)]},
            "at most 30 products; 31 are too many",
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


def test_of_two_posts_the_first_counts(client: FlaskClient, store: Store) -> None:
    path = opened(client, user="u7")
    post(client, path, choice="left")
    again = post(client, path, choice="right")
    assert "the first answer stands" in get(client, again.location).text
    assert [row["choice"] for row in store.judged()] == ["left"]


def test_the_same_seed_draws_the_same_and_another_draws_differently(
    ground: Ground, tmp_path: Path
) -> None:
    def drawn(seed: int, name: str) -> list[tuple]:
        store = Store(tmp_path / name)
        client = create_app(ground, store, port=PORT, seed=seed).test_client()
        made = [store.comparison(opened(client).rpartition("/")[2]) for _ in range(8)]
        return [(one.subject, one.left_name, one.right_name) for one in made]

    assert drawn(0, "a") == drawn(0, "b") != drawn(1, "c")


def test_each_pair_is_judged_as_often_and_each_order_too() -> None:
    pairs = [("a", "b"), ("a", "c"), ("b", "c")]
    judged: Counter[tuple[str, str]] = Counter()
    firsts = []
    for number in range(60):
        chosen = arranged(pairs, judged, np.random.default_rng([0, number]))[0]
        judged[chosen] += 1
        firsts.append(chosen[0] < chosen[1])
        totals = [judged[pair] + judged[pair[::-1]] for pair in pairs]
        assert max(totals) - min(totals) <= 1
        assert all(abs(judged[pair] - judged[pair[::-1]]) <= 1 for pair in pairs)
    assert len({judged[pair] for pair in [*pairs, *(pair[::-1] for pair in pairs)]}) == 1
    assert firsts[:3] != firsts[3:6] or firsts[6:9] != firsts[9:12]  # not by turns


def test_a_taste_is_one_more_user_whose_items_are_not_recommended(ground: Ground) -> None:
    chosen = np.array([0, 2, 4, 6], np.int32)
    train, asked = own(ground, chosen)
    assert train.n_users == ground.train.n_users + 1
    assert train.positives[-1].indices.tolist() == chosen.tolist()
    assert train.ratings[-4:].tolist() == [5.0] * 4
    assert (np.diff(train.users) >= 0).all()
    fits = Fits(ground)
    items, said = fits.for_taste("ease", chosen)
    assert not set(items) & set(chosen)
    assert (items % 2 == 0).all()  # of the same taste
    assert all(sentence.startswith("Because of: ") for sentence in said)
    assert asked.users.tolist() == [120]


@pytest.mark.parametrize(
    ("baseline", "pattern"),
    [
        ("item_knn", r"Because of: .* \d+ %"),
        ("ease", r"Because of: .* \d+ %"),
        ("content", r"Because of: .* \d+ %"),
        ("user_knn", r"\d+ of the 20 nearest users have it; they carry \d+ % of the weight\."),
        ("popular", r"Not personal: everybody gets this list"),
    ],
)
def test_a_baseline_says_why_in_what_its_scores_are_made_of(
    ground: Ground, baseline: str, pattern: str
) -> None:
    shown = ground.listed(baseline, 7)
    assert len(shown) == 10
    said = Fits(ground).why(baseline, 7, shown)
    assert all(re.match(pattern, sentence) for sentence in said)


def test_a_baseline_whose_fit_no_longer_gives_the_list_says_nothing(ground: Ground) -> None:
    shown = ground.listed("ease", 7)
    assert Fits(ground).why("ease", 7, shown[::-1]) == [None] * 10


def test_weights_that_are_not_the_scores_are_not_a_reason(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    from baselines.ease import Model

    honest = Model.scores
    monkeypatch.setattr(Model, "scores", lambda self, users: np.sqrt(np.abs(honest(self, users))))
    _, said = Fits(ground).for_taste("ease", np.array([0, 2, 4], np.int32))
    assert said == [None] * 10


def test_a_pair_is_counted_whichever_side_it_was_on_and_ties_apart() -> None:
    def row(left: str, right: str, choice: str, taste: str = "real") -> dict[str, str]:
        return {
            "benchmark": "b",
            "taste": taste,
            "left_name": left,
            "right_name": right,
            "choice": choice,
        }

    rows = [
        row("x", "y", "left"),
        row("y", "x", "right"),
        row("y", "x", "left"),
        row("x", "y", "tie"),
    ]
    rows += [row("x", "z", "right")] * 6 + [row("x", "y", "left", "own")]
    own_taste, against_y, against_z = sign_tests(rows)
    assert (own_taste["taste"], own_taste["judgements"]) == ("own", 1)
    assert {name: against_y[name] for name in ("baseline", "other", "judgements", "wins", "ties", "losses")} == {
        "baseline": "x", "other": "y", "judgements": 4, "wins": 2, "ties": 1, "losses": 1,
    }  # fmt: skip
    assert against_y["share"] == pytest.approx(2 / 3)
    assert (against_z["p_value"], against_z["p_holm"]) == (2 / 64, 4 / 64)


def test_the_summary_counts_and_the_export_holds_counts_only(
    client: FlaskClient, store: Store, tmp_path: Path
) -> None:
    assert (
        judgements.summary(tmp_path / "none.sqlite")["sentence"]
        == "internal testing: no judgements yet; make dogfood"
    )
    assert not (tmp_path / "none.sqlite").exists()
    assert judgements.summary(store.path)["judgements"] == 0
    for choice in ("left", "right", "tie"):
        post(client, opened(client, user="u7"), choice=choice, why="a secret")
    post(client, opened(client, item=MINE), choice="left")
    found = judgements.export(store.path, tmp_path / "judgements.csv")
    assert found["sentence"] == "internal testing: 4 judgements"
    text = (tmp_path / "judgements.csv").read_text()
    assert text.splitlines()[0] == ",".join(judgements.COLUMNS)
    assert not re.search(r"secret|u7|i\d|Sunny", text)
    again = judgements.exported(tmp_path / "judgements.csv")
    assert (again["judgements"], again["sentence"]) == (4, found["sentence"])
    assert len(again["pairs"]) == len(found["pairs"])
    assert "internal testing: 4 judgements".capitalize() in get(client, "/summary").text


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(UserError, match="move the file away"):
        Store(tmp_path / "bad.sqlite")
    store = Store(tmp_path / "new.sqlite")
    with store._open() as file:
        file.execute("PRAGMA user_version = 99")
    with pytest.raises(UserError, match="schema version 99, this code reads 1"):
        Store(store.path)


def test_only_baselines_with_lists_can_be_compared(ground: Ground) -> None:
    assert ground.line_up == BASELINES
    assert survey("films", ["ease", "popular"]).line_up == ("ease", "popular")
    with pytest.raises(UserError, match="Did you mean 'films'"):
        survey("film")
    with pytest.raises(UserError, match="unknown baseline"):
        survey("films", ["eas"])


def test_the_server_listens_on_this_machine_only(
    ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command.judgements.Store.__init__, "__defaults__", (tmp_path / "j.sqlite",))
    serving = command.server("films", [], 0, 0)
    try:
        assert serving.socket.getsockname()[0] == "127.0.0.1"
        with pytest.raises(UserError, match="make dogfood PORT=8009"):
            command.server("films", [], serving.port, 0)
    finally:
        serving.server_close()


def test_a_judgement_survives_a_server_that_is_killed(kitchen: Path) -> None:
    arguments = [
        sys.executable,
        "-m",
        "benchmarks.dogfood",
        "--benchmark",
        "films",
        "--port",
        "0",
        "--no-browser",
    ]
    running = subprocess.Popen(
        arguments,
        cwd=kitchen,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )
    try:
        address = re.search(r"http://127\.0\.0\.1:\d+", running.stdout.readline()).group()
        browser = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar()), urllib.request.ProxyHandler({})
        )

        def send(path: str, **form: str) -> str:
            with browser.open(
                address + path, urllib.parse.urlencode(form).encode() if form else None
            ) as answer:
                return answer.geturl().removeprefix(address) + answer.read().decode()

        token = re.search('name="token" value="([^"]+)"', send("/")).group(1)
        key = re.match(r"/compare/([\w-]+)", send("/user", token=token, user="u7")).group(1)
        assert send(f"/compare/{key}", token=token, choice="right").startswith(f"/result/{key}")
    finally:
        running.send_signal(signal.SIGKILL)
        running.wait()
        running.stdout.close()
    kept = Store(kitchen / judgements.DATABASE)
    assert kept.judgement(key).choice == "right"
    assert json.loads(kept.comparison(key).subject) == "u7"


def test_what_is_fitted_while_a_person_looks_is_not_fitted_again(ground: Ground) -> None:
    fits = Fits(ground)
    shown = ground.listed("ease", 7)
    fits._warm(["ease"])
    model = fits._models["ease"]
    assert fits.why("ease", 7, shown)[0]
    assert fits._models["ease"] is model
