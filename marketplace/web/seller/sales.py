"""Sold at the market or by WhatsApp, written down in three taps: what, how many, where."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.catalog import pricing
from marketplace.catalog.products import Product, Variant
from marketplace.kernel import rupiah
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound, Refusal
from marketplace.trade import larder, offline_sales
from marketplace.web import fragments, identity
from marketplace.web.access import PRODUCER, policy

from . import amounts, stock_words

bp = Blueprint("sales", __name__)
QUICK = ("1", "2", "3", "5", "10")
QUICK_LOOSE = {"g": ("250 g", "500 g", "1 kg", "2 kg", "5 kg"), "ml": ("250 ml", "500 ml", "1 l", "2 l", "5 l")}
MOST = 100_000


@dataclass(frozen=True)
class Choice:
    """The pack that was sold, with what is left of it."""

    variant: Variant
    product: Product
    left: int

    @property
    def label(self) -> str:
        return self.variant.label

    @property
    def content(self) -> int:
        return self.variant.content

    @property
    def unit(self) -> str:
        return self.variant.unit

    @property
    def step(self) -> int:
        return self.variant.step

    @property
    def loose(self) -> bool:
        """Whether it is sold by weight."""
        return self.unit in QUICK_LOOSE and self.step > 1

    @property
    def here(self) -> str:
        """What is left, in packs or by weight."""
        return amounts.short(self.left * self.content, self)

    def total(self, packs: int) -> int:
        """The usual price of so many packs."""
        tiers = [pricing.Tier(tier.minimum, tier.price) for tier in self.variant.tiers]
        return pricing.price(self.variant.price, tiers, packs).total


@bp.get("/jualan/catat-penjualan")
@policy(PRODUCER)
def show() -> Response:
    """First what, then how many, then where: each its own page."""
    variant = request.args.get("kemasan", "")
    if not variant:
        return _first()
    choice = _choice(variant)
    text = request.args.get("jumlah", "")
    if not text:
        return _second(choice)
    packs = _packs(text, choice)
    if packs is None or packs > choice.left:
        return _second(choice, text, _too_many(choice))
    return _third(choice, packs, rupiah.show(choice.total(packs)))


@bp.post("/jualan/catat-penjualan")
@policy(PRODUCER)
def save() -> Response:
    """Write the sale down."""
    choice = _choice(request.form.get("kemasan", ""))
    packs = _packs(request.form.get("jumlah", ""), choice)
    if packs is None:
        return _second(choice, request.form.get("jumlah", ""), _too_many(choice))
    typed = request.form.get("total", "")
    try:
        total = rupiah.read(typed)
    except rupiah.NotRupiah:
        return _third(choice, packs, typed, _("Tulis uang yang diterima, misalnya 36.000."))
    place = request.form.get("place", "")
    if place not in offline_sales.PLACES:
        return _third(choice, packs, typed, _("Pilih di mana barang ini dijual."))
    try:
        offline_sales.record(db.session(), choice.variant, packs, total, place, by=identity.actor())
        db.session.commit()
    except Refusal:
        db.session.rollback()
        choice = _choice(request.form.get("kemasan", ""))
        return _second(choice, request.form.get("jumlah", ""), _too_many(choice))
    flash(_("Tercatat: %(total)s, %(words)s.", total=rupiah.show(total), words=rupiah.words(total)))
    return fragments.leave(url_for("seller.sales.show"))


@bp.post("/jualan/catat-penjualan/<public_id>/urungkan")
@policy(PRODUCER)
def undo(public_id: str) -> Response:
    """Take a sale back: the packs are on the shelf again."""
    sale = offline_sales.own(db.session(), public_id, by=identity.actor())
    try:
        offline_sales.undo(db.session(), sale, by=identity.actor())
        db.session.commit()
        flash(_("Penjualan diurungkan. Barang kembali ke rak."))
    except Refusal:
        db.session.rollback()
        flash(_("Penjualan ini sudah diurungkan."), "bad")
    return fragments.leave(url_for("seller.sales.show"))


def _choice(variant_id: str) -> Choice:
    for variant, product, left in larder.sellable_packs(db.session(), by=identity.actor()):
        if str(variant.id) == variant_id:
            return Choice(variant, product, left)
    raise NotFound(variant_id=variant_id)


def _packs(text: str, choice: Choice) -> int | None:
    """How many packs were meant: a number, or a weight that is a whole number of them."""
    try:
        packs, rest = divmod(amounts.read(text, choice), choice.content)
    except amounts.NotAnAmount:
        return None
    return packs if 0 < packs <= MOST and not rest else None


def _too_many(choice: Choice) -> str:
    if not choice.left:
        return _("Stoknya habis.")
    if choice.loose:
        return _("Tulis beratnya, misalnya 1,5 kg. Paling banyak %(left)s.", left=choice.here)
    return _("Tulis jumlah kemasan, dari 1 sampai %(n)s.", n=choice.left)


def _first() -> Response:
    packs = [Choice(*row) for row in larder.sellable_packs(db.session(), by=identity.actor())]
    recent = offline_sales.recent(db.session(), by=identity.actor(), limit=8)
    return fragments.page("seller/sales/what.html", packs=packs, recent=recent, place=stock_words.place)


def _second(choice: Choice, typed: str = "", mistake: str = "") -> Response:
    offered = QUICK_LOOSE[choice.unit] if choice.loose else QUICK
    quick = [text for text in offered if (_packs(text, choice) or MOST) <= choice.left]
    return fragments.page(
        "seller/sales/how_many.html", status=422 if mistake else 200, choice=choice, quick=quick, typed=typed,
        mistake=mistake, form_errors=[mistake] if mistake else None,
    )  # fmt: skip


def _third(choice: Choice, packs: int, total: str, mistake: str = "") -> Response:
    return fragments.page(
        "seller/sales/where.html", status=422 if mistake else 200, choice=choice, packs=packs, total=total,
        jumlah=amounts.field(packs * choice.content, choice), amount=amounts.show(packs * choice.content, choice),
        mistake=mistake, places=[(code, stock_words.place(code)) for code in offline_sales.PLACES],
        form_errors=[mistake] if mistake else None,
    )  # fmt: skip
