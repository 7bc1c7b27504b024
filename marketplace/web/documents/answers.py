"""A document as page, as PDF, and its stamped copy: the same for everybody who may see it."""

from __future__ import annotations

from flask import abort, flash, redirect
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.pictures import NotAPicture, PictureTooLarge
from marketplace.money import documents
from marketplace.money.documents import Document
from marketplace.web import forms, fragments, identity, pdf, qr_codes, sentences, uploads

from . import papers


class StampForm(forms.Form):
    """The receipt with its meterai."""

    file = FileField(_l("Kuitansi bermeterai"), [forms.needed(_l("Pilih PDF atau fotonya."))])


def page(
    document: Document, back: str, *, may_stamp: bool = False, status: int = 200, form: StampForm | None = None
) -> Response:
    """The print page."""
    shown = papers.paper(document)
    return fragments.page(
        "documents/paper.html",
        status=status,
        paper=shown,
        document=document,
        back=back,
        qr=qr_codes.svg(shown.check_url),
        may_stamp=may_stamp and bool(shown.stamp),
        form=form or StampForm(formdata=None),
        form_errors=form.errors if form else None,
    )


def file(document: Document) -> Response:
    """The PDF."""
    return _download(papers.file(document), _name(document, ".pdf"), pdf.MIME)


def stamped(document: Document) -> Response:
    """The newest copy with its meterai."""
    if not document.stamps:
        abort(404)
    return uploads.hand_out(document.stamps[-1].file_key, _name(document, "-meterai"))


def keep_stamped(document: Document, back: str, where: str) -> Response:
    """Keep the copy that was sent and go to `where`; the page again when it is refused."""
    if not document.data.get("stamp"):
        abort(404)
    form = StampForm()
    sent = _sent(form) if form.validate() else None
    if sent is None:
        return page(document, back, may_stamp=True, status=422, form=form)
    documents.keep_stamped(db.session(), document, sent.key, by=identity.actor())
    sent.store()
    db.session.commit()
    flash(_("Kuitansi bermeterai tersimpan. Pembeli bisa mengunduhnya."))
    return redirect(where, 303)


def _sent(form: StampForm) -> uploads.Upload | None:
    try:
        return uploads.read_paper(form.file.data, "stamped")
    except PictureTooLarge as refusal:
        form.refuse("file", sentences.of(refusal))
    except NotAPicture:
        form.refuse("file", _("Berkas ini bukan PDF atau foto yang bisa dibuka. PDF paling besar 5 MB."))
    return None


def _name(document: Document, ending: str) -> str:
    return document.number.replace("/", "-") + ending


def _download(data: bytes, name: str, kind: str) -> Response:
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, mimetype=kind, headers=headers)
