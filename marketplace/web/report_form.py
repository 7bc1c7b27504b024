"""The form by which anybody reports a text to the moderators."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField

from marketplace.kernel import throttle
from marketplace.kernel.db import db
from marketplace.kernel.errors import TooMany
from marketplace.trade import reports
from marketplace.trade.review_rows import Review
from marketplace.trade.threads import Thread

from . import forms, fragments, identity, review_words, too_many

PER_HOUR = 10


class ReportForm(forms.Form):
    """Why it should not be seen."""

    reason = RadioField(_l("Apa yang salah?"), [forms.needed(_l("Pilih apa yang salah."))])
    words = TextAreaField(_l("Keterangan"), [forms.optional(), forms.at_most(reports.LONGEST)])


def page(template: str, text: str, back: str, form: ReportForm | None = None, status: int = 200) -> Response:
    """The text and the form under it."""
    shown = form or _form(empty=True)
    errors = form.errors if form else None
    return fragments.page(
        template, status=status, form=shown, form_errors=errors, text=text, back=back, action=request.path
    )


def save(template: str, thing: Review | Thread, text: str, back: str) -> Response:
    """Keep the report, or show again what was typed."""
    session, form = db.session(), _form()
    if not form.validate():
        return page(template, text, back, form, 422)
    try:
        throttle.count(session, "report", identity.address(), limit=PER_HOUR, per=timedelta(hours=1))
    except TooMany as refusal:
        session.rollback()
        form.refuse_all(too_many.sentence(refusal))
        return page(template, text, back, form, 429)
    reports.report(session, thing, form.reason.data, form.words.data or "", by=identity.actor())
    session.commit()
    flash(_("Terima kasih. Petugas kami akan melihatnya."))
    return redirect(back, 303)


def _form(*, empty: bool = False) -> ReportForm:
    form = ReportForm(formdata=None) if empty else ReportForm()
    form.reason.choices = forms.choices(*review_words.reasons())
    return form
