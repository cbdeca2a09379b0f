"""The server listens on this machine only, and a judgement outlives it."""

import json
import re
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from benchmarks.contract.errors import UserError
from benchmarks.dogfood import judgements, serve
from benchmarks.dogfood.ground import Ground
from benchmarks.dogfood.judgements import Store
from tests.worlds.kitchen import ROOT


def test_the_server_listens_on_this_machine_only(
    ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judgements.Store.__init__, "__defaults__", (tmp_path / "j.sqlite",))
    serving = serve.server("films", [], 0, 0)
    try:
        assert serving.socket.getsockname()[0] == "127.0.0.1"
        said = rf"\(Address already in use\); .* make dogfood PORT={serving.port + 1}"
        with pytest.raises(UserError, match=said):
            serve.server("films", [], serving.port, 0)
    finally:
        serving.server_close()


def test_a_judgement_survives_a_server_that_is_killed(kitchen: Path) -> None:
    arguments = [
        sys.executable,
        "-m",
        "benchmarks",
        "dogfood",
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
