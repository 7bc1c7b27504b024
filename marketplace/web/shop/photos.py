"""Product pictures: stored once per content, so that browsers keep them for ever."""

from __future__ import annotations

import re

from flask import Blueprint, Flask, abort, current_app
from werkzeug.wrappers import Response

from marketplace.kernel.pictures import WIDTHS
from marketplace.web.access import PUBLIC, policy
from marketplace.web.statics import FOREVER

bp = Blueprint("photos", __name__)
KEY = re.compile(r"^[0-9a-f]{8,64}$")


def register(app: Flask) -> None:
    """`picture_url(key, width)` for templates."""
    app.jinja_env.globals["picture_url"] = picture_url


def picture_url(key: str, width: int) -> str:
    """Address of one rendition."""
    return f"/foto/{key}/{width}.webp"


def file_key(key: str, width: int) -> str:
    """Where a rendition is stored."""
    return f"pictures/{key}/{width}.webp"


@bp.get("/foto/<key>/<int:width>.webp")
@policy(PUBLIC)
def show(key: str, width: int) -> Response:
    """One rendition of a picture."""
    if not KEY.match(key) or width not in WIDTHS:
        abort(404)
    data = _stored(key, width)
    if data is None:
        abort(404)
    response = Response(data, mimetype="image/webp")
    response.headers["Cache-Control"] = FOREVER
    return response


def _stored(key: str, width: int) -> bytes | None:
    """The rendition; of a picture that came before the smallest width was made, the next one."""
    for wanted in (width, WIDTHS[1]) if width == WIDTHS[0] else (width,):
        try:
            return bytes(current_app.extensions["files"].get(file_key(key, wanted)))
        except FileNotFoundError:
            continue
    return None
