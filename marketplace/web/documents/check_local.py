"""Is this report as it was frozen? For anybody: by its address, by number and fingerprint, by the file."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import throttle
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound, TooMany
from marketplace.sourcing import local_checking
from marketplace.sourcing.local_report_rows import LocalVersion
from marketplace.web import fragments, identity, local_words, sentences
from marketplace.web.access import PUBLIC, policy

from . import local_report

bp = Blueprint("check_local", __name__)
LARGEST = 5 * 1024 * 1024
AN_HOUR = 60


@bp.get("/cek")
@policy(PUBLIC)
def ask() -> Response:
    """Where to type what is printed, or to choose the file."""
    return _ask()


@bp.post("/cek")
@policy(PUBLIC)
def look() -> Response:
    """Go to the report that it is, or say that it is none."""
    session = db.session()
    try:
        throttle.count(session, "check", identity.address(), limit=AN_HOUR, per=timedelta(hours=1))
    except TooMany as refusal:
        return _ask(429, problem=sentences.of(refusal))
    session.commit()
    upload, number = request.files.get("file"), request.form.get("number", "")[:60]
    short_hash = request.form.get("short_hash", "")[:80]
    try:
        if upload is not None and upload.filename:
            found = local_checking.by_copy(session, upload.stream.read(LARGEST + 1))
        elif number.strip() and short_hash.strip():
            found = local_checking.by_number(session, number, short_hash)
        else:
            return _ask(422, number, short_hash, _("Tulis nomor dan sidiknya, atau pilih berkasnya."))
    except NotFound:
        problem = _("Tidak sama dengan laporan mana pun. Jangan percaya isinya sebelum bertanya.")
        return _ask(422, number, short_hash, problem)
    return redirect(url_for(".show", public_id=found.public_id, short_hash=found.short_hash), 303)


@bp.get("/cek/<public_id>/<short_hash>")
@policy(PUBLIC)
def show(public_id: str, short_hash: str) -> Response:
    """Its figures, to be compared with the paper in hand, and whether a newer version was made."""
    session = db.session()
    try:
        found: LocalVersion | None = local_checking.by_address(session, public_id, short_hash)
    except NotFound:
        found = None
    if found is None:
        return fragments.page("documents/check_local.html", status=404, version=None)
    said = found.data
    return fragments.page(
        "documents/check_local.html",
        version=found,
        said=said,
        rows=list(zip(said["rule"]["lines"], said["facts"]["classes"], strict=True)),
        newest=local_checking.newest(session, found),
        fingerprint=local_report.fingerprint(found),
        month=local_report.month(said["month"]),
        words=local_words,
    )


def _ask(status: int = 200, number: str = "", short_hash: str = "", problem: str = "") -> Response:
    return fragments.page(
        "documents/check_ask.html", status=status, number=number, short_hash=short_hash, problem=problem,
        form_errors=bool(problem),
    )  # fmt: skip
