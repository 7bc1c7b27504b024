"""Choosing by line between makers: sums while typing, a page to check, then the decision (F65, F66)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, Refusal
from marketplace.people.buyers import Desk
from marketplace.sourcing import awards, comparison
from marketplace.sourcing.rfqs import Rfq
from marketplace.web import fragments, identity, quote_words, sentences
from marketplace.web.access import BUYER, policy

from . import counts, rfq_forms, rfq_pages

bp = Blueprint("quote_awards", __name__)


@bp.post("/pembelian/<org>/penawaran/<public_id>/putuskan")
@policy(BUYER)
def decide(org: str, public_id: str) -> Response:
    """Show what it means, or the prices on other terms with what was typed; decide once that was confirmed."""
    desk, rfq = rfq_pages.mine(org, public_id)
    typed = {name[2:]: text.strip() for name, text in request.form.items() if name.startswith("q_")}
    terms = request.form.get("terms", rfq.terms)
    looked = request.form.get("lihat", "")
    if looked:
        return rfq_pages.page(desk, rfq, chosen=typed, terms=looked)
    chosen = {int(line): _count(text) for line, text in typed.items() if line.isdecimal() and _count(text) > 0}
    if fragments.wanted():
        values = rfq_pages.compared(
            desk, rfq, {"chosen": typed, "terms": terms, "deadline": rfq_forms.DeadlineForm(formdata=None)}
        )
        return fragments.page("buyer/rfqs/_totals.html", **(values | {"rfq": rfq, "packs": chosen, "spoken": True}))
    bad = {line: _("Tulis angka bulat.") for line, text in typed.items() if text and _count(text) < 0}
    if bad:
        problems = [_("Tulis jumlah dengan angka bulat, misalnya 12.")]
        return rfq_pages.page(desk, rfq, 422, chosen=typed, terms=terms, bad=bad, problems=problems)
    try:
        if not request.form.get("sure"):
            return _check(desk, rfq, chosen, terms)
        known = "papers" in request.form
        made = awards.accept(db.session(), rfq, desk, chosen, terms=terms, papers_known=known, by=identity.actor())
    except awards.PapersMissing:
        db.session.rollback()
        return _check(*rfq_pages.mine(org, public_id), chosen, terms, unticked=True)
    except Refusal as refusal:
        return _refused(org, public_id, refusal, typed, terms)
    db.session.commit()
    flash(_("Dipilih. Permintaan pembelian %(number)s sudah dibuat.", number=made.number))
    return fragments.leave(rfq_pages.address(desk, rfq))


def _check(desk: Desk, rfq: Rfq, chosen: dict[int, int], terms: str, *, unticked: bool = False) -> Response:
    won = awards.check(db.session(), rfq, chosen, terms)
    return fragments.page(
        "buyer/rfqs/check.html", status=422 if unticked else 200, form_errors=unticked, desk=desk, rfq=rfq, won=won,
        terms=terms, chosen=chosen, say=quote_words, lacking=_lacking(rfq, won), unticked=unticked,
        papers=comparison.lacking(db.session(), won),
    )  # fmt: skip


def _refused(org: str, public_id: str, refusal: Refusal, typed: dict[str, str], terms: str) -> Response:
    db.session.rollback()
    desk, rfq = rfq_pages.mine(org, public_id)
    problems, bad = [sentences.of(refusal)], {}
    if isinstance(refusal, Invalid):
        errors: Any = refusal.facts["errors"]
        most = refusal.facts.get("most")
        bad = {name[2:]: _("Paling banyak %(n)s.", n=most) for name in errors if name.startswith("q-")}
        problems = [
            _("Lebih banyak dari yang ditawarkan. Paling banyak %(n)s kemasan.", n=most)
            if bad
            else {"chosen": _("Isi jumlah untuk paling sedikit satu barang.")}.get(
                next(iter(errors)), _("Cara bayar ini tidak tersedia untuk Anda.")
            )
        ]
    return rfq_pages.page(desk, rfq, 422, chosen=typed, terms=terms, bad=bad, problems=problems)


def _lacking(rfq: Rfq, won: Any) -> list[tuple[str, int]]:
    """Lines of which less was chosen than was asked for."""
    taken: dict[int, int] = {}
    for lines in won.values():
        for line, packs in lines:
            taken[line.rfq_line_id] = taken.get(line.rfq_line_id, 0) + packs
    return [
        (line.name, line.quantity - taken.get(line.id, 0))
        for line in rfq.lines
        if taken.get(line.id, 0) < line.quantity
    ]


def _count(text: str) -> int:
    """Packs; below zero when it is no whole number."""
    count = counts.read(text)
    return -1 if count is None else count
