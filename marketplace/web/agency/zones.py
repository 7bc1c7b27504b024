"""Administrators: to which kelurahan goods are brought at all."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import settings
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid
from marketplace.trade import zones
from marketplace.trade.delivery import CLOSED_PLACES
from marketplace.web import fragments, identity
from marketplace.web.access import policy

bp = Blueprint("zones", __name__)


@bp.get("/agensi/antaran/wilayah")
@policy("staff:admin")
def show() -> Response:
    """Every kecamatan with its kelurahan, who brings goods there, and what was closed before."""
    return _page(set(CLOSED_PLACES(db.session())))


@bp.post("/agensi/antaran/wilayah")
@policy("staff:admin")
def change() -> Response:
    """Open and close kelurahan."""
    session, chosen, reason = db.session(), request.form.getlist("diantar"), request.form.get("alasan", "")
    try:
        changed = zones.bring_to(session, chosen, reason, by=identity.actor())
    except Invalid as refusal:
        errors = refusal.facts["errors"]
        session.rollback()
        sentence = (
            _("Tulis alasannya, misalnya banjir atau jalan ditutup.")
            if errors == {"reason": "empty"}
            else _("Paling sedikit satu kelurahan tetap diantar.")
        )
        return _page(None, sentence, reason, set(chosen), 422)
    session.commit()
    flash(_("Tersimpan. Berlaku untuk pesanan baru.") if changed else _("Tidak ada yang berubah."))
    return fragments.leave(url_for("agency.zones.show"))


def _page(
    closed: set[str] | None, sentence: str = "", reason: str = "", chosen: set[str] | None = None, status: int = 200
) -> Response:
    session = db.session()
    found = zones.listed(session)
    names = {place.code: place.name for zone in found for place in zone.places}
    return fragments.page(
        "agency/places/zones.html",
        status=status,
        zones=found,
        brought=chosen if closed is None else set(names) - closed,
        history=[(row, [names.get(code, code) for code in row.value]) for row in _history()],
        sentence=sentence,
        reason=reason,
        form_errors={"alasan": [sentence]} if sentence else None,
    )


def _history() -> list[settings.SettingRow]:
    return settings.history(db.session(), CLOSED_PLACES.name)[:20]
