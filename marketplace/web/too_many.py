"""The same form again when somebody tried too often, with the time to wait."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.kernel.errors import TooMany

from . import filters, forms, fragments


def page(template: str, form: forms.Form, error: TooMany, **values: Any) -> Response:
    """Answer 429; what was typed stays."""
    db.session.rollback()
    seconds = max(1, int((_retry_at(error) - clock.now()).total_seconds()) + 1)
    form.refuse_all(sentence(error))
    response = fragments.page(template, status=429, form=form, form_errors=form.errors, **values)
    response.headers["Retry-After"] = str(seconds)
    return response


def sentence(error: TooMany) -> str:
    """How long to wait."""
    seconds = (_retry_at(error) - clock.now()).total_seconds()
    return _(
        "Terlalu banyak percobaan. Coba lagi %(minutes)d menit lagi, pukul %(hour)s.",
        minutes=max(1, -int(-seconds // 60)),
        hour=filters.hour(_retry_at(error)),
    )


def _retry_at(error: TooMany) -> datetime:
    return cast(datetime, error.facts["retry_at"])
