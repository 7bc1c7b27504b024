"""Why a proof goes back to the buyer: a few reasons to choose from, and own words."""

from __future__ import annotations

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField

from marketplace.kernel import rupiah
from marketplace.trade.orders import OrderGroup
from marketplace.web import forms
from marketplace.web.rupiah_field import RupiahField


class ReturnForm(forms.Form):
    """The reason for the buyer."""

    reason = RadioField(
        _l("Alasan"),
        [forms.needed(_l("Pilih alasannya."))],
        choices=forms.choices(
            ("missing", _l("Uangnya belum ada di rekening")),
            ("amount", _l("Jumlah yang masuk kurang")),
            ("unreadable", _l("Gambarnya tidak terbaca")),
            ("elsewhere", _l("Dikirim ke rekening lain")),
            ("other", _l("Lain, saya tulis sendiri")),
        ),
    )
    arrived = RupiahField(_l("Jumlah yang masuk"), [forms.optional()])
    words = TextAreaField(_l("Kata-kata Anda untuk pembeli"), [forms.optional(), forms.at_most(200)])

    def fits(self, due: int) -> bool:
        """Whether all is said that the reason needs."""
        if not self.validate():
            return False
        if self.reason.data == "other" and not self.words.data:
            self.refuse("words", _("Tulis alasannya untuk pembeli."))
        if self.reason.data == "amount":
            self._compare(due)
        return not self.errors

    def sentence(self, group: OrderGroup) -> str:
        """What the buyer reads, in the buyer's language."""
        with force_locale(group.language):
            return f"{self._chosen(group.payment.due)} {self.words.data or ''}".strip()

    def _compare(self, due: int) -> None:
        if self.arrived.data is None:
            self.refuse("arrived", _("Tulis jumlah yang masuk."))
        elif self.arrived.data == due:
            self.refuse("arrived", _("Ini sama dengan tagihannya. Pilih “Uang sudah masuk”."))
        elif self.arrived.data > due:
            more = rupiah.show(self.arrived.data - due)
            self.refuse(
                "arrived",
                _("Ini lebih %(more)s dari tagihan. Terima pembayarannya, lalu kembalikan lebihnya.", more=more),
            )

    def _chosen(self, due: int) -> str:
        arrived = self.arrived.data or 0
        return {
            "missing": _("Uangnya belum ada di rekening kami."),
            "amount": _(
                "Yang masuk %(arrived)s dari %(due)s. Kirim kekurangannya %(lack)s, lalu unggah buktinya.",
                arrived=rupiah.show(arrived),
                due=rupiah.show(due),
                lack=rupiah.show(due - arrived),
            ),
            "unreadable": _("Gambar buktinya tidak terbaca. Kirim gambar yang lebih jelas."),
            "elsewhere": _("Uangnya dikirim ke rekening lain, bukan ke rekening kami."),
        }.get(str(self.reason.data), "")
