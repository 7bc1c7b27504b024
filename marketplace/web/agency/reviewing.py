"""Why something goes back to its maker: reasons to choose from, and own words."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField

from marketplace.web import forms


class GiveBackForm(forms.Form):
    """What the maker should put right; the sentence is shown to her as it stands."""

    reason = RadioField(
        _l("Alasan"),
        [forms.needed(_l("Pilih alasannya."))],
        choices=forms.choices(
            ("picture", _l("Fotonya belum jelas")),
            ("words", _l("Tulisannya perlu diperbaiki")),
            ("facts", _l("Bahan atau label belum lengkap")),
            ("allowed", _l("Tidak boleh dijual di sini")),
            ("other", _l("Lain, saya tulis sendiri")),
        ),
    )
    words = TextAreaField(_l("Kata-kata Anda untuk penjual"), [forms.optional(), forms.at_most(300)])

    def fits(self) -> bool:
        """Whether all is said that the reason needs."""
        if not self.validate():
            return False
        if self.reason.data == "other" and not self.words.data:
            self.refuse("words", _("Tulis alasannya untuk penjual."))
        return not self.errors

    def sentence(self) -> str:
        """What the maker reads."""
        said = {
            "picture": _("Fotonya belum jelas. Ambil lagi di tempat terang, kemasan tampak penuh."),
            "words": _("Tulisannya perlu diperbaiki."),
            "facts": _("Bahan atau label belum lengkap."),
            "allowed": _("Barang ini tidak boleh dijual di sini."),
        }.get(str(self.reason.data), "")
        return f"{said} {self.words.data or ''}".strip()
