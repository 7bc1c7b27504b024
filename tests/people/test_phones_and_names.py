"""Phones, e-mail addresses and names as people type them."""

from __future__ import annotations

import pytest

from marketplace.people import emails, names, phones, users


@pytest.mark.parametrize(
    "typed",
    [
        "081234567890",
        "0812-3456-7890",
        "0812 3456 7890",
        "62812 3456 7890",
        "+62 812-3456-7890",
        "81234567890",
    ],
)
def test_a_mobile_number_written_any_way_is_one_number(typed: str) -> None:
    assert phones.mobile(typed) == "+6281234567890"


@pytest.mark.parametrize("typed", ["", "0812", "0812345678901234", "+65 9123 4567", "abc", "0" * 200, "٠٨١٢٣٤٥٦٧٨٩٠"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    assert phones.normalise(typed) is None


def test_a_landline_is_a_phone_but_no_mobile() -> None:
    assert phones.normalise("(0542) 555123") == "+62542555123"
    assert phones.mobile("(0542) 555123") is None


def test_a_phone_is_shown_the_way_people_read_it() -> None:
    assert phones.show("+6281234567890") == "0812-3456-7890"
    assert phones.masked("+6281234567890") == "0812-****-7890"
    assert phones.whatsapp("+6281234567890") == "6281234567890"


def test_an_address_is_kept_in_lower_case() -> None:
    assert emails.normalise(" Budi@Contoh.Co.ID ") == "budi@contoh.co.id"


@pytest.mark.parametrize("typed", ["budi", "budi@", "budi@contoh", "a b@contoh.id", "x@y.id\r\nBcc: z@y.id", "a" * 300])
def test_what_is_no_address_is_refused(typed: str) -> None:
    assert emails.normalise(typed) is None


def test_an_identifier_is_read_by_its_shape() -> None:
    assert users.identifier("0812 3456 7890") == ("phone", "+6281234567890")
    assert users.identifier("Budi@Contoh.id") == ("email", "budi@contoh.id")
    assert users.identifier("budi") is None


def test_a_name_is_one_clean_line() -> None:
    assert names.clean("  Siti\r\nAminah\u202e \x00 ") == "Siti Aminah"
    assert names.is_name("Siti") and not names.is_name("") and not names.is_name("12")
    assert not names.is_name("a" * 101)
