"""Take secrets out of words before anybody reads them: the one home of that.

What a person hands to a tool in an address, a header or a variable must not stand in messages, in
reports/, in MLflow or on pages.
"""

import os
import re
from collections.abc import Mapping

HIDDEN = "***"
_KIND = (
    r"(?:token|secret|passw(?:or)?d|passphrase|pwd|credentials?"
    r"|(?:api|access|private|account)[_-]?key)"
)
_PARAMETER = (
    rf"(?:[\w.-]*(?:{_KIND}|auth|signature|session|jwt)[\w.-]*"
    r"|key|sig|pass|sas|code|ticket|otp|hmac)"
)
_SAYS_ITSELF = (  # tokens of GitHub, GitLab, Hugging Face, PyPI, OpenAI, Slack, AWS, Google; JWT
    r"(?:gh[pousr]_|github_pat_|glpat-|hf_|pypi-|sk-|xox[abprs]-)[\w-]{12,}"
    r"|(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[\w-]{30,}|eyJ[\w-]+\.[\w-]+\.[\w-]*"
)
_WAYS = [
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        # user:password@ and token@ of an address
        (r"(\b[a-z][a-z0-9+.-]*://)[^\s/?#\"'<>]*@", rf"\1{HIDDEN}@"),
        # ?token=…, &X-Amz-Signature=…, #access_token=…
        (rf"([?&;#]{_PARAMETER}=)(?!\*{{3}})[^\s&;#\"'<>)]*", rf"\1{HIDDEN}"),
        # Authorization: Basic …, and Bearer … without it
        (r"(\bauthorization[\"']?\s*[:=]\s*[\"']?)(?:\w+ +)?[^\s\"',}]+", rf"\1{HIDDEN}"),
        (r"\b(bearer) +(?=[\w.~+/=-]*\d)[\w.~+/=-]{8,}", rf"\1 {HIDDEN}"),
        # PASSWORD=…, api_key='…', "token": "…"
        (rf"(\b[\w-]*{_KIND}=[\"']?)(?!\*{{3}})[^\s\"',;&}})]+", rf"\1{HIDDEN}"),
        (rf"([\"'][\w-]*{_KIND}[\"']\s*:\s*[\"'])[^\"']*", rf"\1{HIDDEN}"),
        (rf"\b(?:{_SAYS_ITSELF})", HIDDEN),
    )
]
_OF_ENVIRONMENT = re.compile(_KIND, re.IGNORECASE)
_FOLDERS = ("PWD", "OLDPWD")  # where a shell is and was
_SHORTEST = 8  # letters; a shorter value is a word that stands elsewhere too


def redacted(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return a text without passwords, tokens and values of secret variables.

    >>> redacted("https://ann:pw@example.org/a.zip?token=x&part=2 cannot be read", {})
    'https://***@example.org/a.zip?token=***&part=2 cannot be read'
    """
    for name, value in environment.items():
        is_secret = name not in _FOLDERS and _OF_ENVIRONMENT.search(name)
        if is_secret and len(value) >= _SHORTEST and value in text:
            text = text.replace(value, HIDDEN)
    for pattern, replacement in _WAYS:
        text = pattern.sub(replacement, text)
    return text
