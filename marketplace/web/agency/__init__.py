"""The agency's and the operator's desk."""

from __future__ import annotations

from flask import Blueprint, Flask, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select

from marketplace.kernel.db import db
from marketplace.money.payments import Payment
from marketplace.notices import messages
from marketplace.trade.owed import Owed
from marketplace.web import identity


def register(app: Flask) -> None:
    """Attach the desk's pages under the name `agency`."""
    from . import identity_links, jobs, owed, proofs, whatsapp

    agency = Blueprint("agency", __name__)
    for part in (proofs, owed, whatsapp, jobs, identity_links):
        agency.register_blueprint(part.bp)
    app.register_blueprint(agency)
    app.jinja_env.globals["agency_nav"] = nav


def nav() -> list[tuple[str, str, int, bool]]:
    """The desk's menu for the present person: label, address, how many wait, whether it is here."""
    session, by = db.session(), identity.actor()
    entries = []
    if by.has("finance"):
        checking = session.scalar(select(func.count()).where(Payment.state == "checking")) or 0
        owing = session.scalar(select(func.count()).where(Owed.state == "owed")) or 0
        entries += [(_("Bukti bayar"), "agency.proofs.show", checking), (_("Dikembalikan"), "agency.owed.show", owing)]
    waiting = messages.count_waiting_whatsapp(session)
    entries += [(_("Kirim WA"), "agency.whatsapp.show", waiting), (_("Pekerjaan gagal"), "agency.jobs.show", 0)]
    if by.has("officer"):
        entries.append((_("Tautan masuk"), "agency.identity_links.show", 0))
    return [(label, url_for(end), count, request.endpoint == end) for label, end, count in entries]
