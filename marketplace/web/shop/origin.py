"""The page behind the QR code on a pack: who made it, of what, when, and whether it is still good."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.trade import origins
from marketplace.web import fragments
from marketplace.web.access import PUBLIC, policy

from . import product_page

bp = Blueprint("origin", __name__)


@bp.get("/asal/<lot>")
@policy(PUBLIC)
def show(lot: str) -> Response:
    """The origin of one lot."""
    found = origins.of(db.session(), lot)
    material, _comma, source = found.product.raw_material.partition(" · ")
    best_before = found.lot.best_before
    return fragments.page(
        "shop/origin/show.html",
        lot=found.lot,
        product=found.product,
        producer=product_page.maker(found.producer),
        papers=[product_page.paper(paper) for paper in found.papers],
        material=material,
        source=source,
        on_sale=found.on_sale,
        too_old=best_before is not None and best_before < clock.today(),
        halal=product_page.halal_state(found.product.halal_claim, found.papers),
    )
