"""One entry of the books: its legs, who and when, and what it came from."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy import select
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound
from marketplace.money import ledger
from marketplace.money.ledger import Entry
from marketplace.web import fragments
from marketplace.web.access import policy

from . import account_names, entry_orders, entry_sources

bp = Blueprint("entries", __name__)


@bp.get("/agensi/keuangan/jurnal/<int:entry_id>")
@policy("staff:finance")
def show(entry_id: int) -> Response:
    """The entry."""
    session = db.session()
    entry = session.scalars(select(Entry).where(Entry.id == entry_id)).first()
    if entry is None:
        raise NotFound(entry_id=entry_id)
    codes = [posting.account.code for posting in entry.postings]
    return fragments.page(
        "agency/entries/show.html",
        entry=entry,
        source=entry_sources.page_of(session, entry.source),
        proofs=entry_sources.proofs_of(session, entry),
        orders=entry_orders.of(session, entry),
        names=account_names.owners(session, codes),
        kind=account_names.kind,
        debit=sum(posting.amount for posting in entry.postings if posting.amount > 0),
        reversed_by=ledger.by_source(session, ledger.reversal_source(entry)),
    )
