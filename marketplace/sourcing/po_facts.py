"""What a purchase order says, as plain values that are frozen with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.money import terbilang
from marketplace.people.buyers import Buyer
from marketplace.people.organisations import Organisation, Outlet
from marketplace.people.producers import Producer
from marketplace.trade.orders import Order, OrderLine

from .requests import PurchaseRequest

if TYPE_CHECKING:
    from .purchase_orders import PurchaseOrder


def of(session: Session, po: PurchaseOrder, orders: Sequence[Order], request: PurchaseRequest) -> dict[str, Any]:
    """The words of the first version."""
    requester = session.get_one(Buyer, request.buyer_id)
    approver = session.get(Buyer, request.decided_by_id) if request.decided_by_id else None
    maker = session.get_one(Producer, po.producer_id)
    facts = {
        "number": po.number,
        "hotel_number": request.hotel_number,
        "request": request.number,
        "issued_on": clock.today().isoformat(),
        "terms": request.terms,
        "note": request.note,
        "buyer": _buyer(request.organisation),
        "outlet": _outlet(request.outlet),
        "maker": _maker(maker),
        "requested_by": requester.user.name,
        "approved_by": approver.user.name if approver else "",
        "demo": request.organisation.is_demo or maker.is_demo,
    }
    return with_orders(facts, orders)


def with_orders(
    facts: dict[str, Any], orders: Sequence[Order], packs: Mapping[int, int] | None = None
) -> dict[str, Any]:
    """The same words with these orders' lines, deliveries and sums; `packs` by line id stand for what goes."""
    packs = packs or {}
    lines: dict[tuple[int, int], dict[str, Any]] = {}
    for order in orders:
        for line in order.lines:
            row = lines.setdefault((line.variant_id, line.unit_price), _line(line))
            row["packs"] += packs.get(line.id, line.going)
            row["amount"] += packs.get(line.id, line.going) * line.unit_price
    return with_sums(
        {
            **facts,
            "lines": [row for row in lines.values() if row["packs"]],
            "deliveries": [_delivery(order, packs) for order in sorted(orders, key=_when)],
        }
    )


def with_sums(facts: dict[str, Any]) -> dict[str, Any]:
    """Goods, delivery, total, and the total in words."""
    goods = sum(row["amount"] for row in facts["lines"])
    fee = sum(row["fee"] for row in facts["deliveries"])
    return {**facts, "goods": goods, "fee": fee, "total": goods + fee, "words": terbilang.rupiah(goods + fee)}


def _when(order: Order) -> tuple[str, int]:
    return (order.promised_on.isoformat() if order.promised_on else "", order.id)


def _line(line: OrderLine) -> dict[str, Any]:
    return {
        "name": line.name, "label": line.label, "price": line.unit_price, "rule": line.rule, "packs": 0, "amount": 0,
    }  # fmt: skip


def _delivery(order: Order, packs: Mapping[int, int]) -> dict[str, Any]:
    return {
        "order": order.number,
        "day": order.promised_on.isoformat() if order.promised_on else "",
        "starts": order.window_starts,
        "ends": order.window_ends,
        "kind": order.delivery_kind,
        "way": order.delivery_name,
        "fee": order.delivery_fee,
        "lines": [
            {"name": line.name, "label": line.label, "packs": packs.get(line.id, line.going)}
            for line in order.lines
            if packs.get(line.id, line.going)
        ],
    }


def _buyer(organisation: Organisation) -> dict[str, Any]:
    return {
        "name": organisation.legal_name or organisation.name,
        "known_as": organisation.name,
        "npwp": organisation.npwp,
        "address": organisation.billing_address,
        "phone": organisation.phone,
        "email": organisation.email,
    }


def _outlet(outlet: Outlet) -> dict[str, Any]:
    place = outlet.kelurahan
    return {
        "name": outlet.name,
        "street": outlet.street,
        "place": f"{place.name}, {place.kecamatan}, Balikpapan",
        "dock_notes": outlet.dock_notes,
        "cost_centre": outlet.cost_centre,
        "receiving": dict(outlet.receiving),
    }


def _maker(maker: Producer) -> dict[str, Any]:
    place = ", ".join(text for text in (maker.kelurahan_name, maker.kecamatan_name, "Balikpapan") if text)
    return {
        "name": maker.name,
        "owner": maker.owner_name,
        "address": ", ".join(text for text in (maker.street, place) if text),
        "npwp": maker.npwp or "",
        "nib": maker.nib or "",
        "phone": maker.phone,
    }
