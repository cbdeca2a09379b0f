"""Keep other sites out of a server that runs on somebody's own machine."""

import hmac
import secrets

from flask import Flask, Response, abort, request, session

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; "
    "style-src 'self'; script-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_CROSS_SITE = (
    "This was sent by another site's page, so it was refused. Use the pages of this server."
)
_OLD_PAGE = (
    "This page is older than the server, or cookies are off. Reload the page and send it again."
)


def protect(app: Flask, port: int) -> None:
    """Answer only to this machine's own names, and take changes only from pages of this server."""
    hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
    app.secret_key = secrets.token_bytes(32)
    app.config.update(
        SESSION_COOKIE_NAME="dogfood",
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_HTTPONLY=True,
    )
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024

    @app.before_request
    def refuse_strangers() -> None:
        if request.headers.get("Host") not in hosts:  # another name that leads here: DNS rebinding
            here = f"127.0.0.1:{port}"
            abort(403, f"This server answers only as {here}; open http://{here}/ instead.")
        if request.method not in ("GET", "HEAD"):
            _refuse_cross_site()

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(_HEADERS)
        return response

    app.jinja_env.globals["csrf_token"] = _token


def _refuse_cross_site() -> None:
    """Refuse a change that another site's page sent, or one without the token of a page of ours."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if origin not in (None, request.host_url.rstrip("/")) or site not in (None, "same-origin"):
        abort(403, _CROSS_SITE)
    sent, expected = request.form.get("token", ""), session.get("token", "")
    if not expected or not hmac.compare_digest(sent.encode(), expected.encode()):
        abort(403, _OLD_PAGE)


def _token() -> str:
    """Return the secret that a form must send back; the cookie holds nothing else."""
    if "token" not in session:
        session["token"] = secrets.token_urlsafe(24)
    return str(session["token"])
