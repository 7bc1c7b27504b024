"""The forms of the six questions about a new product."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)

from marketplace.catalog import wording
from marketplace.kernel import clock
from marketplace.web import forms
from marketplace.web.rupiah_field import RupiahField

from . import fields

ALLERGENS = ("serealia gluten", "telur", "ikan", "krustase", "moluska", "kacang tanah", "kedelai", "susu",
             "kacang pohon", "sulfit")  # fmt: skip
SAME_ALLERGEN = {"gluten": "serealia gluten"}
OLDEST_DAYS = 730


def allergen_words() -> list[tuple[str, str]]:
    """The allergens to tick, in the words of a kitchen."""
    said = (
        _("Gandum, terigu (gluten)"), _("Telur"), _("Ikan"), _("Udang, kepiting"), _("Cumi, kerang"),
        _("Kacang tanah"), _("Kedelai"), _("Susu"), _("Mete, almon"), _("Pengawet sulfit"),
    )  # fmt: skip
    return list(zip(ALLERGENS, said, strict=True))


def one_line(value: Any) -> Any:
    """A filter for short texts."""
    return wording.clean(value) if isinstance(value, str) else value


def some_lines(value: Any) -> Any:
    """A filter for longer texts."""
    return wording.clean_lines(value) if isinstance(value, str) else value


class PhotoForm(forms.Form):
    """A picture from the camera or from the gallery."""

    photo = FileField(_l("Foto dari kamera"))
    gallery = FileField(_l("Foto dari galeri"))
    draft = HiddenField()

    @property
    def chosen(self) -> Any:
        """The file that was sent, nothing when none was."""
        files = (self.photo.data, self.gallery.data)
        return next((file for file in files if isinstance(file, FileStorage) and file.filename), None)


class CalledForm(forms.Form):
    """What a product is called."""

    name = StringField(_l("Nama produk"), [forms.needed(_l("Tulis nama produk."))], filters=[one_line])

    def validate_name(self, field: Any) -> None:
        """Letters that everybody can read."""
        if len(field.data) > wording.LONGEST_NAME:
            raise ValidationError(_("Paling banyak %(max)d huruf.", max=wording.LONGEST_NAME))
        if not wording.is_name(field.data):
            raise ValidationError(_("Tulis nama dengan huruf biasa, misalnya Amplang Tenggiri."))


class NameForm(CalledForm):
    """What it is called and what kind of thing it is."""

    category = RadioField(_l("Jenis"), validate_choice=False)


class PackForm(forms.Form):
    """How much one pack holds."""

    content = fields.AmountField(_l("Isi satu kemasan"), [forms.needed(_l("Tulis isi satu kemasan."))])
    unit = forms.ChoiceField(
        _l("Satuan"),
        choices=forms.choices(("g", _l("gram")), ("kg", "kg"), ("ml", "ml"), ("l", _l("liter")), ("buah", _l("buah"))),
    )

    def read(self) -> tuple[int, str] | None:
        """Content in base units, nothing with the sentence under the field."""
        try:
            return fields.base_content(self.content.data, self.unit.data)
        except ValidationError as mistake:
            self.refuse("content", str(mistake))
            return None


class PriceForm(forms.Form):
    """What one pack costs."""

    price = fields.PriceField(_l("Harga satu kemasan"), [forms.needed(_l("Tulis harga satu kemasan."))])


class CostForm(forms.Form):
    """What one batch costs its maker."""

    materials = RupiahField(_l("Belanja bahan"), [forms.needed(_l("Tulis belanja bahan sekali masak."))])
    packaging = RupiahField(_l("Belanja kemasan"), [forms.optional()])
    labour = RupiahField(_l("Upah tenaga"), [forms.optional()])
    made = fields.CountField(_l("Jadi berapa kemasan"), [forms.needed(_l("Tulis jadi berapa kemasan."))], most=100_000)
    margin = fields.CountField(_l("Ingin untung berapa persen"), [forms.optional()], least=0, most=500)


class StockForm(forms.Form):
    """Ready now, or made when it is ordered."""

    kind = RadioField(
        _l("Stok"), choices=forms.choices(("ready", _l("Sudah jadi")), ("order", _l("Dibuat kalau dipesan")))
    )
    packs = fields.CountField(_l("Ada berapa kemasan"), [forms.optional()])
    made_on = DateField(_l("Dibuat hari apa"), [forms.optional()])
    lead_days = fields.CountField(_l("Berapa hari sampai jadi"), [forms.optional()], most=90)
    weekly_packs = fields.CountField(_l("Paling banyak berapa kemasan seminggu"), [forms.optional()])

    def complete(self) -> bool:
        """The chosen half must be filled; the other half does not matter."""
        asked = {
            "ready": {"packs": _("Tulis ada berapa kemasan sekarang."), "made_on": _("Pilih hari dibuatnya.")},
            "order": {
                "lead_days": _("Tulis berapa hari sampai jadi."),
                "weekly_packs": _("Tulis sanggup berapa kemasan seminggu."),
            },
        }[self.kind.data]
        for name, sentence in asked.items():
            if self[name].data is None and not self[name].errors:
                self.refuse(name, sentence)
        return not any(self[name].errors for name in asked) and self._possible_day()

    def _possible_day(self) -> bool:
        made: date | None = self.made_on.data if self.kind.data == "ready" else None
        if made is None or 0 <= (clock.today() - made).days <= OLDEST_DAYS:
            return True
        late = made > clock.today()
        self.refuse("made_on", _("Hari itu belum tiba. Pilih hari ini atau sebelumnya.") if late else
                    _("Tanggal itu terlalu lama. Periksa tahunnya."))  # fmt: skip
        return False


CLAIMS = ("certified", "in_process", "none", "not_required", "not_halal")


class LabelForm(forms.Form):
    """What stands on the label; nothing is required here, publishing asks for what it needs."""

    species = StringField(_l("Ikan atau hasil laut apa"), [forms.at_most(80)], filters=[one_line])
    ingredients = TextAreaField(_l("Bahan-bahannya"), [forms.at_most(1000)], filters=[some_lines])
    allergens = SelectMultipleField(_l("Mengandung"), validate_choice=False)
    no_allergens = BooleanField(_l("Tidak ada semuanya"))
    shelf_life_days = fields.CountField(_l("Tahan berapa hari"), [forms.optional()], most=3650)
    storage = TextAreaField(_l("Cara simpan"), [forms.at_most(200)], filters=[one_line])
    halal_claim = RadioField(
        _l("Keadaan halal"),
        choices=forms.choices(
            ("certified", _l("Sudah bersertifikat")),
            ("in_process", _l("Sedang diurus")),
            ("none", _l("Belum")),
            ("not_required", _l("Tidak wajib: bahan segar nabati")),
            ("not_halal", _l("Tidak halal: ada bahan yang tidak halal")),
        ),
        validate_choice=False,
    )
    raw_material = StringField(_l("Bahan bakunya dari mana"), [forms.at_most(160)], filters=[one_line])
    local_percent = fields.CountField(_l("Berapa persen dari Balikpapan"), [forms.optional()], least=0, most=100)
    fish_percent = fields.CountField(_l("Berapa persen ikannya"), [forms.optional()], least=0, most=100)
    size = StringField(_l("Ukuran"), [forms.at_most(80)], filters=[one_line])
    material = StringField(_l("Terbuat dari"), [forms.at_most(120)], filters=[one_line])
    description = TextAreaField(_l("Cerita singkat"), [forms.at_most(1000)], filters=[some_lines])
    kelurahan = StringField(_l("Kelurahan dapur"), filters=[one_line])
    checked = BooleanField(_l("Sudah saya periksa: bahan dan alergennya benar"))

    def validate_no_allergens(self, field: Any) -> None:
        """Both some and none cannot be true."""
        if field.data and self.allergens.data:
            raise ValidationError(_("Pilih alergennya, atau centang “Tidak ada semuanya”. Jangan keduanya."))

    def read(self) -> dict[str, Any]:
        """The answers as they are kept with the draft."""
        plain = ("species", "ingredients", "storage", "raw_material", "description", "kelurahan")
        ticked = [name for name in ALLERGENS if name in (self.allergens.data or [])]
        facts = {name: self[name].data for name in ("fish_percent", "size", "material") if self[name].data is not None}
        return {
            **{name: self[name].data or "" for name in plain},
            "allergens": ticked,
            "no_allergens": bool(self.no_allergens.data),
            "shelf_life_days": self.shelf_life_days.data,
            "local_percent": self.local_percent.data,
            "halal_claim": self.halal_claim.data if self.halal_claim.data in CLAIMS else "",
            "checked": bool(self.checked.data),
            "facts": {name: value for name, value in facts.items() if value != ""},
        }
