"""The buyer tells a problem with what was received; by the order's link, so guests too (F12)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import throttle
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotFound, Refusal, TooMany
from marketplace.trade import asking, dispute_rows, disputes, orders, refund_rows
from marketplace.trade.dispute_rows import Dispute
from marketplace.trade.orders import Order
from marketplace.web import evidence, fragments, identity, refund_form, refund_words, sentences, too_many, uploads
from marketplace.web.access import PUBLIC, policy

bp = Blueprint("disputes", __name__)


@dataclass
class Told:
    """What was typed, and what is wrong with it, by field."""

    packs: dict[int, str]
    kind: str = ""
    want: str = ""
    words: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@bp.get("/pesanan/<token>/<number>/masalah")
@policy(PUBLIC)
def show(token: str, number: str) -> Response:
    """The form, or how the problem that was told stands."""
    order, found = _found(token, number)
    if found is not None and found.state != "withdrawn":
        return _told(token, order, found)
    return _form(token, order, Told({line.id: "0" for line in order.lines}))


@bp.post("/pesanan/<token>/<number>/masalah")
@policy(PUBLIC)
@uploads.large
def save(token: str, number: str) -> Response:
    """Tell it; the money stays frozen until somebody has decided."""
    session = db.session()
    order, _before = _found(token, number)
    told, most = _typed(order), _most(order)
    packs = {line.id: _packs(line.id, told, most) for line in order.lines}
    pictures, wrong = evidence.read("disputes")
    if wrong:
        told.errors["photo-1"] = wrong
    _check(told, packs)
    if told.errors:
        return _form(token, order, told, 422)
    said = disputes.Complaint(told.kind, told.words, told.want, packs, tuple(picture.key for picture in pictures))
    try:
        throttle.count(session, "dispute", token, limit=10, per=timedelta(hours=1))
        disputes.open_(session, order, said, by=identity.actor())
    except TooMany as refusal:
        session.rollback()
        return _refused(token, number, told, too_many.sentence(refusal), 429)
    except disputes.CannotDispute as refusal:
        session.rollback()
        flash(sentences.of(refusal), "warning")
        return redirect(url_for("shop.disputes.show", token=token, number=number), 303)
    except (Invalid, Refusal) as refusal:
        session.rollback()
        return _refused(token, number, told, sentences.of(refusal), 422)
    for picture in pictures:
        picture.store()
    session.commit()
    flash(_("Laporan terkirim. Uang pesanan ini kami tahan dulu."))
    return redirect(url_for("shop.disputes.show", token=token, number=number), 303)


@bp.post("/pesanan/<token>/<number>/masalah/tarik")
@policy(PUBLIC)
def withdraw(token: str, number: str) -> Response:
    """It is solved."""
    _order, found = _found(token, number)
    if found is None:
        raise NotFound(number=number)
    if found.state != "withdrawn":
        disputes.withdraw(db.session(), found, by=identity.actor())
        db.session.commit()
    flash(_("Laporan ditarik. Terima kasih sudah mengabari."))
    return redirect(url_for("shop.orders.show", token=token), 303)


@bp.get("/pesanan/<token>/<number>/masalah/foto/<photo_id>")
@policy(PUBLIC)
def photo(token: str, number: str, photo_id: str) -> Response:
    """A photo of the problem, to whoever holds the order's link."""
    _order, found = _found(token, number)
    for one in found.photos if found is not None else []:
        if one.public_id == photo_id:
            return uploads.show(one.file_key)
    raise NotFound()


def _found(token: str, number: str) -> tuple[Order, Dispute | None]:
    order = orders.in_group(orders.by_token(db.session(), token), number)
    return order, dispute_rows.of_orders(db.session(), [order.id]).get(order.id)


def _most(order: Order) -> dict[int, int]:
    gone = refund_rows.packs_refunded(db.session(), order.id)
    return {line.id: line.going - gone.get(line.id, 0) for line in order.lines}


def _typed(order: Order) -> Told:
    got = request.form
    return Told(
        {line.id: got.get(f"packs-{line.id}", "0").strip() for line in order.lines},
        got.get("kind", ""),
        got.get("want", ""),
        got.get("words", "").strip(),
    )


def _packs(line_id: int, told: Told, most: dict[int, int]) -> int:
    packs = refund_form.whole(told.packs[line_id], most[line_id])
    if packs is None:
        told.errors[f"packs-{line_id}"] = _("Tulis angka dari 0 sampai %(n)s.", n=most[line_id])
    return packs or 0


def _check(told: Told, packs: dict[int, int]) -> None:
    if told.kind not in dispute_rows.KINDS:
        told.errors["kind"] = _("Pilih apa masalahnya.")
    if told.want not in dispute_rows.WANTS:
        told.errors["want"] = _("Pilih yang Anda minta.")
    text = asking.tidy(told.words)
    if not text:
        told.errors["words"] = _("Ceritakan apa yang terjadi.")
    elif len(text) > disputes.LONGEST:
        told.errors["words"] = _("Paling banyak 1.000 huruf.")
    if not any(packs.values()) and not any(name.startswith("packs") for name in told.errors):
        told.errors[f"packs-{next(iter(packs))}"] = _("Pilih paling sedikit satu barang.")


def _refused(token: str, number: str, told: Told, sentence: str, status: int) -> Response:
    order, _before = _found(token, number)
    told.errors["words"] = sentence
    return _form(token, order, told, status)


def _form(token: str, order: Order, told: Told, status: int = 200) -> Response:
    session = db.session()
    why = disputes.why_not(session, order)
    named = {f"packs-{line.id}": f"{line.name}, {line.label}" for line in order.lines}
    return fragments.page(
        "shop/disputes/form.html",
        status=status,
        token=token,
        order=order,
        told=told,
        most=_most(order),
        why_not=refund_words.why_no_dispute(why),
        until=disputes.open_until(session, order),
        kinds=[(code, refund_words.kind(code)) for code in dispute_rows.KINDS],
        wants=[
            (code, refund_words.want(code)) for code in dispute_rows.WANTS if code != "money_fee" or order.delivery_fee
        ],
        problems=[(name, text, named.get(name, "")) for name, text in told.errors.items()],
        form_errors=told.errors,
    )


def _told(token: str, order: Order, found: Dispute) -> Response:
    return fragments.page(
        "shop/disputes/show.html",
        token=token,
        order=order,
        dispute=found,
        refund=next(
            (
                row
                for row in refund_rows.of_orders(db.session(), [order.id])
                if row.dispute_id == found.id and row.state == "given"
            ),
            None,
        ),
        may_withdraw=dispute_rows.FLOW.may(found.state, "withdraw", "buyer"),
        words=refund_words,
        address=lambda photo: url_for(
            "shop.disputes.photo", token=token, number=order.number, photo_id=photo.public_id
        ),
    )
