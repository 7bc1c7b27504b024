"""Finance pays makers: what is due, batches, the second person, the bank's file."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import sheets
from marketplace.kernel.db import db
from marketplace.kernel.errors import Busy, Refusal
from marketplace.money import payouts
from marketplace.people import producers
from marketplace.people.producers import Producer
from marketplace.trade import cash_debts, dues, paying_out
from marketplace.web import fragments, identity, payout_words, sentences
from marketplace.web.access import policy

from . import bank_files
from .payout_forms import FailForm, ProofForm

bp = Blueprint("payouts", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/agensi/pencairan")
@policy("staff:finance")
def show() -> Response:
    """Who is due what, who is left out and why, batches, failed payouts."""
    session = db.session()
    found = dues.of_all(session)
    going = [due for due in found if not due.why]
    out = [due for due in found if due.why and due.why != "owes"]
    owing = [due for due in found if due.why == "owes" and due.amount < 0]
    failed = payouts.failed(session)
    return fragments.page(
        "agency/payouts/show.html",
        going=going,
        out=out,
        owing=owing,
        failed=failed,
        came_back={payout.producer_id for payout in failed},
        debts={due.producer_id: cash_debts.of(session, due.producer_id) for due in owing},
        batches=payouts.batches(session),
        makers=_makers([due.producer_id for due in found] + [payout.producer_id for payout in failed]),
        total=sum(due.amount for due in going),
        limit=payouts.SECOND_PERSON(session),
        say=payout_words,
    )


@bp.post("/agensi/pencairan")
@policy("staff:finance")
def make() -> Response:
    """A batch of all that is due, or of one maker's."""
    session = db.session()
    slug = request.form.get("penjual", "")
    only = producers.by_slug(session, slug).id if slug else None
    try:
        batch = paying_out.make(session, by=identity.actor(), only=only)
    except (paying_out.NothingDue, Busy) as refusal:
        session.rollback()
        flash(sentences.of(refusal), "warning")
        return redirect(url_for("agency.payouts.show"), 303)
    session.commit()
    flash(_("Daftar %(number)s dibuat.", number=batch.number))
    return redirect(url_for("agency.payouts.batch", public_id=batch.public_id), 303)


@bp.get("/agensi/pencairan/<public_id>")
@policy("staff:finance")
def batch(public_id: str) -> Response:
    """One batch with its payouts."""
    return page(public_id)


@bp.post("/agensi/pencairan/<public_id>/setuju")
@policy("staff:finance")
def approve(public_id: str) -> Response:
    """The second person agrees."""
    session = db.session()
    found = payouts.batch(session, public_id, lock=True)
    try:
        paying_out.approve(session, found, by=identity.actor())
    except Refusal as refusal:
        return not_now(public_id, refusal)
    session.commit()
    flash(_("Daftar %(number)s disetujui.", number=found.number))
    return redirect(url_for("agency.payouts.batch", public_id=public_id), 303)


@bp.post("/agensi/pencairan/<public_id>/berkas")
@policy("staff:finance")
def file(public_id: str) -> Response:
    """The file for the bank; from now on these payouts may be on their way."""
    session = db.session()
    found = payouts.batch(session, public_id, lock=True)
    try:
        going = paying_out.hand_to_bank(session, found, by=identity.actor())
    except Refusal as refusal:
        return not_now(public_id, refusal)
    header, rows = bank_files.table(session, going)
    session.commit()
    kind = "csv" if request.form.get("jenis") == "csv" else "xlsx"
    data = sheets.as_csv(header, rows) if kind == "csv" else sheets.xlsx([("Pencairan", header, rows)])
    answer = Response(data, content_type="text/csv; charset=utf-8" if kind == "csv" else XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="pencairan-{found.number.lower()}.{kind}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def page(
    public_id: str, status: int = 200, proof: ProofForm | None = None, fail: FailForm | None = None, chosen: str = ""
) -> Response:
    """The page of a batch, with the form that was refused."""
    session = db.session()
    found = payouts.batch(session, public_id)
    return fragments.page(
        "agency/payouts/batch.html",
        status=status,
        batch=found,
        stopped=paying_out.stopped_in(session, found),
        makers=_makers([payout.producer_id for payout in found.payouts]),
        proof=proof or ProofForm(formdata=None),
        fail=fail or FailForm(formdata=None),
        form_errors=(proof.errors if proof else None) or (fail.errors if fail else None),
        chosen=chosen,
        open=[payout for payout in found.payouts if payout.state == "claimed"],
        may_approve=identity.actor().user_id != found.created_by_id,
        say=payout_words,
    )


def not_now(public_id: str, refusal: Refusal) -> Response:
    """Say why it cannot be done, on the page of the batch."""
    db.session.rollback()
    flash(sentences.of(refusal), "warning")
    return redirect(url_for("agency.payouts.batch", public_id=public_id), 303)


def _makers(ids: list[int]) -> dict[int, Producer]:
    query = db.select(Producer).where(Producer.id.in_(set(ids)))
    return {maker.id: maker for maker in db.session.scalars(query)}
