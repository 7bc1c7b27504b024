"""Finance: money to be returned to buyers, until it is returned with proof."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.wrappers import Response
from wtforms import StringField

from marketplace.kernel import rupiah
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed, NotFound
from marketplace.kernel.pictures import NotAPicture, PictureTooLarge
from marketplace.notices.channels import whatsapp_link
from marketplace.people import names, phones
from marketplace.trade import owed as debts
from marketplace.trade import refund_accounts, refund_rows, returning, settlement
from marketplace.web import forms, fragments, identity, refund_words, sentences, uploads, words
from marketplace.web.access import policy

from . import opening

bp = Blueprint("owed", __name__)


class GiveBackForm(forms.Form):
    """Where the money went, and the proof of it."""

    how = StringField(_l("Dikembalikan ke"), [forms.needed(_l("Tulis ke mana uang dikembalikan.")), forms.at_most(200)])
    proof = FileField(_l("Foto bukti"), [forms.needed(_l("Pilih foto bukti pengembalian."))])


@bp.get("/agensi/dikembalikan")
@policy("staff:finance")
def show() -> Response:
    """What is owed, oldest first, and what was returned."""
    return _page(request.args.get("utang", ""))


@bp.post("/agensi/dikembalikan/<public_id>")
@policy("staff:finance")
def give_back(public_id: str) -> Response:
    """Mark as returned, with how and a proof."""
    session, form = db.session(), GiveBackForm()
    debt = debts.by_public_id(session, public_id)
    if not form.validate():
        return _page(public_id, 422, form)
    try:
        picture = uploads.read(form.proof.data, "returns")
        returning.give_back(
            session,
            debt,
            how=names.clean(form.how.data),
            proof_key=picture.key,
            seen=request.form.get("account", ""),
            by=identity.actor(),
        )
    except (NotAPicture, PictureTooLarge) as refusal:
        form.refuse("proof", sentences.of(refusal))
        return _page(public_id, 422, form)
    except (returning.AccountChanged, settlement.NoAccount) as refusal:
        session.rollback()
        form.refuse("how", sentences.of(refusal))
        return _page(public_id, 422, form)
    except NotAllowed:
        session.rollback()
        flash(_("Pengembalian %(number)s sudah dicatat sebelumnya.", number=debt.order.number), "warning")
        return _next()
    picture.store()
    session.commit()
    flash(_("%(sum)s untuk %(number)s sudah dikembalikan.", sum=rupiah.show(debt.amount), number=debt.order.number))
    return _next()


@bp.post("/agensi/dikembalikan/<public_id>/gagal")
@policy("staff:finance")
def failed(public_id: str) -> Response:
    """The bank did not take the transfer: the buyer is asked for a better account."""
    session = db.session()
    debt = debts.by_public_id(session, public_id)
    why = names.clean(request.form.get("why", ""))[:300]
    if not why and debt.state == "returned":
        flash(_("Tulis apa kata bank."), "warning")
        return _next()
    if not why:
        return _page(public_id, 422, why_error=_("Tulis apa kata bank."))
    try:
        returning.failed(session, debt, why, by=identity.actor())
    except NotAllowed:
        session.rollback()
        flash(_("Uang ini sedang dikirim lewat kartu."), "warning")
        return _next()
    number = debt.order.number
    session.commit()
    flash(_("Pembeli %(number)s kami minta memperbaiki rekeningnya.", number=number))
    return _next()


@bp.get("/agensi/dikembalikan/<public_id>/bukti")
@policy("staff:finance")
def photo(public_id: str) -> Response:
    """The proof of a return."""
    debt = debts.by_public_id(db.session(), public_id)
    if not debt.proof_key:
        raise NotFound()
    return opening.picture(debt.proof_key, f"order:{debt.order_id}", "return")


def _next() -> Response:
    return _page() if fragments.wanted() else redirect(url_for("agency.owed.show"), 303)


def _page(chosen: str = "", status: int = 200, form: GiveBackForm | None = None, why_error: str = "") -> Response:
    session = db.session()
    waiting = debts.waiting(session)
    debt = next((debt for debt in waiting if debt.public_id == chosen), next(iter(waiting), None))
    accounts = refund_accounts.of_groups(session, {row.order.group_id for row in waiting})
    account = accounts.get(debt.order.group_id) if debt else None
    ready = f"{account.masked}, {account.holder}" if account is not None and account.is_usable else ""
    return fragments.page(
        "agency/owed/show.html",
        fragment="agency/owed/_desk.html",
        status=status,
        waiting=waiting,
        debt=debt,
        refund=refund_rows.of_debt(session, debt.id) if debt else None,
        account=account,
        accounts=accounts,
        total=sum(row.amount for row in waiting),
        whatsapp_url=_whatsapp(debt) if debt and not ready else None,
        returned=debts.returned(session),
        form=form or GiveBackForm(formdata=None, data={"how": ready}),
        form_errors=(form.errors if form else None) or ({"why": why_error} if why_error else None),
        why_error=why_error,
        words=words,
        refund_words=refund_words,
        swapped=fragments.wanted(),
    )


def _whatsapp(debt: debts.Owed) -> str | None:
    group = debt.order.group
    if group.is_demo or not phones.whatsapp(group.phone):
        return None
    text = _(
        "Halo %(name)s, %(sum)s untuk pesanan %(number)s kami kembalikan. Ke rekening mana kami kirim?",
        name=group.name,
        sum=rupiah.show(debt.amount),
        number=debt.order.number,
    )
    return whatsapp_link.link(group.phone, text)
