"""Pesan cepat: one text field for a line, a list that is pasted or uploaded, and what is still to be chosen."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed, NotFound, Refusal
from marketplace.people.buyers import Desk
from marketplace.sourcing import lists, request_lines, requests, sheet, wishes, writing
from marketplace.sourcing.requests import PurchaseRequest
from marketplace.web import fragments, identity, sentences, uploads
from marketplace.web.access import BUYER, policy

from . import desks, rule_words
from .request import editable

bp = Blueprint("quick", __name__)
PAGE = "buyer/quick/show.html"
SHOWN = 12


@bp.get("/pembelian/<org>/permintaan/<public_id>/pesan-cepat")
@policy(BUYER)
def show(org: str, public_id: str) -> Response:
    """The field and what was written so far; what a text would find when HTMX asks for it."""
    desk, found = editable(org, public_id)
    text = request.args.get("tulis", "").strip()[:300]
    if fragments.wanted():
        return fragments.page("buyer/quick/_offers.html", req=found, desk=desk, **_offers(found, text))
    return _page(desk, found, typed=text)


@bp.post("/pembelian/<org>/permintaan/<public_id>/pesan-cepat")
@policy(BUYER)
def write(org: str, public_id: str) -> Response:
    """One line: into the request when it is sure, else to be chosen; nothing that was typed is lost."""
    desk, found = editable(org, public_id)
    text, chosen = request.form.get("tulis", "").strip(), request.form.get("ambil", "")
    if not text and not chosen:
        return _page(desk, found, entry_error=_("Tulis nama barang dan jumlahnya, misalnya amplang, 10."))
    try:
        told, unsure = _choose(found, chosen) if chosen else _write(found, text)
    except Refusal as refused:
        db.session.rollback()
        return _page(*editable(org, public_id), typed=text, entry_error=_why(refused))
    db.session.commit()
    return _written(desk, requests.of_desk(db.session(), public_id, desk), told, unsure=unsure)


@bp.post("/pembelian/<org>/permintaan/<public_id>/pesan-cepat/daftar")
@policy(BUYER)
@uploads.large
def read(org: str, public_id: str) -> Response:
    """A whole list, pasted or from a spreadsheet."""
    editable(org, public_id)
    text, file = request.form.get("daftar", ""), request.files.get("berkas")
    try:
        most = request_lines.MAX_LINES(db.session())
        db.session.rollback()
        wanted = lists.uploaded(file.read(), most) if file else lists.pasted(text, most)
        desks.afresh()
        _desk, found = editable(org, public_id)
        taken = writing.take(db.session(), found, wanted, by=identity.actor())
    except Refusal as refused:
        db.session.rollback()
        where = "berkas" if file else "daftar"
        return _page(*editable(org, public_id), pasted=text, list_error=(where, _why(refused)))
    db.session.commit()
    flash(_told(len(wanted) - len(taken.wishes), len(taken.wishes)), "warning" if taken.wishes else "message")
    return fragments.leave(url_for("buyer.quick.show", org=org, public_id=public_id))


@bp.post("/pembelian/<org>/permintaan/<public_id>/pesan-cepat/<int:wish>")
@policy(BUYER)
def settle(org: str, public_id: str, wish: int) -> Response:
    """Choose a product for a line that was not sure, or let the line go."""
    desk, found = editable(org, public_id)
    try:
        row = wishes.find(db.session(), found, wish)
        told = _settle(found, row, request.form.get("ambil", ""))
    except Refusal as refused:
        db.session.rollback()
        return _page(*editable(org, public_id), entry_error=_why(refused))
    db.session.commit()
    return _written(desk, requests.of_desk(db.session(), public_id, desk), told)


def _write(found: PurchaseRequest, text: str) -> tuple[str, bool]:
    """What is told of a line, and whether its product is still to be chosen."""
    taken = writing.take(db.session(), found, [lists.line(text)], by=identity.actor())
    if taken.wishes:
        return str(_("“%(text)s” belum pasti. Pilih barangnya di bawah.", text=text)), True
    return str(_("“%(text)s” sudah masuk.", text=text)), False


def _choose(found: PurchaseRequest, chosen: str) -> tuple[str, bool]:
    variant_id, quantity = pair(chosen)
    request_lines.add(db.session(), found, variant_id, quantity, by=identity.actor())
    return str(_("Sudah masuk.")), False


def _settle(found: PurchaseRequest, row: wishes.RequestWish, chosen: str) -> str:
    if not chosen:
        wishes.drop(db.session(), found, row, by=identity.actor())
        return str(_("“%(text)s” dihapus.", text=row.text))
    wishes.settle(db.session(), found, row, *pair(chosen), by=identity.actor())
    return str(_("“%(text)s” sudah masuk.", text=row.text))


def pair(chosen: str) -> tuple[int, int]:
    """`17:12` → variant and packs; raise NotFound for anything else."""
    variant, _colon, quantity = chosen.partition(":")
    if not (variant.isdecimal() and quantity.isdecimal() and len(chosen) < 30):
        raise NotFound(chosen=chosen[:30])
    return int(variant), int(quantity)


def _offers(found: PurchaseRequest, text: str) -> dict[str, Any]:
    """What the text being typed would find; nothing before three letters."""
    wanted = lists.line(text)
    if len(wanted.name) < 3:
        return {"offers": [], "sure": False, "wanted": wanted, "rule": rule_words.rule}
    known = writing.finder(db.session(), found)
    sure = bool(wanted.packs) and known.find(wanted.name).best is not None
    offers = writing.suggest(db.session(), found, [wanted], known)[0]
    sure = sure and bool(offers) and offers[0].quantity == wanted.packs
    return {"offers": offers, "sure": sure, "wanted": wanted, "rule": rule_words.rule}


def _page(
    desk: Desk, found: PurchaseRequest, *, typed: str = "", pasted: str = "", entry_error: str = "",
    list_error: tuple[str, str] | None = None,
) -> Response:  # fmt: skip
    wrong = bool(entry_error or list_error)
    if fragments.wanted() and entry_error:
        return _written(desk, found, entry_error, failed=True)
    return fragments.page(
        PAGE, status=422 if wrong else 200, form_errors=wrong, desk=desk, req=found, typed=typed, pasted=pasted,
        entry_error=entry_error, list_error=list_error, most=request_lines.MAX_LINES(db.session()),
        **_so_far(found), **_offers(found, typed),
    )  # fmt: skip


def _written(desk: Desk, found: PurchaseRequest, told: str, *, failed: bool = False, unsure: bool = False) -> Response:
    if fragments.wanted():
        return fragments.page(
            "buyer/quick/_written.html", status=422 if failed else 200, desk=desk, req=found, told=told, failed=failed,
            unsure=unsure, rule=rule_words.rule, **_so_far(found),
        )  # fmt: skip
    flash(told, "warning" if unsure else "message")
    return fragments.leave(url_for("buyer.quick.show", org=desk.organisation.public_id, public_id=found.public_id))


def _so_far(found: PurchaseRequest) -> dict[str, Any]:
    session = db.session()
    open_ = wishes.of(session, found)
    lines = sheet.of(session, found)
    latest = sorted(lines.lines, key=lambda one: one.line.id, reverse=True)
    return {
        "wishes": list(zip(open_, writing.suggest(session, found, open_), strict=True)),
        "sheet": lines,
        "latest": latest[:SHOWN],
    }


def _told(taken: int, open_: int) -> str:
    first = ngettext("%(num)s baris sudah masuk.", "%(num)s baris sudah masuk.", taken)
    if not open_:
        return str(first)
    rest = ngettext("%(num)s baris perlu dipilih.", "%(num)s baris perlu dipilih.", open_)
    return f"{first} {rest}"


def _why(refused: Refusal) -> str:
    if isinstance(refused, NotFound):
        return str(_("Barang ini tidak dijual lagi. Pilih yang lain."))
    if isinstance(refused, NotAllowed):
        return str(_("Permintaan ini sudah dikirim, jadi tidak bisa diubah."))
    return sentences.of(refused)
