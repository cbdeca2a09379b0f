"""Ask the app as a browser would."""

import re
from typing import Any

from flask.testing import FlaskClient

PORT = 8008
HOME = f"http://127.0.0.1:{PORT}"
MINE = ["i0", "i2", "i4", "i6"]  # comedies


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
