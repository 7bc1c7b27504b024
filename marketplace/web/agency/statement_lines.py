"""One line of a statement that needs a hand: accept what it might be, look for it, or say that it is no payment."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms import StringField

from marketplace.kernel import paging, rupiah
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed, NotFound, Refusal
from marketplace.money import payments, statements
from marketplace.money.statements import StatementLine
from marketplace.trade import bill_choices, candidates, matching, matching_pages
from marketplace.trade.orders import OrderGroup
from marketplace.web import forms, fragments, identity, sentences
from marketplace.web.access import policy

from . import statement_links, statement_words

bp = Blueprint("statement_lines", __name__)


class IgnoreForm(forms.Form):
    """Why the line pays no order."""

    reason = StringField(_l("Sebab"), [forms.needed(_l("Tulis sebabnya, misalnya bunga bank.")), forms.at_most(200)])


@bp.get("/agensi/mutasi/baris/<public_id>")
@policy("staff:finance")
def show(public_id: str) -> Response:
    """The line, and what it might be."""
    return _page(statements.line(db.session(), public_id))


@bp.post("/agensi/mutasi/baris/<public_id>/terima/<number>")
@policy("staff:finance")
def accept(public_id: str, number: str) -> Response:
    """It is the money of this order."""
    session = db.session()
    line, group = statements.line(session, public_id), _group(number)
    following = after(line)
    try:
        matching.accept(session, line, group, by=identity.actor())
    except Refusal as refused:
        session.rollback()
        flash(sentences.of(refused), "warning")
        return fragments.leave(url_for("agency.statement_lines.show", public_id=public_id))
    shown = rupiah.show(line.amount)
    text = (
        _("%(sum)s masuk daftar Dikembalikan untuk %(number)s.", sum=shown, number=number)
        if line.extra_of
        else _("%(sum)s dicatat untuk %(number)s.", sum=shown, number=number)
    )
    session.commit()
    flash(text)
    return following_page(following)


@bp.post("/agensi/mutasi/baris/<public_id>/bukan")
@policy("staff:finance")
def ignore(public_id: str) -> Response:
    """It pays no order."""
    session, form = db.session(), IgnoreForm()
    line = statements.line(session, public_id)
    if not form.validate():
        return _page(line, 422, form)
    following = after(line)
    try:
        matching.ignore(session, line, form.reason.data, by=identity.actor())
    except Refusal as refused:
        session.rollback()
        flash(sentences.of(refused), "warning")
        return fragments.leave(url_for("agency.statement_lines.show", public_id=public_id))
    session.commit()
    flash(_("Dicatat: bukan pembayaran."))
    return following_page(following)


@bp.post("/agensi/mutasi/baris/<public_id>/buka-lagi")
@policy("staff:finance")
def reopen(public_id: str) -> Response:
    """It may pay an order after all."""
    session = db.session()
    line = statements.line(session, public_id)
    book = candidates.load(session, line.account_id, line.on)
    try:
        matching.reopen(session, line, book, matching.rules(session), by=identity.actor())
        session.commit()
        flash(_("Baris ini dibuka lagi."))
    except NotAllowed:
        session.rollback()
        flash(_("Baris ini sudah dibukukan atau memang masih terbuka."), "warning")
    return fragments.leave(url_for("agency.statement_lines.show", public_id=public_id))


def _group(number: str) -> OrderGroup:
    group = db.session.scalars(select(OrderGroup).where(OrderGroup.number == number)).first()
    if group is None:
        raise NotFound(number=number)
    return group


def after(line: StatementLine) -> str | None:
    """The line that opens next."""
    return paging.following([row.public_id for row in statements.to_do(db.session())], line.public_id)


def following_page(public_id: str | None) -> Response:
    """The line that opens next, or the desk."""
    if public_id is None:
        return fragments.leave(url_for("agency.statements.show"))
    return fragments.leave(url_for("agency.statement_lines.show", public_id=public_id))


def _page(line: StatementLine, status: int = 200, form: IgnoreForm | None = None) -> Response:
    session = db.session()
    asked = " ".join(request.args.get("cari", "").split())[:40]
    is_open = line.state in statements.TO_DO
    return fragments.page(
        "agency/statements/line.html",
        status=status,
        line=line,
        is_open=is_open,
        choices=matching_pages.choices(session, line, asked) if is_open else [],
        bill_choices=bill_choices.choices(session, line, asked) if is_open else [],
        transfer=bill_choices.transfers_of(session, [line]).get(line.id),
        asked=asked,
        group=matching_pages.groups_of(session, [line]).get(line.payment_id or line.extra_of or 0),
        near=payments.TOLERANCE(session),
        form=form or IgnoreForm(formdata=None),
        form_errors=form.errors if form else None,
        words=statement_words,
        links=statement_links,
    )
