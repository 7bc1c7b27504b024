"""A product beside the import it replaces and beside its siblings (F22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import rupiah
from marketplace.kernel.db import db
from marketplace.people.places import Kelurahan
from marketplace.trade import comparing
from marketplace.trade.comparing import Comparison, Imported, Local
from marketplace.web import fragments, identity
from marketplace.web.access import PUBLIC, policy

from . import choosing
from .choosing import Place, Places

bp = Blueprint("compare", __name__)


@dataclass(frozen=True)
class Column:
    """One good in words; what is empty is not known."""

    name: str
    kind: str
    picture: str | None = None
    category_code: str = ""
    slug: str = ""
    maker: str = ""
    price: str = ""
    per: str = ""
    halal: str = ""
    origin: str = ""
    distance: str = ""
    shelf_life: str = ""
    source: str = ""
    seen_on: date | None = None
    is_example: bool = False


@bp.get("/produk/<slug>/bandingkan")
@policy(PUBLIC)
def show(slug: str) -> Response:
    """The table; `ke` is where the goods are to go."""
    found, places = comparing.of(db.session(), slug), choosing.places()
    known = {one.code: one for rows in places.kelurahan.values() for one in rows}
    here = known.get(request.args.get("ke", "")) or known.get(_own_address())
    centre = known.get(comparing.CENTRE(db.session())) if here is None else None
    columns = [
        _local(found.product, here or centre, places, kind="this"),
        *(_imported(one, found.product.product.category.code) for one in found.imports),
        *(_local(one, here or centre, places) for one in found.siblings),
    ]
    return fragments.page(
        "shop/compare/show.html",
        product=found.product.product,
        columns=columns,
        verdict=_verdict(found),
        has_import=bool(found.imports),
        places=places.kelurahan,
        here=here.code if here else "",
        centre=centre,
    )


def _own_address() -> str:
    user = identity.person_id()
    return comparing.last_address(db.session(), user) if user else ""


def _local(one: Local, to: Place | None, places: Places, kind: str = "sibling") -> Column:
    product, card, food = one.product, one.card, one.product.category.is_food
    made_of = [_("bahan lokal %(n)s%%", n=product.local_percent)] if product.local_percent is not None else []
    return Column(
        name=product.name, kind=kind, picture=product.picture, category_code=card.category_code, slug=product.slug,
        maker=card.producer_name, price=f"{rupiah.show(card.price)} / {card.label}",
        per=f"{rupiah.show(card.price_per)}/{card.per}" if card.price_per else _("dijual per buah"),
        halal=_halal(one.halal, food),
        origin=", ".join([_("dibuat di %(place)s", place=one.kitchen.name), *made_of]),
        distance=_distance(one.kitchen, to, places),
        shelf_life=_days(product.shelf_life_days) or ("" if food else _("bukan makanan")),
        is_example=product.is_demo,
    )  # fmt: skip


def _imported(one: Imported, category_code: str) -> Column:
    good = one.good
    grams = _("%(n)s g", n=good.pack_grams) if good.pack_grams else ""
    price = rupiah.show(good.price) if good.price else ""
    return Column(
        name=good.name, kind="import", category_code=category_code,
        price=" / ".join(filter(None, (price, grams))) if price else "",
        per=f"{rupiah.show(one.per_kilo)}/kg" if one.per_kilo else "",
        halal={"yes": _("ada tanda halal"), "no": _("tidak ada tanda halal")}.get(good.halal, ""),
        origin=good.origin, distance=_("dari %(place)s, luar Balikpapan", place=good.origin) if good.origin else "",
        shelf_life=_days(good.shelf_life_days), source=good.source, seen_on=good.seen_on,
        is_example=good.is_example,
    )  # fmt: skip


def _distance(kitchen: Kelurahan, to: Place | None, places: Places) -> str:
    """How far in steps that the shop knows for sure: kelurahan, kecamatan, city."""
    if to is None:
        return ""
    if kitchen.code == to.code:
        return _("satu kelurahan, %(place)s", place=to.name)
    if kitchen.kecamatan_code == to.kecamatan_code:
        return _("satu kecamatan, %(place)s", place=kitchen.kecamatan)
    return _("%(place)s ke %(goal)s", place=kitchen.kecamatan, goal=places.kecamatan[to.kecamatan_code])


def _halal(state: str, is_food: bool) -> str:
    known = {
        "certified": _("bersertifikat, berlaku hari ini"), "in_process": _("sedang diurus"),
        "not_halal": _("tidak halal"), "not_required": _("tidak wajib"),
    }  # fmt: skip
    return known.get(state) or (_("belum bersertifikat") if is_food else _("tidak wajib"))


def _days(days: int | None) -> str:
    return _("%(n)s hari", n=days) if days else ""


def _verdict(found: Comparison) -> str:
    """Which of the two is cheaper by weight, when both weights and prices are known."""
    saves = found.saves
    if saves is None:
        return ""
    names = {"amount": rupiah.show(abs(saves)), "other": found.imports[0].good.name}
    if saves > 0:
        return _("%(amount)s per kg lebih murah daripada %(other)s.", **names)
    if saves < 0:
        return _("%(amount)s per kg lebih mahal daripada %(other)s.", **names)
    return _("Sama harganya per kg dengan %(other)s.", other=names["other"])
