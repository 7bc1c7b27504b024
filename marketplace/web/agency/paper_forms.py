"""Why a paper goes back or is withdrawn: one press a reason, or own words."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField

from marketplace.web import forms


class ReasonForm(forms.Form):
    """One reason of several; the sentence is shown to the maker as it stands, own words behind it."""

    reason = RadioField(_l("Alasan"), [forms.needed(_l("Pilih alasannya."))], choices=[])
    words = TextAreaField(_l("Kata-kata Anda untuk penjual"), [forms.optional(), forms.at_most(300)])

    def reasons(self) -> dict[str, tuple[str, str]]:
        """By name: what the button says, and what the maker reads."""
        raise NotImplementedError

    def fits(self) -> bool:
        """Whether all is said that the reason needs."""
        self.reason.choices = forms.choices(*((name, one[0]) for name, one in self.reasons().items()), ("other", ""))
        if not self.validate():
            return False
        if self.reason.data == "other" and not self.words.data:
            self.refuse("words", _("Tulis alasannya untuk penjual."))
        return not self.errors

    def sentence(self) -> str:
        """What the maker reads."""
        said = self.reasons().get(str(self.reason.data), ("", ""))[1]
        return f"{said} {self.words.data or ''}".strip()


class GiveBackForm(ReasonForm):
    """A paper that cannot be verified."""

    def reasons(self) -> dict[str, tuple[str, str]]:
        return {
            "unreadable": (_("Fotonya tidak terbaca"), _("Foto suratnya tidak terbaca. Foto lagi di tempat terang.")),
            "number": (
                _("Nomornya tidak sama dengan fotonya"), _("Nomornya tidak sama dengan yang ada di foto."),
            ),
            "owner": (_("Bukan atas nama usaha ini"), _("Surat ini bukan atas nama usaha Anda.")),
            "over": (_("Sudah tidak berlaku"), _("Surat ini sudah tidak berlaku.")),
            "goods": (_("Tidak untuk barang ini"), _("Surat ini tidak berlaku untuk produk yang dipilih.")),
        }  # fmt: skip


class WithdrawForm(ReasonForm):
    """A verified paper that must not act any longer."""

    def reasons(self) -> dict[str, tuple[str, str]]:
        return {
            "revoked": (_("Dicabut penerbitnya"), _("Surat ini sudah dicabut penerbitnya.")),
            "false": (_("Ternyata tidak asli"), _("Surat ini ternyata tidak sesuai dengan data penerbitnya.")),
            "moved": (_("Usahanya pindah atau berganti"), _("Surat ini dibuat untuk tempat atau pemilik yang lama.")),
        }


class DropForm(ReasonForm):
    """A changed product that its paper does not cover any longer."""

    def reasons(self) -> dict[str, tuple[str, str]]:
        return {
            "recipe": (_("Bahannya tidak ada di sertifikat"), _("Bahan yang baru tidak ada di sertifikatnya.")),
            "process": (_("Cara buatnya berbeda"), _("Cara membuat atau menyimpannya berbeda dari sertifikatnya.")),
            "not_halal": (_("Bahannya tidak halal"), _("Ada bahan yang tidak halal.")),
        }
