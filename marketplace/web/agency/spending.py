"""Finance writes down what left the shop's account, with the photo that proves it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash
from flask_babel import gettext as _

from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid
from marketplace.kernel.pictures import NotAPicture, PictureTooLarge
from marketplace.money import receiving
from marketplace.money.receiving import ReceivingAccount
from marketplace.web import sentences, uploads

Spend = Callable[[ReceivingAccount, str], Any]


def written_down(form: Any, folder: str, spend: Spend, *, too_much: str, done: str) -> bool:
    """Do `spend(account, proof_key)` and say so; False when the form holds what is wrong."""
    session = db.session()
    account = receiving.current(session, "bank")
    if account is None:
        form.refuse_all(_("Belum ada rekening operator. Tambahkan rekening bank lebih dulu."))
    if not form.validate() or account is None:
        return False
    try:
        picture = uploads.read(form.proof.data, folder)
        spend(account, picture.key)
    except (NotAPicture, PictureTooLarge) as refusal:
        form.refuse("proof", sentences.of(refusal))
        return False
    except Invalid:
        form.refuse("amount", too_much)
        return False
    picture.store()
    session.commit()
    flash(done)
    return True
