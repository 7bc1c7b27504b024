"""The weekly amounts of goods made to order, told in kilograms, litres, pieces or packs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid
from marketplace.people.producers import Producer
from marketplace.stock import weekly
from marketplace.web import filters, forms

from .shop_fields import AmountField

LARGE = {"g": 1000, "ml": 1000, "piece": 1}


@dataclass(frozen=True)
class Good:
    """A good with the names of its two fields and what is told now."""

    item: weekly.Weekly
    amount: str
    unit: str
    told: str


def goods(session: Session, shop: Producer) -> list[Good]:
    """The goods made to order."""
    found = weekly.of_producer(session, shop.id)
    return [Good(item, f"amount_{item.item_id}", f"unit_{item.item_id}", _told(item)) for item in found]


def made(found: list[Good]) -> Any:
    """A form with two fields a good, filled with what is told: whole packs where they fit, else kilograms."""
    fields: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for good in found:
        item = good.item
        fields[good.amount] = AmountField(item.name, [forms.needed(_("Tulis jumlahnya. Tulis 0 bila berhenti dulu."))])
        fields[good.unit] = SelectField(_("Satuan %(name)s", name=item.name), choices=_units(item))
        in_packs = item.amount % item.content == 0
        values[good.unit] = "pack" if in_packs else "large"
        size = item.content if in_packs else LARGE[item.unit]
        values[good.amount] = Decimal(item.amount) / size
    return type("CapacityForm", (forms.Form,), fields)(data=values)


def keep(session: Session, form: Any, found: list[Good], *, by: Actor) -> bool:
    """Write what was told in base units; False when an amount cannot be."""
    for good in found:
        size = good.item.content if form[good.unit].data == "pack" else LARGE[good.item.unit]
        amount = form[good.amount].data * size
        try:
            if amount != amount.to_integral_value():
                raise Invalid(errors={"amount": "part"})
            if int(amount) != good.item.amount:
                weekly.set_weekly(session, good.item.item_id, int(amount), by=by)
        except Invalid as error:
            part = dict(error.facts["errors"]).get("amount") == "part"  # type: ignore[call-overload]
            form.refuse(good.amount, _("Tulis jumlah yang utuh.") if part else _("Jumlah ini terlalu besar."))
    if form.errors:
        session.rollback()
    return not form.errors


def _units(item: weekly.Weekly) -> list[SelectChoice]:
    name = {"g": _("kg"), "ml": _("liter")}.get(item.unit)
    pack = _("kemasan %(label)s", label=item.label)
    return ([SelectChoice("large", name)] if name else []) + [SelectChoice("pack", pack)]


def _told(item: weekly.Weekly) -> str:
    packs = filters.number(item.amount // item.content)
    return _(
        "Sekarang %(amount)s seminggu, yaitu %(packs)s kemasan %(label)s.",
        amount=filters.content(item.amount, item.unit), packs=packs, label=item.label,
    )  # fmt: skip
