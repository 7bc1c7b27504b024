"""What the phones of makers and officers keep for the time without a signal: the frame, and the last pages."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from functools import lru_cache

from flask import Blueprint, Flask, make_response, request, url_for
from werkzeug.wrappers import Response

from marketplace.kernel import clock

from . import fragments, identity
from .access import PUBLIC, policy
from .statics import FOLDER, static_url

bp = Blueprint("offline", __name__)

KEPT_FOR = timedelta(days=14)
KEPT = {"seller.today", "seller.inbox", "seller.papers", "agency.fieldwork"}
FILES = (
    "css/tokens.css", "css/app.css", "css/seller.css", "css/documents.css", "img/logo.svg",
    "img/favicon.svg", "vendor/htmx.min.js", "js/app.js", "js/seller.js", "css/desk.css", "js/field.js",
)  # fmt: skip
FONT = "fonts/plus-jakarta-sans-700-latin.woff2"


def register(app: Flask) -> None:
    """`/offline`, and the worker that shows it."""
    app.register_blueprint(bp)
    app.jinja_env.globals["is_kept_offline"] = is_kept


@bp.get("/offline")
@policy(PUBLIC)
def show() -> Response:
    """What the phone shows instead of a page that did not come. It speaks of nobody."""
    return fragments.page("errors/offline.html", field=request.args.get("untuk") == "lapangan")


@bp.get("/sw.js")
@policy(PUBLIC)
def worker() -> Response:
    """The service worker, with the files of this version before it."""
    response = make_response(_kit() + (FOLDER / "js" / "sw.js").read_text())
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = "no-cache"
    return response


def is_kept() -> bool:
    """Whether this is a page of orders or of fieldwork, which the phone keeps for the person who is logged in."""
    return request.blueprint in KEPT and identity.login() is not None


def label(response: Response) -> Response:
    """Tell the worker for whom a page of the desk is, and whether and how long it may be kept."""
    login = identity.login()
    if login is None or request.method != "GET" or response.status_code != 200 or fragments.wanted():
        return response
    response.headers["Offline-Login"] = login.public_id
    if is_kept():
        response.headers["Offline-Keep"] = str(int((clock.now() + KEPT_FOR).timestamp() * 1000))
    return response


@lru_cache
def _kit() -> str:
    files = [static_url(name) for name in FILES]
    files.append(static_url(FILES[0]).replace(FILES[0], FONT))
    offline = [url_for("offline.show"), url_for("offline.show", untuk="lapangan")]
    version = hashlib.sha256(" ".join(files).encode()).hexdigest()[:10]
    return f"const KIT = {json.dumps({'version': version, 'files': files, 'offline': offline})};\n"
