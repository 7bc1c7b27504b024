"""The base of all forms, and fields that read what people really type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, SelectField, StringField, ValidationError
from wtforms.fields.choices import Choice, SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import TextInput

from marketplace.people import emails, names, phones, users


class Words:
    """The sentences of WTForms itself, in the reader's language."""

    def gettext(self, text: str) -> str:
        """The sentence for one of WTForms' own messages."""
        known = {
            "This field is required.": _("Bagian ini perlu diisi."),
            "Not a valid choice.": _("Pilih salah satu dari daftar."),
            "Not a valid choice": _("Pilih salah satu dari daftar."),
            "Invalid Choice: could not coerce.": _("Pilih salah satu dari daftar."),
            "Not a valid integer value.": _("Tulis angka bulat, misalnya 12."),
            "Not a valid decimal value.": _("Tulis angka, misalnya 2,5."),
            "Not a valid date value.": _("Tulis tanggal, misalnya 24-11-2026."),
            "Not a valid time value.": _("Tulis jam, misalnya 13.45."),
            "The CSRF token is missing.": _("Formulir ini sudah kedaluwarsa. Kirim sekali lagi."),
            "Field cannot be longer than %(max)d characters.": _("Paling banyak %(max)d huruf."),
            "Field cannot be longer than %(max)d character.": _("Paling banyak %(max)d huruf."),
            "Field must be at least %(min)d characters long.": _("Paling sedikit %(min)d huruf."),
            "Field must be at least %(min)d character long.": _("Paling sedikit %(min)d huruf."),
            "Number must be between %(min)s and %(max)s.": _("Tulis angka antara %(min)s dan %(max)s."),
            "Number must be at least %(min)s.": _("Tulis angka paling kecil %(min)s."),
            "Number must be at most %(max)s.": _("Tulis angka paling besar %(max)s."),
        }
        return known.get(text, text)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Indonesian has one form for one and many."""
        return self.gettext(one if count == 1 else many)


class Form(FlaskForm):  # type: ignore[misc]
    """A form whose texts come without outer blanks, and whose words are the reader's."""

    form_errors: list[str]

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """How fields are bound and which words WTForms uses."""

        def bind_field(self, form: Any, unbound: Any, options: dict[str, Any]) -> Any:
            if issubclass(unbound.field_class, StringField) and not issubclass(unbound.field_class, PasswordField):
                options["filters"] = (_stripped, *options.get("filters", ()))
            return unbound.bind(form=form, **options)

        def get_translations(self, form: Any) -> Words:
            return Words()

    def refuse(self, field: str, sentence: str) -> None:
        """Put a sentence under one field after validation, as if the field had found it."""
        self[field].errors = [*self[field].errors, sentence]

    def refuse_all(self, sentence: str) -> None:
        """Put a sentence over the whole form."""
        self.form_errors = [*self.form_errors, sentence]


class ReadField(StringField):  # type: ignore[misc]
    """A text that is read into a value; `typed` stays as it was, so that the form can show it again."""

    widget = TextInput()
    data: Any
    typed = ""

    def read(self, text: str) -> Any:
        """The value of a text; raise ValidationError with the sentence to show."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        """The text that stands for a value."""
        return str(value)

    def process_data(self, value: Any) -> None:
        super().process_data(value)
        self.typed = "" if value is None else self.show(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if not self.typed:
            return
        try:
            self.data = self.read(self.typed)
        except ValidationError as mistake:
            raise ValueError(str(mistake)) from None

    def _value(self) -> str:
        return self.typed


class PhoneField(ReadField):
    """Any Indonesian phone number, kept as +62…."""

    def read(self, text: str) -> str:
        phone = phones.normalise(text)
        if phone is None:
            raise ValidationError(_("Tulis nomor HP yang lengkap, misalnya 0812-3456-7890."))
        return phone

    def show(self, value: str) -> str:
        return phones.show(value)


class MobileField(PhoneField):
    """A mobile number, since WhatsApp and log-in need one."""

    def read(self, text: str) -> str:
        phone = phones.mobile(text)
        if phone is None:
            raise ValidationError(_("Tulis nomor HP yang lengkap, misalnya 0812-3456-7890."))
        return phone


class EmailField(ReadField):
    """An e-mail address in lower case."""

    def read(self, text: str) -> str:
        email = emails.normalise(text)
        if email is None:
            raise ValidationError(_("Tulis alamat e-mail yang lengkap, misalnya nama@contoh.id."))
        return email


class IdentifierField(ReadField):
    """A mobile number or an e-mail address, whichever the person has."""

    def read(self, text: str) -> users.Identifier:
        who = users.identifier(text)
        if who is None:
            raise ValidationError(_("Tulis nomor HP atau alamat e-mail yang lengkap."))
        return who

    def show(self, value: users.Identifier) -> str:
        return phones.show(value.value) if value.kind == "phone" else value.value


class NameField(ReadField):
    """A person's name in one field."""

    def read(self, text: str) -> str:
        name = names.clean(text)
        if not names.is_name(name):
            raise ValidationError(_("Tulis nama, paling panjang 100 huruf."))
        return name


class ChoiceField(SelectField):  # type: ignore[misc]
    """A list to choose from; `empty` is the first line while nothing is chosen."""

    def __init__(self, label: Any = None, validators: Sequence[Any] = (), *, empty: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.empty = empty

    def iter_choices(self) -> list[Choice]:
        lines: list[Choice] = super().iter_choices()
        if self.empty is not None:
            lines.insert(0, Choice("", self.empty, selected=self.data in (None, ""), render_kw={}))
        return lines


def choices(*pairs: tuple[Any, Any]) -> list[SelectChoice]:
    """The lines of a list or of radio buttons, from pairs of value and label."""
    return [SelectChoice(value, label) for value, label in pairs]


def needed(sentence: Any = None) -> Filled:
    """The field must be filled; `sentence` says what to write."""
    return Filled(sentence)


def at_most(letters: int) -> Length:
    """The text has a longest length."""
    return Length(max=letters)


def optional() -> Optional:
    """The field may stay empty."""
    return Optional()


class Filled(InputRequired):  # type: ignore[misc]
    """Something other than blanks was typed."""

    def __call__(self, form: Any, field: Field) -> None:
        typed = field.raw_data and field.raw_data[0]
        if isinstance(typed, str) and not typed.strip():
            field.raw_data = []
        super().__call__(form, field)


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value
