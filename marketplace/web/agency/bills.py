"""Finance: what organisations owe, their transfers, and counts that a maker contests."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, StringField

from marketplace.kernel import clock, ids, rupiah
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.kernel.pictures import NotAPicture, PictureTooLarge
from marketplace.people import organisations
from marketplace.people.organisations import Organisation
from marketplace.sourcing import contests, receipts
from marketplace.trade import ageing, bill_paying, bills
from marketplace.trade.bill_paying import BillOver, CameByStatement, TooMuch, Transfer
from marketplace.trade.bills import Bill, BillPayment
from marketplace.trade.settlement import NoAccount
from marketplace.web import bill_words, forms, fragments, identity, sentences, uploads
from marketplace.web.access import policy
from marketplace.web.day_field import DayField
from marketplace.web.documents import bast
from marketplace.web.rupiah_field import SumField

bp = Blueprint("bills", __name__)


class TransferForm(forms.Form):
    """A transfer as it stands on the bank's statement."""

    key = HiddenField()
    amount = SumField(_l("Jumlah transfer"), [forms.needed(_l("Tulis jumlahnya."))])
    arrived_on = DayField(_l("Tanggal masuk"), [forms.needed(_l("Tulis tanggalnya."))])
    reference = StringField(_l("Berita transfer"), [forms.at_most(100)])
    proof = FileField(_l("Foto bukti"))
    surplus_back = BooleanField(_l("Kelebihannya masuk daftar Dikembalikan"))


@bp.get("/agensi/tagihan")
@policy("staff:finance")
def show() -> Response:
    """Who owes how much and how late; counts that wait for a decision."""
    rows: dict[int, list[Bill]] = {}
    for bill in bills.all_open(db.session()):
        rows.setdefault(bill.organisation_id, []).append(bill)
    owing = [(found[0].organisation, ageing.of(found), found[0]) for found in rows.values()]
    owing.sort(key=lambda row: (-row[1].late, -row[1].total))
    return fragments.page(
        "agency/bills/show.html", owing=owing, words=bill_words, contested=contests.waiting(db.session())
    )


@bp.get("/agensi/tagihan/<org>")
@policy("staff:finance")
def organisation(org: str) -> Response:
    """One organisation's open bills, and a transfer to record."""
    form = TransferForm(formdata=None, key=ids.token(), arrived_on=clock.today())
    return _page(organisations.by_public_id(db.session(), org), form)


@bp.post("/agensi/tagihan/<org>")
@policy("staff:finance")
@uploads.large
def pay(org: str) -> Response:
    """Record a transfer for the chosen bills, the oldest first; sent twice it is one."""
    session, form = db.session(), TransferForm()
    owner = organisations.by_public_id(session, org)
    wanted = set(request.form.getlist("bills"))
    chosen = [bill for bill in bills.open_of(session, owner.id) if bill.public_id in wanted]
    if not form.validate():
        return _page(owner, form, 422, chosen)
    try:
        picture = uploads.read(form.proof.data, "bills") if form.proof.data else None
        transfer = Transfer(
            form.amount.data, form.arrived_on.data, form.reference.data or "", form.key.data or ids.token(),
            picture.key if picture else None,
        )  # fmt: skip
        shares = bill_paying.spread(chosen, transfer.amount)
        back = form.surplus_back.data
        found = bill_paying.record(session, owner, transfer, shares, surplus_back=back, by=identity.actor())
    except (NotAPicture, PictureTooLarge) as refusal:
        form.refuse("proof", sentences.of(refusal))
        return _page(owner, form, 422, chosen)
    except (Invalid, BillOver, CameByStatement, TooMuch, NoAccount) as refusal:
        _explain(form, refusal)
        return _page(owner, form, 422, chosen)
    if picture and found.proof_key == picture.key:
        picture.store()
    paid = rupiah.show(found.amount)
    session.commit()
    flash(_("%(sum)s tercatat.", sum=paid))
    return fragments.leave(url_for("agency.bills.organisation", org=org))


@bp.post("/agensi/tagihan/<org>/tempo")
@policy("staff:finance")
def counting(org: str) -> Response:
    """From when the days of terms count: the receipt, or the complete invoice."""
    session = db.session()
    owner, wanted = organisations.by_public_id(session, org), request.form.get("due_from", "")
    if wanted in {"receipt", "papers"}:
        owner.due_from = wanted
        session.commit()
        flash(_("Tersimpan. Berlaku untuk tagihan berikutnya."))
    return fragments.leave(url_for("agency.bills.organisation", org=org))


@bp.get("/agensi/tagihan/bukti/<public_id>")
@policy("staff:finance")
def photo(public_id: str) -> Response:
    """The picture of a transfer."""
    found = db.session().scalars(select(BillPayment).where(BillPayment.public_id == public_id)).first()
    if found is None or found.proof_key is None:
        raise NotFound(public_id=public_id)
    return uploads.show(found.proof_key)


@bp.get("/agensi/berita-acara/<public_id>")
@policy("staff:finance")
def receipt(public_id: str) -> Response:
    """A count with its pictures; a contested one is decided here."""
    return _receipt(public_id)


@bp.get("/agensi/berita-acara/<public_id>.pdf")
@policy("staff:finance")
def receipt_file(public_id: str) -> Response:
    """The same as a file."""
    return bast.file(receipts.by_public_id(db.session(), public_id))


@bp.get("/agensi/berita-acara/<public_id>/foto/<int:line_id>")
@policy("staff:finance")
def receipt_photo(public_id: str, line_id: int) -> Response:
    """The picture of a line."""
    return bast.photo(receipts.by_public_id(db.session(), public_id), line_id)


@bp.post("/agensi/berita-acara/<public_id>")
@policy("staff:finance")
def decide(public_id: str) -> Response:
    """The count stands, or what was rejected is invoiced after all."""
    session, words = db.session(), request.form.get("words", "")
    found = receipts.by_public_id(session, public_id)
    verb = "overrule" if request.form.get("verb") == "overrule" else "uphold"
    try:
        contests.decide(session, found, verb, words, by=identity.actor())
    except Invalid:
        session.rollback()
        return _receipt(public_id, 422, words, _("Tulis alasan keputusan, paling banyak 1.000 huruf."))
    except NotAllowed:
        flash(_("Berita acara ini sudah diputuskan."), "warning")
        return fragments.leave(url_for("agency.bills.receipt", public_id=public_id))
    session.commit()
    flash(_("Keputusan tersimpan. Penjual diberi tahu."))
    return fragments.leave(url_for("agency.bills.receipt", public_id=public_id))


def _receipt(public_id: str, status: int = 200, typed: str = "", wrong: str = "") -> Response:
    found = receipts.by_public_id(db.session(), public_id)
    return bast.page(
        found,
        url_for("agency.bills.show"),
        url_for("agency.bills.receipt_file", public_id=public_id),
        lambda line_id: url_for("agency.bills.receipt_photo", public_id=public_id, line_id=line_id),
        status,
        aside="agency/bills/_decide.html",
        typed=typed,
        wrong=wrong,
        form_errors=bool(wrong),
    )


def _explain(form: TransferForm, refusal: Any) -> None:
    if isinstance(refusal, TooMuch):
        text = _("Lebih %(sum)s dari tagihan yang dipilih. Pilih tagihan lain, atau centang kelebihannya.",
                 sum=rupiah.show(int(str(refusal.facts["surplus"]))))  # fmt: skip
        form.refuse("amount", text)
    elif isinstance(refusal, BillOver):
        form.refuse_all(_("Tagihan %(number)s baru saja dibayar. Periksa lagi.", number=refusal.facts["number"]))
    elif isinstance(refusal, CameByStatement):
        form.refuse_all(_("Transfer ini sudah tercatat dari mutasi bank. Jangan dicatat dua kali."))
    elif isinstance(refusal, NoAccount):
        form.refuse_all(_("Belum ada rekening operator. Tambahkan rekening bank lebih dulu."))
    elif "arrived_on" in refusal.facts["errors"]:
        form.refuse("arrived_on", _("Tanggalnya belum tiba."))
    elif "bills" in refusal.facts["errors"]:
        form.refuse_all(_("Pilih tagihan yang dibayar."))
    else:
        form.refuse("amount", _("Tulis jumlah di atas nol."))


def _page(owner: Organisation, form: TransferForm, status: int = 200, chosen: list[Bill] | None = None) -> Response:
    session = db.session()
    open_ = bills.open_of(session, owner.id)
    past = select(BillPayment).where(BillPayment.organisation_id == owner.id).order_by(BillPayment.id.desc()).limit(30)
    return fragments.page(
        "agency/bills/organisation.html",
        status=status,
        owner=owner,
        bills=open_,
        ages=ageing.of(open_),
        form=form,
        form_errors=form.errors or None,
        chosen={bill.public_id for bill in chosen or []},
        payments=list(session.scalars(past)),
        words=bill_words,
    )
