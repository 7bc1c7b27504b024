"""Indonesian first, English second; the choice is a cookie and is remembered."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, request
from flask_babel import Babel, get_locale, get_translations
from werkzeug.wrappers import Response

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
COOKIE = "bahasa"
NEAR = {"id", "ms"}
YEAR = 60 * 60 * 24 * 365
_KNOWN: dict[str, Any] = {}


def register(app: Flask) -> None:
    """Choose the language of each request; `?bahasa=en` chooses and remembers."""
    Babel(app, locale_selector=chosen)  # type: ignore[no-untyped-call]
    app.after_request(remember)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _translations().ugettext(text),
        lambda one, many, count: _translations().ungettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.globals.update(current_language=lambda: str(get_locale() or "id"), languages=LANGUAGES)


def chosen() -> str:
    """The asked language, else the remembered one, else English for who reads no Indonesian or Malay."""
    asked = request.args.get("bahasa", "")
    if asked in LANGUAGES:
        g.remember_language = asked
        return asked
    kept = request.cookies.get(COOKIE, "")
    if kept in LANGUAGES:
        return kept
    read = {name.partition("-")[0].lower() for name in request.accept_languages.values()}
    return "en" if "en" in read and not read & NEAR else "id"


def _translations() -> Any:
    """The texts of the language, looked up once a process: a page asks a hundred times."""
    language = str(get_locale())
    if language not in _KNOWN:
        _KNOWN[language] = get_translations()
    return _KNOWN[language]


def remember(response: Response) -> Response:
    """Keep a newly asked language for a year."""
    asked = g.get("remember_language")
    if asked and request.cookies.get(COOKIE) != asked:
        secure = request.is_secure
        response.set_cookie(COOKIE, asked, max_age=YEAR, samesite="Lax", httponly=True, secure=secure)
    return response
