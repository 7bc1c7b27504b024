"""Officers see which makers need help, why, and what to do next (F85)."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField

from marketplace.insight import alarms
from marketplace.insight.alarm_rows import KINDS, Alarm
from marketplace.kernel import events, paging
from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import NotAllowed
from marketplace.notices.channels import whatsapp_link
from marketplace.people import phones
from marketplace.web import forms, fragments, identity
from marketplace.web.access import policy

from . import alarm_words

bp = Blueprint("alarms", __name__)


class SettleForm(forms.Form):
    """What was done, or until when it waits."""

    what = RadioField(
        _l("Apa yang Anda lakukan?"),
        [forms.needed(_l("Pilih salah satu."))],
        choices=forms.choices(
            ("done", _l("Sudah ditangani")),
            ("3", _l("Lihat lagi 3 hari lagi")),
            ("7", _l("Lihat lagi 7 hari lagi")),
            ("14", _l("Lihat lagi 14 hari lagi")),
            ("30", _l("Lihat lagi 30 hari lagi")),
        ),
    )
    note = TextAreaField(_l("Catatan"), [forms.optional(), forms.at_most(alarms.LONGEST)])

    def fits(self) -> bool:
        """Who says that it is done says how."""
        if self.validate() and self.what.data == "done" and not self.note.data:
            self.refuse("note", _("Tulis apa yang sudah dilakukan."))
        return not self.errors


@bp.get("/agensi/alarm")
@policy("staff:officer")
def show() -> Response:
    """Open alarms; of one kind, of the officer alone, or those that were put off."""
    session = db.session()
    kind = request.args.get("jenis", "")
    kind = kind if kind in KINDS else ""
    mine, snoozed = request.args.get("saya") == "1", request.args.get("tunda") == "1"
    rows, following = alarms.listed(
        session,
        kind=kind,
        officer_id=identity.actor().user_id if mine else None,
        snoozed=snoozed,
        before=paging.read(request.args.get("setelah", "")),
    )
    return fragments.page(
        "agency/alarms/show.html",
        rows=rows,
        next_cursor=following,
        kind=kind,
        mine=mine,
        snoozed=snoozed,
        counts=alarms.counts(session),
        looked_at=alarms.looked_at(session),
        words=alarm_words,
    )


@bp.post("/agensi/alarm/hitung")
@policy("staff:officer")
def look() -> Response:
    """Look at all makers now."""
    begin_write(db.session())
    count = alarms.look(db.session())
    db.session.commit()
    flash(_("Selesai dihitung: %(n)s alarm terbuka.", n=count))
    return fragments.leave(url_for("agency.alarms.show"))


@bp.get("/agensi/alarm/<public_id>")
@policy("staff:officer")
def one(public_id: str) -> Response:
    """One alarm with its causes, what to do, and what was done."""
    return _page(alarms.by_public_id(db.session(), public_id), SettleForm(formdata=None))


@bp.post("/agensi/alarm/<public_id>")
@policy("staff:officer")
def settle(public_id: str) -> Response:
    """It is seen to, or put off."""
    session, form = db.session(), SettleForm()
    found = alarms.by_public_id(session, public_id)
    if not form.fits():
        return _page(found, form, 422)
    note, by = form.note.data or "", identity.actor()
    try:
        if form.what.data == "done":
            alarms.finish(session, found, note, by=by)
        else:
            alarms.snooze(session, found, int(form.what.data), note, by=by)
    except NotAllowed:
        session.rollback()
        flash(_("Alarm ini sudah ditutup."), "warning")
    else:
        session.commit()
        flash(_("Tercatat untuk %(name)s.", name=found.producer.name))
    return fragments.leave(url_for("agency.alarms.show"))


def _page(found: Alarm, form: SettleForm, status: int = 200) -> Response:
    return fragments.page(
        "agency/alarms/one.html",
        status=status,
        alarm=found,
        form=form,
        form_errors=form.errors,
        words=alarm_words,
        history=events.history(db.session(), found.subject),
        whatsapp_url=_whatsapp(found),
    )


def _whatsapp(found: Alarm) -> str | None:
    maker = found.producer
    if maker.is_demo or not phones.whatsapp(maker.phone):
        return None
    return whatsapp_link.link(maker.phone, alarm_words.message(found))
