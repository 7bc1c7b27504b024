"""The public shop."""

from __future__ import annotations

from flask import Blueprint, Flask


def register(app: Flask) -> None:
    """Attach every page of the shop under the name `shop`."""
    from . import (  # noqa: F401 - some parts only add routes to a sibling's blueprint
        account,
        account_security,
        card,
        cart,
        catalogue,
        checkout,
        checkout_review,
        disputes,
        feeds,
        helping,
        home,
        link_preview,
        linked_data,
        login,
        open_data,
        orders,
        origin,
        pages,
        personal_data,
        photos,
        questions,
        readdressing,
        recovery,
        refund_account,
        reports,
        reviews,
        second_factor,
        second_factor_setup,
        signup,
        site_map,
        when,
        wishes,
    )

    shop = Blueprint("shop", __name__)
    for part in (
        home, catalogue, photos, link_preview, questions, cart, checkout, card, orders, readdressing, origin, pages,
        refund_account, disputes, reviews, reports, login, signup, recovery,
        second_factor, account, helping, when, wishes,
        open_data, personal_data, site_map, feeds,
    ):  # fmt: skip
        shop.register_blueprint(part.bp)
    app.register_blueprint(shop)
    photos.register(app)
