"""Passwords and tokens come out of no text that somebody reads."""

import json
from pathlib import Path

import pytest

from benchmarks.contract.errors import UserError, one_line
from benchmarks.contract.secrets import redacted
from benchmarks.datasets.sources import Remote
from benchmarks.exchange.submissions.about import About

VALUE = "s3cr3t-Value.9"


@pytest.mark.parametrize(
    "text",
    [
        "http://ann:{}@example.org/x is down",
        "https://{}@example.org/x",
        "sqlite+x://ann:p@{}@host:1/db",
        "https://example.org/a.zip?token={}&part=2",
        "https://example.org/a.zip?part=2&api_key={}",
        "https://example.org/a?X-Amz-Credential=b&X-Amz-Signature={}",
        "https://example.org/a?sv=1&sig={}",
        "https://example.org/#access_token={}",
        "curl -H 'Authorization: Bearer {}'",
        'headers {{"Authorization": "token {}"}}',
        "Authorization: Basic {}",
        "sent Bearer {}",
        "HF_TOKEN={} python train.py",
        "connect(password='{}', user='ann')",
        '{{"api_key": "{}"}}',
        "aws_secret_access_key={}",
    ],
)
def test_a_secret_is_hidden_wherever_it_stands(text: str) -> None:
    assert VALUE not in redacted(text.format(VALUE), {})
    assert "***" in redacted(text.format(VALUE), {})


@pytest.mark.parametrize(
    "token",
    [
        "ghp_" + "a1" * 18,
        "github_pat_" + "a1" * 18,
        "hf_" + "aB" * 16,
        "glpat-" + "a1" * 10,
        "pypi-AgEIcHlwaS5vcmc" + "x" * 20,
        "AKIA" + "A1" * 8,
        "xoxb-" + "1" * 20,
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc",
    ],
)
def test_a_token_that_says_what_it_is_is_hidden_in_plain_words(token: str) -> None:
    assert redacted(f"refused {token}, as it is old", {}) == "refused ***, as it is old"


def test_the_value_of_a_secret_variable_is_hidden_and_that_of_another_is_not() -> None:
    variables = {"MY_API_KEY": "correct horse", "EDITOR_NAME": "a plain name", "A_TOKEN": "ml"}
    text = "correct horse, a plain name, ml-100k"
    assert redacted(text, variables) == "***, a plain name, ml-100k"


def test_the_folder_of_a_shell_is_no_password() -> None:
    assert redacted("in /home/ann/study", {"PWD": "/home/ann/study"}) == "in /home/ann/study"


@pytest.mark.parametrize(
    "text",
    [
        "params.yaml: baselines.ease: unknown key 'token_length'. Did you mean 'length'?",
        "expected token: 'x'; authors: Ann; a basic implementation; max_tokens=5",
        "https://doi.org/10.1000/x@1?format=csv&page=2#section",
        "write to ann@example.org or see file://a/b",
        "session 3 of key ndcg@10: primary key=user",
    ],
)
def test_plain_words_stay(text: str) -> None:
    assert redacted(text, {}) == text


def test_what_is_hidden_stays_as_it_is() -> None:
    once = redacted(f"https://a:{VALUE}@b/c?token={VALUE} is gone; password={VALUE}", {})
    assert once == "https://***@b/c?token=*** is gone; password=***"
    assert redacted(once, {}) == once


def test_errors_for_people_hold_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICE_PASSWORD", VALUE)
    assert VALUE not in str(UserError(f"{VALUE} was refused"))
    assert VALUE not in one_line(OSError(f"http://a:{VALUE}@b failed"))


def test_a_recorded_checksum_is_kept_under_an_address_without_its_secret(tmp_path: Path) -> None:
    source = Remote("home", f"https://b/a.zip?token={VALUE}&part=2", recorded=tmp_path / "a")
    assert source.origin == "https://b/a.zip?token=***&part=2"


def test_what_a_submission_says_of_itself_holds_no_secret() -> None:
    told = About(url=f"https://ann:{VALUE}@host/?token={VALUE}", hardware=f"HF_TOKEN={VALUE}")
    assert VALUE not in json.dumps(told.row("mine"))
