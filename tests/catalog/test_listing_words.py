"""What may be written in a listing, what its words give away, and how amounts are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from marketplace.catalog import guessing, restricted, suggesting, wording
from marketplace.kernel import clock, rupiah, settings
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.errors import Invalid

REFUSED = [
    ("Amplang Belida", "belida"),
    ("AMPLANG  PIPIH", "pipih"),
    ("amplang b e l i d a", "belida"),
    ("kerupuk belidanya enak", "belida"),
    ("Telur-Kepiting asin", "telur kepiting"),
    ("sambal kepiting   bertelur", "kepiting bertelur"),
    ("Gelang sisik penyu", "penyu"),
    ("hiasan paruh ENGGANG", "paruh enggang"),
    ("madu yang Menyembuhkan", "menyembuhkan"),
    ("bisa mengobati asam lambung", "mengobati"),
    ("jamu anti-kanker", "anti kanker"),
    ("be\u0301lida".replace("\u0301", ""), "belida"),
]
FLAGGED = [("Nampan Ulin", "ulin"), ("Teh Bajakah", "bajakah"), ("Gantungan Mandau", "mandau")]
INNOCENT = [
    "Wisata kuliner", "Amplang Kuku Macan Tenggiri", "Tanpa ikan belida", "bukan dari belida", "Batik motif enggang",
    "Gel lidah buaya", "Abon Kepiting", "", "Batik Tulis Beruang Madu",
]  # fmt: skip


@pytest.mark.one_database
@pytest.mark.parametrize(("text", "word"), REFUSED)
def test_refused_words_are_named_with_reason_and_way_out(session: Session, text: str, word: str) -> None:
    with pytest.raises(restricted.Restricted) as found:
        restricted.refuse(session, {"species": "tenggiri", "description": text})
    assert found.value.facts["word"] == word and found.value.facts["field"] == "description"
    assert found.value.facts["reason"] and found.value.facts["advice"]


@pytest.mark.one_database
@pytest.mark.parametrize(("text", "word"), FLAGGED)
def test_doubtful_words_pass_and_are_reported(session: Session, text: str, word: str) -> None:
    assert [hit.word for hit in restricted.refuse(session, {"name": text})] == [word]


@pytest.mark.one_database
@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_words_pass(session: Session, text: str) -> None:
    assert restricted.refuse(session, {"name": text}) == []


@pytest.mark.one_database
def test_a_word_at_the_end_of_a_long_text_is_found(session: Session) -> None:
    with pytest.raises(restricted.Restricted):
        restricted.refuse(session, {"description": "gurih " * 300 + "belida"})


@pytest.mark.one_database
def test_staff_change_the_list_from_a_day_on(session: Session) -> None:
    entry = {"words": ["durian montong"], "kind": "refuse", "reason": "bukan lokal", "advice": "Pakai lai."}
    tomorrow = clock.midnight(clock.today().fromordinal(clock.today().toordinal() + 1))
    settings.change(session, "catalog.restricted_words", [entry], by=SYSTEM, valid_from=tomorrow)
    assert restricted.refuse(session, {"name": "Durian Montong"}) == []
    settings.change(session, "catalog.restricted_words", [entry], by=SYSTEM)
    with pytest.raises(restricted.Restricted):
        restricted.refuse(session, {"name": "Durian Montong"})
    assert restricted.refuse(session, {"name": "Amplang Belida"}) == []


@pytest.mark.one_database
@pytest.mark.parametrize(
    "broken",
    [
        [{"words": "x"}],
        [{"words": [""], "kind": "refuse", "reason": "", "advice": ""}],
        [{"words": ["a"], "kind": "maybe", "reason": "", "advice": ""}],
        ["belida"],
    ],
)
def test_a_broken_list_is_not_taken(session: Session, broken: list[object]) -> None:
    with pytest.raises(Invalid):
        settings.change(session, "catalog.restricted_words", broken, by=SYSTEM)


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("  Amplang\t Tenggiri ", "Amplang Tenggiri"),
        ("Amplang 🔥🔥 Pedas", "Amplang Pedas"),
        ("Amplang\u202ereggnet", "Amplangreggnet"),
        ("Am\u200bplang\x00", "Amplang"),
        ("1️⃣ Sambal", "1 Sambal"),
        ("Ｓａｍｂａｌ", "Sambal"),
        ("Simpan −18 °C", "Simpan −18 °C"),
    ],
)
def test_unseen_and_picture_characters_are_taken_out(typed: str, clean: str) -> None:
    assert wording.clean(typed) == clean


@pytest.mark.parametrize("name", ["", "5", "🔥", "А́мпланг", "אמפלנג", "x" * 81])
def test_what_is_no_product_name(name: str) -> None:
    assert not wording.is_name(wording.clean(name))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Amplang Tenggiri", "KRP"), ("kripik pisang", "KRP"), ("Abon Ikan Tongkol", "OIL"), ("Ikan Asin", "OIL"),
        ("Sambel Terasi", "SMB"), ("Bakso Ikan Beku", "BKU"), ("Batik Tulis Mangrove", "KIN"), ("Madu Kelulut", "MDU"),
        ("Kue Kering Jahe", "KUE"), ("Minyak Kelapa Murni", "MNY"), ("Sesuatu", None), ("", None),
    ],
)  # fmt: skip
def test_the_name_proposes_a_kind(name: str, code: str | None) -> None:
    assert guessing.category(name) == code


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("25rb", 25_000), ("25.000", 25_000), ("25000", 25_000), ("Rp 25.000,-", 25_000), ("1,5jt", 1_500_000),
        ("25 000", 25_000), ("Rp25.000,00", 25_000), ("25.5rb", 25_500),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(typed: str, amount: int) -> None:
    assert rupiah.read(typed) == amount


@pytest.mark.parametrize(
    "typed", ["25.000,5", "-5", "−5", "25.00", "25,5", "2 5", "25-30rb", "1e9", "٢٥", "=1+1", "", "9" * 14, "25 00"]
)
def test_what_is_no_amount(typed: str) -> None:
    with pytest.raises(rupiah.NotRupiah):
        rupiah.read(typed)


COSTS = st.integers(0, 50_000_000)


@given(COSTS, COSTS, COSTS, st.integers(1, 10_000), st.integers(0, 500))
def test_a_proposal_never_loses_money_and_falls_with_the_number(
    materials: int, packaging: int, labour: int, packs: int, margin: int
) -> None:
    found = suggesting.suggest(materials, packaging, labour, packs, margin)
    total = materials + packaging + labour
    if total == 0:
        assert found is None
        return
    assert found is not None and found.cost * packs >= total and found.gain >= 0
    prices = [found.price, *(tier.price for tier in found.tiers)]
    assert all(higher > lower >= found.cost for higher, lower in zip(prices, prices[1:], strict=False))
    minima = [tier.minimum for tier in found.tiers]
    assert minima == sorted(set(minima)) and set(minima) <= {12, 24, 48}


def test_the_example_of_the_documentation() -> None:
    found = suggesting.suggest(350_000, 50_000, 100_000, 30, 30)
    assert found is not None and (found.cost, found.price) == (16_667, 22_000)
    assert [(tier.minimum, tier.price) for tier in found.tiers] == [(12, 20_100), (24, 19_200), (48, 18_400)]
