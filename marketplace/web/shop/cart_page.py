"""The cart in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from marketplace.kernel import clock, rupiah
from marketplace.trade import contents

from .product_page import delivery_hint


@dataclass(frozen=True)
class LineView:
    """A line of the cart."""

    id: int
    name: str
    slug: str
    picture: str | None
    category_code: str
    label: str
    unit_price: int
    list_price: int
    rule_text: str
    quantity: int
    total: int
    minimum: int
    step: int
    maximum: int | None
    next_tier_add: int | None
    next_tier_save: int | None
    notice: str | None
    sold_out: bool
    ready_on: date | None = None
    preorder: bool = False
    clearance_until: date | None = None


@dataclass(frozen=True)
class BoxView:
    """One producer's box."""

    producer_slug: str
    producer_name: str
    kelurahan: str
    lines: list[LineView]
    subtotal: int
    minimum: int
    missing: int
    percent: int
    ready_on: date | None
    note: str
    delivery_hint: list[str]
    closed_until: date | None


@dataclass(frozen=True)
class CartView:
    """The whole cart."""

    boxes: list[BoxView]
    count: int
    total: int
    notices: list[str]
    problems: bool


EMPTY = CartView([], 0, 0, [], False)


def of(found: contents.Contents, mistakes: dict[int, str] | None = None) -> CartView:
    """The cart as shown; `mistakes` are sentences by line id for quantities just refused."""
    said = mistakes or {}
    boxes = [_box(box, delivery_hint(box.fee_from, box.may_collect), said) for box in found.boxes]
    changed = any(line.old_price for line in found.lines)
    notices = [_("Ada harga yang berubah sejak terakhir Anda lihat.")] if changed else []
    return CartView(boxes, found.packs, found.total, notices, not found.orderable)


def rule_text(rule: str) -> str:
    """Which rule gave a price."""
    kind, _colon, minimum = rule.partition(":")
    return _("Harga grosir mulai %(minimum)s", minimum=minimum) if kind == "tier" else ""


def _box(box: contents.Box, hint: list[str], said: dict[int, str]) -> BoxView:
    minimum = box.producer.minimum_order
    return BoxView(
        producer_slug=box.producer.slug,
        producer_name=box.producer.name,
        kelurahan=box.producer.kelurahan_name,
        lines=[_line(line, said.get(line.id)) for line in box.lines],
        subtotal=box.subtotal,
        minimum=minimum,
        missing=box.missing,
        percent=min(100, box.subtotal * 100 // minimum) if minimum else 100,
        ready_on=box.ready_on,
        note=box.note,
        delivery_hint=hint,
        closed_until=box.producer.closed_until if box.producer.closed_on(clock.today()) else None,
    )


def _line(line: contents.Line, said: str | None) -> LineView:
    return LineView(
        id=line.id,
        name=line.name,
        slug=line.slug,
        picture=line.picture,
        category_code=line.category_code,
        label=line.label,
        unit_price=line.price.unit,
        list_price=line.list_price,
        rule_text=rule_text(line.price.rule),
        quantity=line.quantity,
        total=line.total,
        minimum=line.minimum,
        step=line.step,
        maximum=max(line.maximum, line.minimum),
        next_tier_add=line.price.next_add,
        next_tier_save=line.price.next_save,
        notice=said or _notice(line),
        sold_out=line.trouble in {"sold_out", "gone"},
        ready_on=line.ready_on if line.made else line.preorder_on,
        preorder=line.preorder_on is not None,
        clearance_until=line.clearance_until,
    )


def _notice(line: contents.Line) -> str | None:
    if line.trouble == "gone":
        return _("Produk ini tidak dijual lagi. Hapus dari keranjang untuk melanjutkan.")
    if line.trouble == "sold_out":
        return _("Stok habis. Hapus dari keranjang untuk melanjutkan.")
    if line.trouble == "too_many":
        return _("Tinggal %(count)s. Kurangi jumlahnya.", count=line.available)
    if line.old_price:
        return _(
            "Harga berubah dari %(old)s menjadi %(new)s.",
            old=rupiah.show(line.old_price),
            new=rupiah.show(line.price.unit),
        )
    return None
