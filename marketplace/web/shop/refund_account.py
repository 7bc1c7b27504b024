"""The buyer says to which account the money goes back; by the order's link, so guests too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import StringField

from marketplace.kernel import throttle
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, TooMany
from marketplace.people import names
from marketplace.trade import orders, owed, refund_accounts
from marketplace.trade.orders import OrderGroup
from marketplace.web import forms, fragments, identity, too_many
from marketplace.web.access import PUBLIC, policy

bp = Blueprint("refund_account", __name__)
PAGE = "shop/refunds/account.html"
OTHER = "lain"


class AccountForm(forms.Form):
    """A bank account or an e-wallet."""

    bank = forms.ChoiceField(
        _l("Bank atau dompet digital"),
        [forms.needed(_l("Pilih bank atau dompet digitalnya."))],
        empty=_l("Pilih dari daftar"),
        choices=forms.choices(*((name, name) for name in refund_accounts.BANKS), (OTHER, _l("Bank lain"))),
    )
    other = StringField(_l("Nama bank lain"), [forms.optional(), forms.at_most(40)])
    number = StringField(_l("Nomor rekening"), [forms.needed(_l("Tulis nomor rekeningnya.")), forms.at_most(40)])
    holder = forms.NameField(_l("Nama pemilik rekening"), [forms.needed(_l("Tulis nama seperti di buku rekening."))])

    @property
    def chosen(self) -> str:
        """The bank's name."""
        return names.clean(self.other.data or "") if self.bank.data == OTHER else str(self.bank.data)

    def fits(self) -> bool:
        """Whether it can be an account; each mistake stands by its field."""
        if not self.validate():
            return False
        wrong = refund_accounts.faults(self.chosen, self.number.data, self.holder.data)
        lengths = refund_accounts.BANKS.get(self.chosen, ())
        sentences = {
            "number": _("Nomor rekening hanya angka, 5 sampai 20 angka."),
            "wallet": _("Tulis nomor HP dompet digitalnya, misalnya 0812-3456-7890."),
            "length": _("Nomor rekening %(bank)s %(n)s angka.", bank=self.chosen, n=lengths[0] if lengths else ""),
            "empty": _("Tulis nama banknya."),
        }
        for field, why in wrong.items():
            self.refuse("other" if field == "bank" else field, sentences[why])
        return not wrong


@bp.get("/pesanan/<token>/rekening")
@policy(PUBLIC)
def show(token: str) -> Response:
    """The form; what was given before is shown with its last digits only."""
    group = orders.by_token(db.session(), token)
    if not _debts(group):
        return redirect(url_for("shop.orders.show", token=token), 303)
    return _page(group, AccountForm(formdata=None, data={"holder": group.name}))


@bp.post("/pesanan/<token>/rekening")
@policy(PUBLIC)
def save(token: str) -> Response:
    """Keep the account; whoever is concerned is told that it changed."""
    session, form = db.session(), AccountForm()
    group = orders.by_token(session, token)
    if not _debts(group):
        return redirect(url_for("shop.orders.show", token=token), 303)
    if not form.fits():
        return _page(group, form, 422)
    try:
        throttle.count(session, "refund-account", token, limit=10, per=timedelta(hours=1))
        refund_accounts.put(session, group, form.chosen, form.number.data, form.holder.data, by=identity.actor())
    except TooMany as refusal:
        session.rollback()
        return too_many.page(PAGE, form, refusal, **_values(orders.by_token(session, token)))
    except Invalid:
        form.refuse("number", _("Nomor rekening hanya angka, 5 sampai 20 angka."))
        return _page(group, form, 422)
    session.commit()
    flash(_("Rekening tersimpan. Uangnya kami kirim paling lama dua hari kerja."))
    return redirect(url_for("shop.orders.show", token=token), 303)


def _debts(group: OrderGroup) -> list[owed.Owed]:
    if not refund_accounts.needed(db.session(), group):
        return []
    found = owed.of_orders(db.session(), [order.id for order in group.orders])
    return [debt for debt in found if debt.state == "owed"]


def _page(group: OrderGroup, form: AccountForm, status: int = 200) -> Response:
    return fragments.page(PAGE, status=status, form=form, form_errors=form.errors, **_values(group))


def _values(group: OrderGroup) -> dict[str, Any]:
    return {
        "token": group.token,
        "number": group.number,
        "amount": sum(debt.amount for debt in _debts(group)),
        "account": refund_accounts.of(db.session(), group.id),
    }
