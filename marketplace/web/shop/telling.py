"""The form of “Kabari saya”: the sold-out packs of a product, and what this browser waits for already."""

from __future__ import annotations

from typing import Any

from flask import session
from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from marketplace.kernel.db import db
from marketplace.people import users
from marketplace.trade import stock_waits
from marketplace.trade.showcase import Showcase
from marketplace.trade.stock_waits import StockWait
from marketplace.web import forms, identity

KEPT = "kabari"
MOST_KEPT = 20


class TellForm(forms.Form):
    """Which pack, and where to."""

    pack = RadioField(_l("Kemasan yang ditunggu"), [forms.needed(_l("Pilih kemasannya."))], coerce=int)
    who = forms.IdentifierField(
        _l("Nomor WhatsApp atau e-mail"), [forms.needed(_l("Tulis nomor WhatsApp atau e-mail Anda."))]
    )


def form(shown: Showcase, **values: Any) -> TellForm:
    """The form for what is sold out; a person's own phone or e-mail stands in it."""
    user = identity.person()
    packs = sold_out(shown)
    own = (user.phone or user.email or "") if user else ""
    made = TellForm(pack=packs[0][0] if packs else None, who=users.identifier(own), **values)
    made.pack.choices = forms.choices(*packs)
    if len(packs) == 1 and not made.pack.raw_data:
        made.pack.raw_data, made.pack.data = [str(packs[0][0])], packs[0][0]
    return made


def sold_out(shown: Showcase) -> list[tuple[int, str]]:
    """Packs that cannot be had at the moment."""
    return [(pack.id, pack.label) for pack in shown.variants if not pack.sellable]


def waiting(shown: Showcase) -> list[StockWait]:
    """What this browser waits for among the sold-out packs; asks the database only when it asked before."""
    packs = {number for number, _label in sold_out(shown)}
    kept = session.get(KEPT, []) if packs else []
    return [wait for wait in stock_waits.open_of(db.session(), kept) if wait.variant_id in packs] if kept else []


def remember(wait: StockWait) -> None:
    """The page says from now on that this browser waits."""
    kept = [one for one in session.get(KEPT, []) if one != wait.public_id]
    session[KEPT] = [*kept, wait.public_id][-MOST_KEPT:]
