"""Pictures that only few may see: who opened one is kept."""

from __future__ import annotations

from werkzeug.wrappers import Response

from marketplace.kernel import events
from marketplace.kernel.db import begin_write, db
from marketplace.web import identity, uploads


def picture(key: str, subject: str, what: str) -> Response:
    """A stored picture of a thing; a picture that is gone was opened by nobody."""
    answer, by = uploads.show(key), identity.actor()
    session = db.session()
    begin_write(session)
    events.record(session, subject, "photo_opened", by=by, what=what)
    session.commit()
    return answer
