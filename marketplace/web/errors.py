"""Error pages and fragments in the reader's language, always with a way on."""

from __future__ import annotations

import logging

from flask import Flask, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import Busy, NotAllowed, NotFound, Refusal, TooMany

from . import fragments, sentences

log = logging.getLogger("marketplace.web")


def register(app: Flask) -> None:
    """Handle every refusal and every HTTP error."""
    app.register_error_handler(CSRFError, expired_form)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Refusal, refusal)
    app.register_error_handler(OperationalError, database_trouble)
    app.register_error_handler(Exception, unexpected)


def expired_form(error: CSRFError) -> Response:
    """The form's token is missing or of another session."""
    return answer(400, _("Formulir ini sudah kedaluwarsa"), _("Muat ulang halaman, lalu kirim lagi."))


def http_error(error: HTTPException) -> Response:
    """Any error that Werkzeug or Flask raises."""
    status = error.code or 500
    if status < 400 and error.response is not None:
        return error.response  # type: ignore[return-value]
    title, advice = _texts(status)
    response = answer(status, title, advice)
    if status == 405 and getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(error.valid_methods)  # type: ignore[attr-defined]
    return response


def refusal(error: Refusal) -> Response:
    """A rule of the domain that the view did not answer itself."""
    db.session.rollback()
    if isinstance(error, NotFound):
        return answer(404, *_texts(404))
    if isinstance(error, TooMany):
        response = answer(429, *_texts(429))
        response.headers["Retry-After"] = "60"
        return response
    status = 409 if isinstance(error, NotAllowed | Busy) else 422
    return answer(status, _("Belum bisa dilakukan"), sentences.of(error))


def database_trouble(error: OperationalError) -> Response:
    """The database is busy, slow or away."""
    db.session.rollback()
    log.error("database %s", type(error.orig).__name__)
    response = answer(503, *_texts(503))
    response.headers["Retry-After"] = "5"
    return response


def unexpected(error: Exception) -> Response:
    """A defect: logged whole, shown without detail."""
    db.session.rollback()
    log.exception("unexpected %s", type(error).__name__)
    return answer(500, *_texts(500))


def answer(status: int, title: str, advice: str) -> Response:
    """The error as a page, or as a fragment for HTMX."""
    template = "errors/_error.html" if fragments.wanted() else "errors/error.html"
    html = render_template(template, status=status, title=title, advice=advice, path=request.path)
    return Response(html, status, mimetype="text/html")


def _texts(status: int) -> tuple[str, str]:
    known = {
        400: (_("Permintaan tidak dimengerti"), _("Kembali ke halaman sebelumnya dan coba lagi.")),
        403: (_("Tidak boleh"), _("Halaman ini bukan untuk akun Anda.")),
        404: (_("Halaman tidak ditemukan"), _("Mungkin alamatnya salah ketik, atau barangnya sudah tidak ada.")),
        405: (_("Cara membukanya keliru"), _("Kembali dan gunakan tombol di halaman.")),
        413: (_("Berkas terlalu besar"), _("Kirim foto yang lebih kecil, paling besar 16 MB.")),
        422: (_("Ada isian yang perlu diperbaiki"), _("Kembali dan periksa isian Anda.")),
        429: (_("Terlalu banyak percobaan"), _("Tunggu sebentar, lalu coba lagi.")),
        503: (_("Sedang sangat ramai"), _("Tunggu beberapa detik, lalu muat ulang halaman ini.")),
    }
    return known.get(status, (_("Ada yang salah di pihak kami"), _("Sudah kami catat. Coba lagi sebentar lagi.")))
