"""Headers of every answer: what the browser may load, keep, share and frame."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request, session
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from config import Deployment

CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
SHARED_SECONDS = 0


def register(app: Flask) -> None:
    """Wrap the application for its proxies and dress every answer."""
    deployment: Deployment = app.config["DEPLOYMENT"]
    app.wsgi_app = OnlyTrustedProxies(app.wsgi_app, deployment)  # type: ignore[method-assign]
    app.before_request(refuse_null_bytes)
    app.after_request(dress)


def refuse_null_bytes() -> None:
    """A null byte has no meaning anywhere; databases refuse it with an error."""
    if "\x00" in request.path or any("\x00" in value for _, value in request.args.items(multi=True)):
        abort(400)
    if request.method == "POST" and request.mimetype != "multipart/form-data":
        if any("\x00" in value for _, value in request.form.items(multi=True)):
            abort(400)


def allow_form_action(response: Response, origin: str) -> Response:
    """Let forms of this one answer lead to another origin (WhatsApp)."""
    response.headers["Content-Security-Policy"] = _policy({"form-action": f"'self' {origin}"})
    return response


def dress(response: Response) -> Response:
    """Add the headers that are not already there."""
    for name, value in FIXED.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", _policy({}))
    if current_app.config["DEPLOYMENT"].is_https:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    _forbid_sharing(response)
    return response


def _policy(changes: dict[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in {**CSP, **changes}.items())


def _forbid_sharing(response: Response) -> None:
    if request.endpoint == "static":
        return
    response.vary.update(("HX-Request", "Cookie", "Accept-Language"))
    if _is_personal(response) or response.status_code >= 400:
        response.headers["Cache-Control"] = _for_one(response)
    else:
        response.headers.setdefault("Cache-Control", f"public, max-age={SHARED_SECONDS}, must-revalidate")


def _is_personal(response: Response) -> bool:
    """Whether the answer is for one visitor: known, about to be, or holding a secret link.

    The session's own cookie is not in the headers yet: it is written after everything else.
    """
    known = bool(request.cookies) or session.modified or "Set-Cookie" in response.headers
    return known or request.method != "GET" or "token" in (request.view_args or {})


def _for_one(response: Response) -> str:
    """A file that never changes may stay in this one browser; everything else is kept by nobody."""
    wanted = response.headers.get("Cache-Control", "")
    lasting = "immutable" in wanted and response.status_code < 400
    return wanted.replace("public", "private") if lasting else "private, no-store"


class OnlyTrustedProxies:
    """Believes forwarded headers only from trusted networks and takes scheme and host from PUBLIC_URL."""

    def __init__(self, app, deployment: Deployment) -> None:  # type: ignore[no-untyped-def]
        import ipaddress

        self.plain = app
        self.behind_proxy = ProxyFix(app, x_for=1, x_proto=0, x_host=0)
        self.networks = [ipaddress.ip_network(net, strict=False) for net in deployment.trusted_proxies]
        self.public = urlsplit(deployment.public_url)
        self.fixed_host = deployment.is_production

    def __call__(self, environ, start_response):  # type: ignore[no-untyped-def]
        if self.fixed_host:
            environ["wsgi.url_scheme"] = self.public.scheme
            environ["HTTP_HOST"] = self.public.netloc
        chosen = self.behind_proxy if self._trusts(environ.get("REMOTE_ADDR", "")) else self.plain
        return chosen(environ, start_response)

    def _trusts(self, address: str) -> bool:
        import ipaddress

        try:
            peer = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(peer in network for network in self.networks)
