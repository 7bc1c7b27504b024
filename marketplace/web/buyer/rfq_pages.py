"""What all pages of one request for quotation show."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from marketplace.catalog.categories import Category
from marketplace.kernel.db import db
from marketplace.people import producers
from marketplace.people.buyers import Desk
from marketplace.sourcing import awards, comparison, rfqs
from marketplace.sourcing.requests import PurchaseRequest
from marketplace.sourcing.rfqs import Rfq
from marketplace.web import fragments, quote_words

from . import desks, rfq_forms


def mine(org: str, public_id: str) -> tuple[Desk, Rfq]:
    """A request that the person may change: a requester of its outlet; raise NotFound for others."""
    desk = desks.current(org)
    rfq = rfqs.of_desk(db.session(), public_id, desk)
    desks.demand(desk, rfq.outlet_id, "requester")
    return desk, rfq


def address(desk: Desk, rfq: Rfq) -> str:
    """Where it stands."""
    return url_for("buyer.rfqs.show", org=desk.organisation.public_id, public_id=rfq.public_id)


def page(desk: Desk, rfq: Rfq, status: int = 200, **values: Any) -> Response:
    """The draft's page, or the comparison once it was sent."""
    may = desk.may(rfq.outlet_id, "requester")
    values.setdefault("deadline", rfq_forms.DeadlineForm(formdata=None))
    if not values["deadline"].errors:
        values["deadline"].deadline.process_data(rfq.deadline.date())
    common = {"desk": desk, "rfq": rfq, "may": may, "say": quote_words, "status": status, **values}
    if rfq.state == "draft":
        return fragments.page("buyer/rfqs/draft.html", **(common | _writing(rfq, values)))
    return fragments.page("buyer/rfqs/show.html", **(common | compared(desk, rfq, values)))


def not_any_more(org: str, public_id: str) -> Response:
    """It was sent, decided or filled meanwhile, perhaps by the first tap: how it stands now."""
    db.session.rollback()
    desk, rfq = mine(org, public_id)
    return page(desk, rfq, 422, problems=[_("Permintaan ini tidak bisa diubah lagi, atau sudah penuh.")])


def compared(desk: Desk, rfq: Rfq, values: dict[str, Any]) -> dict[str, Any]:
    """The grid on the terms that were chosen, and what was typed into it."""
    terms = values.get("terms") or request.args.get("bayar", rfq.terms)
    terms = terms if terms in desk.organisation.terms else rfq.terms
    made = db.session.get(PurchaseRequest, rfq.request_id) if rfq.request_id else None
    terms = made.terms if made else terms
    grid = comparison.grid(db.session(), rfq, terms)
    taken = {cell.line.id: cell.line.awarded for column in grid.columns for cell in column.cells.values()}
    return {
        "grid": grid,
        "packs": taken if made else None,
        "terms": terms,
        "chosen": values.get("chosen", {}),
        "bad": values.get("bad", {}),
        "made": made,
        "barred": awards.barred(db.session(), made) if made else [],
        "declined": [one for one in rfq.invitations if one.declined_at],
        "form_errors": values.get("problems") or values["deadline"].errors,
    }


def _writing(rfq: Rfq, values: dict[str, Any]) -> dict[str, Any]:
    text, line_form = request.args.get("cari", "").strip(), values.get("line_form") or rfq_forms.LineForm(formdata=None)
    return {
        "line_form": line_form,
        "makers": [one for one in producers.named(db.session(), text) if one.suspended_at is None],
        "categories": list(db.session.scalars(select(Category).order_by(Category.position))),
        "ticked": values.get("ticked", {one.producer.public_id for one in rfq.invitations}),
        "chosen_kind": values.get("chosen_kind", rfq.category.code if rfq.category else ""),
        "cari": text,
        "form_errors": values.get("problems") or line_form.errors or values["deadline"].errors,
    }
