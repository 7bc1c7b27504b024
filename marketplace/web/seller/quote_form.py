"""The one form in which a maker answers a request for quotation: by line, then the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField

from marketplace.catalog import pricing
from marketplace.catalog.pricing import Tier
from marketplace.catalog.products import Variant
from marketplace.kernel import clock
from marketplace.kernel.errors import Invalid
from marketplace.sourcing.negotiation import LineOffer, Offer
from marketplace.sourcing.quotes import QuoteVersion
from marketplace.sourcing.rfqs import Rfq, RfqLine
from marketplace.stock.supply import Supply
from marketplace.web.day_field import DayField
from marketplace.web.forms import ChoiceField, Form, at_most, choices, needed, optional
from marketplace.web.percent_field import PercentField
from marketplace.web.rupiah_field import RupiahField

from .fields import CountField, PriceField

VALID_DAYS = 14


@dataclass(frozen=True)
class Goods:
    """A maker's packs by id, and what she can still make of each item."""

    packs: Mapping[int, Variant]
    supply: Mapping[int, Supply]

    def most(self, pack: Variant) -> int:
        """Packs that can be had at all."""
        known = self.supply.get(pack.stock_item_id)
        return known.most // pack.content if known else 0

    def earliest(self, pack: Variant, packs: int) -> date | None:
        """By when so many can be ready."""
        known = self.supply.get(pack.stock_item_id)
        return known.earliest(packs * pack.content) if known else None


class QuoteForm(Form):
    """What holds for all lines; `of` adds the fields of each line."""

    valid_until = DayField(_l("Harga berlaku sampai"), [needed(_l("Pilih sampai kapan harga ini berlaku."))])
    fee = RupiahField(_l("Ongkos kirim sekali antar"), [optional()])
    more_14 = PercentField(_l("Bayar 14 hari: harga naik berapa persen?"), [optional()])
    more_30 = PercentField(_l("Bayar 30 hari: harga naik berapa persen?"), [optional()])
    note = TextAreaField(_l("Catatan untuk pembeli"), [at_most(1000)])
    seen = HiddenField()


def of(rfq: Rfq, goods: Goods, standing: QuoteVersion | None, fee: int, *, typed: bool) -> Any:
    """The form with a row of fields for each line, filled with what she said last or with what is likely."""
    fields: dict[str, Any] = {}
    for line in rfq.lines:
        packs = choices(*((str(pack.id), _pack_name(pack, goods)) for pack in goods.packs.values()))
        fields |= {
            f"quantity_{line.id}": CountField(_l("Sanggup berapa?"), [optional()]),
            f"price_{line.id}": PriceField(_l("Harga satu kemasan, bayar tunai"), [optional()]),
            f"pack_{line.id}": ChoiceField(
                _l("Kemasan Anda yang mana?"), [optional()], choices=packs, empty=_("Pilih kemasan"),
            ),
            f"ready_{line.id}": DayField(_l("Paling cepat sampai"), [optional()]),
        }  # fmt: skip
    made = type("RfqQuoteForm", (QuoteForm,), fields)
    return made() if typed else made(formdata=None, data=_filled(rfq, goods, standing, fee))


def read(rfq: Rfq, form: Any) -> Offer | None:
    """What was typed, or nothing when something is missing; its sentences stand by the fields then."""
    lines, fine = [], form.validate()
    for line in rfq.lines:
        quantity = form[f"quantity_{line.id}"]
        if not quantity.raw_data or not quantity.raw_data[0].strip():
            continue
        fine = _whole(form, line) and fine
        lines.append((line, quantity.data))
    if not lines:
        form.refuse_all(_("Isi jumlah untuk paling sedikit satu barang, atau pilih “Tidak bisa kali ini”."))
    if not fine or not lines:
        return None
    return Offer(
        [
            LineOffer(line.id, int(form[f"pack_{line.id}"].data), packs, form[f"price_{line.id}"].data,
                      form[f"ready_{line.id}"].data)
            for line, packs in lines
        ],
        clock.midnight(form.valid_until.data + timedelta(days=1)), form.fee.data or 0, form.more_14.data,
        form.more_30.data, form.note.data or "",
    )  # fmt: skip


def refuse(form: Any, refusal: Invalid) -> None:
    """Put the domain's objections by their fields."""
    said = {
        "past": _("Hari ini atau sesudahnya."),
        "far": _("Terlalu jauh. Paling lama 180 hari."),
        "large": _("Angkanya terlalu besar."),
        "unknown": _("Pilih salah satu dari daftar."),
    }
    errors: Any = refusal.facts["errors"]
    for name, why in errors.items():
        field = str(name).replace("-", "_")
        if field in form._fields:
            form.refuse(field, said.get(why, _("Periksa isian ini.")))
        else:
            form.refuse_all(_("Ada isian yang perlu diperbaiki."))


def _whole(form: Any, line: RfqLine) -> bool:
    fine = True
    for name, sentence in (
        ("price", _("Tulis harga satu kemasan.")),
        ("pack", _("Pilih kemasan Anda.")),
        ("ready", _("Tulis tanggalnya.")),
    ):
        field = form[f"{name}_{line.id}"]
        if not field.data and not field.errors:
            form.refuse(field.name, sentence)
            fine = False
    return fine


def _pack_name(pack: Variant, goods: Goods) -> str:
    return _("%(name)s %(label)s · bisa %(n)s", name=pack.product.name, label=pack.label, n=goods.most(pack))


def _filled(rfq: Rfq, goods: Goods, standing: QuoteVersion | None, fee: int) -> dict[str, Any]:
    if standing is None:
        said: dict[str, Any] = {"valid_until": clock.today() + timedelta(days=VALID_DAYS), "fee": fee, "seen": 0}
        for line in rfq.lines:
            said |= _likely(line, goods)
        return said
    said = {
        "valid_until": max(clock.local(standing.valid_until).date() - timedelta(days=1), clock.today()),
        "fee": standing.fee, "more_14": standing.more_14, "more_30": standing.more_30, "note": standing.note,
    }  # fmt: skip
    for offered in standing.lines:
        said |= {
            f"quantity_{offered.rfq_line_id}": offered.quantity,
            f"price_{offered.rfq_line_id}": offered.unit_price,
            f"pack_{offered.rfq_line_id}": str(offered.variant_id),
            f"ready_{offered.rfq_line_id}": max(offered.ready_on, clock.today()),
        }
    return said


def _likely(line: RfqLine, goods: Goods) -> dict[str, Any]:
    """For a known pack of hers: what she can make of it, her own price at that quantity, the day."""
    pack = goods.packs.get(line.variant_id or 0)
    if pack is None:
        return {}
    packs = min(line.quantity, goods.most(pack))
    price = pricing.price(pack.price, [Tier(tier.minimum, tier.price) for tier in pack.tiers], packs or 1)
    wanted = line.dates[0] if line.dates else None
    earliest = goods.earliest(pack, packs) if packs else None
    day = max(wanted, earliest) if wanted and earliest else wanted or earliest
    return {
        f"quantity_{line.id}": packs or None,
        f"price_{line.id}": price.unit,
        f"pack_{line.id}": str(pack.id),
        f"ready_{line.id}": day,
    }
