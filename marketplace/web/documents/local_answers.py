"""A frozen report as page and files: the same for the hotel and for staff."""

from __future__ import annotations

from flask import current_app, request
from werkzeug.wrappers import Response

from marketplace.kernel.db import begin_write, db
from marketplace.sourcing import local_checking
from marketplace.sourcing.local_report_rows import LocalVersion
from marketplace.web import fragments, pdf, qr_codes

from . import local_report

KINDS = {
    "pdf": pdf.MIME,
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def page(version: LocalVersion, back: str) -> Response:
    """The print page."""
    shown = local_report.paper(version)
    return fragments.page(
        "documents/local_report.html",
        paper=shown,
        version=version,
        back=back,
        files=[(kind.upper(), f"{request.path}.{kind}") for kind in KINDS],
        qr=qr_codes.svg(shown.check_url),
    )


def file(version: LocalVersion, kind: str) -> Response:
    """A file of it: PDF and workbook are kept as they were first handed out, so that a copy can be known again."""
    data = version.body.encode() if kind == "json" else _kept(version, kind)
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="{version.number}.{kind}"',
    }
    return Response(data, mimetype=KINDS[kind], headers=headers)


def _kept(version: LocalVersion, kind: str) -> bytes:
    session, files = db.session(), current_app.extensions["files"]
    found = local_checking.file_of(session, version, kind)
    if found is None:
        made = pdf.render(local_report.paper(version)) if kind == "pdf" else local_report.workbook(version)
        begin_write(session)
        found = local_checking.keep_file(session, version, kind, made)
        if found.file_key == local_checking.file_key(version, kind, made):
            files.put(found.file_key, made)
        session.commit()
    return files.get(found.file_key)  # type: ignore[no-any-return]
