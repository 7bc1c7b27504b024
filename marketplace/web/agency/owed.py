"""Finance: money to be returned to buyers, until it is returned with proof."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound
from marketplace.kernel.pictures import NotAPicture, PictureTooLarge
from marketplace.people import names
from marketplace.trade import happenings, settlement
from marketplace.trade import owed as debts
from marketplace.web import fragments, identity, sentences, uploads, words
from marketplace.web.access import policy

bp = Blueprint("owed", __name__)


@bp.get("/agensi/dikembalikan")
@policy("staff:finance")
def show() -> Response:
    """What is owed, oldest first, and what was returned."""
    return _page()


@bp.post("/agensi/dikembalikan/<public_id>")
@policy("staff:finance")
def give_back(public_id: str) -> Response:
    """Mark as returned, with how and a proof."""
    session = db.session()
    how, upload = names.clean(request.form.get("how", ""))[:200], request.files.get("proof")
    if not how or upload is None or not upload.filename:
        return _page(422, public_id, _("Tulis ke mana uang dikembalikan dan pilih foto buktinya."), how)
    debt = debts.by_public_id(session, public_id)
    settlement.refuse_twice(debt)
    try:
        key = uploads.keep(upload, "returns")
    except (NotAPicture, PictureTooLarge) as refusal:
        return _page(422, public_id, sentences.of(refusal), how)
    settlement.give_back(session, debt, how=how, proof_key=key, by=identity.actor())
    happenings.to_order(session, debt.order, "returned", by=identity.actor(), amount=debt.amount)
    session.commit()
    flash(_("Pengembalian %(number)s dicatat.", number=debt.order.number))
    return redirect(url_for("agency.owed.show"), 303)


@bp.get("/agensi/dikembalikan/<public_id>/bukti")
@policy("staff:finance")
def photo(public_id: str) -> Response:
    """The proof of a return."""
    debt = debts.by_public_id(db.session(), public_id)
    if not debt.proof_key:
        raise NotFound()
    return uploads.show(debt.proof_key)


def _page(status: int = 200, wrong: str = "", mistake: str = "", how: str = "") -> Response:
    session = db.session()
    return fragments.page(
        "agency/owed/show.html",
        status=status,
        waiting=debts.waiting(session),
        returned=debts.returned(session),
        wrong=wrong,
        mistake=mistake,
        how=how,
        words=words,
        form_errors=[mistake] if mistake else None,
    )
