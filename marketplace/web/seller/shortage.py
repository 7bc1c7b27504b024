"""“Ada yang kurang”: how many packs there are, what happens to the rest, and what that costs whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.kernel.errors import Refusal
from marketplace.people import names
from marketplace.trade import fulfilment, pressing, shorting
from marketplace.trade.orders import Order
from marketplace.web import fragments, identity, sentences
from marketplace.web.access import PRODUCER, policy

from . import order_desk

bp = Blueprint("shortage", __name__)
PAGE = "seller/shortage/show.html"


@dataclass
class Answer:
    """What was typed, and what is wrong with it."""

    have: dict[int, str]
    what: str = "drop"
    day: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    nothing_goes: bool = False


@bp.get("/jualan/pesanan/<number>/kurang")
@policy(PRODUCER)
def show(number: str) -> Response:
    """Ask how many packs there are."""
    order = order_desk.find(number)
    if pressing.shown_state(order, pressing.of(db.session(), order)) not in {"accepted", "ready"}:
        return redirect(url_for("seller.inbox.order", number=number), 303)
    return _page(order, Answer({line.id: str(line.going) for line in order.lines}))


@bp.post("/jualan/pesanan/<number>/kurang")
@policy(PRODUCER)
def save(number: str) -> Response:
    """Show what it means; save it once that was confirmed."""
    session, by = db.session(), identity.actor()
    order = order_desk.find(number)
    answer = Answer(
        {line.id: request.form.get(f"have-{line.id}", "").strip() for line in order.lines},
        request.form.get("what", "drop"),
        request.form.get("day", ""),
    )
    have, later = _read(order, answer)
    if answer.errors:
        return _page(order, answer, 422)
    pressing.settle(session, order)
    try:
        if not request.form.get("sure"):
            outcome = shorting.plan(session, order, have, later)
            session.rollback()
            return _page(order_desk.find(number), answer, outcome=outcome, later=later)
        shorting.shorten(session, order, have, later=later, by=by)
    except Refusal as refusal:
        session.rollback()
        return _refused(order_desk.find(number), answer, refusal)
    session.commit()
    flash(_("Tersimpan. Pembeli dikabari jumlah yang baru."))
    return redirect(url_for("seller.inbox.order", number=number), 303)


@bp.post("/jualan/pesanan/<number>/batalkan")
@policy(PRODUCER)
def give_up(number: str) -> Response:
    """Nothing can be sent at all."""
    order = order_desk.find(number)
    pressing.settle(db.session(), order)
    reason = names.clean(request.form.get("reason", "")) or _("Barangnya tidak ada.")
    fulfilment.give_up(db.session(), order, reason, by=identity.actor())
    db.session.commit()
    flash(_("Pesanan dibatalkan. Pembeli sudah dikabari."))
    return redirect(url_for("seller.inbox.order", number=number), 303)


def _read(order: Order, answer: Answer) -> tuple[dict[int, int], date | None]:
    have = {}
    for line in order.lines:
        typed = answer.have[line.id]
        if typed.isascii() and typed.isdigit() and len(typed) < 7 and int(typed) <= line.going:
            have[line.id] = int(typed)
        else:
            answer.errors[f"have-{line.id}"] = _("Tulis angka dari 0 sampai %(n)s.", n=line.going)
    if answer.what != "later":
        return have, None
    try:
        return have, date.fromisoformat(answer.day)
    except ValueError:
        answer.errors["day"] = _("Pilih tanggal barangnya menyusul.")
        return have, None


def _refused(order: Order, answer: Answer, refusal: Refusal) -> Response:
    sentence = sentences.of(refusal)
    if isinstance(refusal, shorting.WrongDay):
        answer.errors["day"] = sentence
    elif isinstance(refusal, shorting.NothingMissing | shorting.NothingGoes):
        answer.errors[f"have-{order.lines[0].id}"] = sentence
        answer.nothing_goes = isinstance(refusal, shorting.NothingGoes)
    else:
        raise refusal
    return _page(order, answer, 422)


def _page(order: Order, answer: Answer, status: int = 200, **values: Any) -> Response:
    names_of = {f"have-{line.id}": f"{line.name}, {line.label}" for line in order.lines}
    tomorrow = clock.today() + timedelta(days=1)
    last = clock.today() + timedelta(days=shorting.LATER_DAYS(db.session()))
    return fragments.page(
        PAGE,
        status=status,
        order=order,
        answer=answer,
        first_day=tomorrow,
        last_day=last,
        prepaid=order.group.is_prepaid,
        form_errors=answer.errors,
        problems=[(name, text, names_of.get(name, _("Menyusul tanggal"))) for name, text in answer.errors.items()],
        **values,
    )
