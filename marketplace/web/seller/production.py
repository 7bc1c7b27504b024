"""Something was just made: how much, when, how long it keeps."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.people import names
from marketplace.stock import shelf
from marketplace.trade import larder
from marketplace.trade.larder import Pile
from marketplace.web import fragments, identity
from marketplace.web.access import PRODUCER, policy

from . import amounts, stock_item

bp = Blueprint("production", __name__)
OLDEST_DAYS = 60
FIELDS = ("amount", "produced_on", "best_before", "code", "note")


@bp.get("/jualan/stok/<int:item>/produksi")
@policy(PRODUCER)
def show(item: int) -> Response:
    """The form with today's date and the usual shelf life."""
    pile = larder.pile(db.session(), item, by=identity.actor())
    keeps = shelf.keeps_until(clock.today(), pile.shelf_life_days)
    typed = {"produced_on": clock.today().isoformat(), "best_before": keeps.isoformat() if keeps else ""}
    return _page(pile, typed, {})


@bp.post("/jualan/stok/<int:item>/produksi")
@policy(PRODUCER)
def save(item: int) -> Response:
    """Keep the new lot."""
    pile = larder.pile(db.session(), item, by=identity.actor())
    typed = {name: names.clean(request.form.get(name, ""))[:200] for name in FIELDS}
    mistakes: dict[str, str] = {}
    amount = _amount(typed["amount"], pile, mistakes)
    produced_on = _day(typed["produced_on"], "produced_on", mistakes)
    best_before = _day(typed["best_before"], "best_before", mistakes) if typed["best_before"] else None
    _check_days(produced_on, best_before, pile, mistakes)
    if mistakes or produced_on is None:
        return _page(pile, typed, mistakes)
    lot = shelf.produce(
        db.session(), pile.item, amount, produced_on=produced_on, best_before=best_before,
        by=identity.actor(), words=typed["note"], code=typed["code"][:40],
    )  # fmt: skip
    public_id = lot.public_id
    db.session.commit()
    flash(_("Tersimpan: %(amount)s baru di rak.", amount=amounts.show(amount, pile)))
    return fragments.leave(url_for("seller.lots.show", public_id=public_id))


def _page(pile: Pile, typed: dict[str, str], mistakes: dict[str, str]) -> Response:
    return fragments.page(
        "seller/stock/production.html",
        status=422 if mistakes else 200,
        pile=pile,
        typed=typed,
        mistakes=mistakes,
        hint=stock_item.amount_hint(pile),
        form_errors=list(mistakes.values()) or None,
    )


def _amount(text: str, pile: Pile, mistakes: dict[str, str]) -> int:
    try:
        amount = amounts.read(text, pile)
    except amounts.NotAnAmount:
        amount = 0
    if amount <= 0:
        mistakes["amount"] = stock_item.amount_hint(pile)
    return amount


def _day(text: str, field: str, mistakes: dict[str, str]) -> date | None:
    """A date from the phone's own calendar, or as people write it: 24-11-2026."""
    parts = text.replace("/", "-").replace(".", "-").split("-")
    try:
        numbers = [int(part) for part in parts]
        year, month, day = numbers if len(parts[0]) == 4 else numbers[::-1]
        return date(year, month, day)
    except ValueError:
        mistakes[field] = _("Tulis tanggal, misalnya 24-11-2026.")
        return None


def _check_days(produced_on: date | None, best_before: date | None, pile: Pile, mistakes: dict[str, str]) -> None:
    today = clock.today()
    if produced_on is not None and not 0 <= (today - produced_on).days <= OLDEST_DAYS:
        mistakes["produced_on"] = _("Tanggal dibuat paling lama %(n)s hari lalu, paling baru hari ini.", n=OLDEST_DAYS)
    if best_before is not None and best_before <= today:
        mistakes["best_before"] = _("Tanggal ini sudah lewat. Barang lewat tanggal tidak dijual.")
    if best_before is None and pile.shelf_life_days and "best_before" not in mistakes:
        mistakes["best_before"] = _("Tulis sampai kapan barang ini tahan.")
