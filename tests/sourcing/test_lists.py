"""Lists as people write them: read, matched, and never a line lost."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.kernel import sheets
from marketplace.sourcing import finding, lists, sheet, wishes, writing
from marketplace.sourcing.finding import Entry, Finder
from marketplace.sourcing.lists import NothingRead, TooManyLines, Wanted
from marketplace.sourcing.requests import PurchaseRequest
from tests import cast
from tests.buying import Hotel
from tests.counting import counted


@pytest.mark.parametrize(
    ("text", "name", "packs", "size"),
    [
        ("Amplang 250 g, 10", "Amplang 250 g", 10, None),
        ("amplang,10", "amplang", 10, None),
        ("10 x amplang ikan", "amplang ikan", 10, None),
        ("12 botol sirup terong", "sirup terong", 12, None),
        ("amplang 250 g 12", "amplang 250 g", 12, None),
        ("- Abon tuna 100gr = 3", "Abon tuna 100gr", 3, None),
        ("1. Sambal teri x 12", "Sambal teri", 12, None),
        ("kerupuk ikan\t5\tpak", "kerupuk ikan", 5, None),
        ("keripik pisang, 1.000", "keripik pisang", 1000, None),
        ("roti, tawar, 5", "roti, tawar", 5, None),
        ("Gula aren, 10 kg", "Gula aren", None, (10_000, "g")),
        ("Kecap manis, 1,5 l", "Kecap manis", None, (1_500, "ml")),
        ("amplang 250 g", "amplang 250 g", None, None),
        ("keripik, 2,5", "keripik", None, None),
        ("keripik, -3", "keripik", None, None),
        ("keripik, 0", "keripik", None, None),
        ("keripik, 99999999999", "keripik", None, None),
    ],
)
def test_a_line(text: str, name: str, packs: int | None, size: tuple[int, str] | None) -> None:
    assert lists.line(text) == Wanted(text.replace("  ", " "), name, packs, size)


def test_no_line_of_a_text_is_lost() -> None:
    text = "amplang, 10\n\n  \n???\nmadu hutan\n=1+1, 4\n"
    assert [one.text for one in lists.pasted(text, 10)] == ["amplang, 10", "???", "madu hutan", "=1+1, 4"]


def test_too_many_lines_and_none_at_all() -> None:
    with pytest.raises(TooManyLines) as refused:
        lists.pasted("amplang, 1\n" * 11, 10)
    assert refused.value.facts == {"lines": 11, "most": 10}
    with pytest.raises(NothingRead):
        lists.pasted(" \n\t\n", 10)


@pytest.mark.parametrize(
    "rows",
    [
        [["Daftar belanja"], ["No", "Barang", "Jml", "Satuan"], [1, "Amplang", 10, "pak"], [2, "Gula aren", 5, "kg"]],
        [["Qty", "Item"], [10, "Amplang"], ["5 kg", "Gula aren"]],
        [[1, "Amplang", 10], [2, "Gula aren", "5 kg"]],
        [["Amplang, 10"], ["Gula aren, 5 kg"]],
    ],
)  # fmt: skip
def test_a_spreadsheet(rows: list[list[object]]) -> None:
    data = sheets.xlsx([("Daftar", [str(cell) for cell in rows[0]], rows[1:])])
    found = lists.uploaded(data, 50)
    read = [(one.name, one.packs, one.size) for one in found if one.name != "Daftar belanja"]
    assert read == [("Amplang", 10, None), ("Gula aren", None, (5000, "g"))]


def catalogue() -> Finder:
    goods = [
        (1, "Kerupuk Ikan Tenggiri", "Dapur Sari", [("100 g", 100), ("250 g", 250)]),
        (2, "Amplang Tenggiri Balikpapan", "Amplang Bu Ida", [("100 g", 100)]),
        (3, "Sambal Teri Pedas", "Sambal Nyonya", [("Toples 200 g", 200)]),
        (4, "Keripik Pisang Manis", "Dapur Sari", [("150 g", 150)]),
        (5, "Keripik Pisang Manis", "Camilan Ratna", [("150 g", 150)]),
        (6, "Abon Ikan Tuna", "Abon Laut", [("100 g", 100)]),
    ]
    entries = [
        Entry(product * 10 + n, product, name, maker, label, content, "g", n == 0)
        for product, name, maker, packs in goods
        for n, (label, content) in enumerate(packs)
    ]
    return Finder(entries, {50: 3})


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        ("amplang", 20),
        ("amplan tengiri", 20),
        ("KRUPUK ikan tenggiri", 10),
        ("krupuk ikan 250gr", 11),
        ("sambel teri", 30),
        ("teri sambal pedes", 30),
        ("keripik pisang manis", 50),
        ("keripik pisang dapur sari", 40),
        ("abon tuna", 60),
    ],
)
def test_what_is_meant_is_found(text: str, variant: int) -> None:
    best = catalogue().find(text).best
    assert best is not None and best.variant_id == variant


@pytest.mark.parametrize("text", ["mie instan", "beras 5 kg", "???", "", "a"])
def test_what_nobody_sells_is_not_guessed(text: str) -> None:
    assert catalogue().find(text).best is None


def test_doubt_is_shown_with_suggestions() -> None:
    answer = catalogue().find("kerupuk ikan 500 g")
    assert answer.best is None and answer.found[0].entry.product_id == 1
    assert Finder([one for packs in catalogue().products.values() for one in packs]).find("keripik pisang").best is None


def test_a_list_becomes_lines_and_wishes(
    session: Session, hotel: Hotel, draft: PurchaseRequest, amplang: cast.Maker
) -> None:
    cast.goods(session, amplang.producer, "Sambal Teri", price=20_000, packs=50)[1].minimum = 6
    session.flush()
    wanted = lists.pasted(
        "amplang, 5\namplang tengiri, 7\nsambal teri, 2\nkecap asin, 4\namplang, 1 kg\nsambal teri", 50
    )
    taken = writing.take(session, draft, wanted, by=hotel.actor("requester"))
    assert [(line.variant_id, line.quantity) for line in taken.lines] == [(amplang.variant.id, 12)]
    assert [one.text for one in taken.wishes] == ["sambal teri, 2", "kecap asin, 4", "amplang, 1 kg", "sambal teri"]
    offers = writing.suggest(session, draft, wishes.of(session, draft))
    assert [[(one.pack.name, one.quantity) for one in proposals[:1]] for proposals in offers] == [
        [("Sambal Teri", 6)], [], [("Amplang Tenggiri", 10)], [("Sambal Teri", 6)],
    ]  # fmt: skip


def test_a_wish_is_settled_or_dropped(
    session: Session, hotel: Hotel, draft: PurchaseRequest, amplang: cast.Maker
) -> None:
    by = hotel.actor("requester")
    first, second = writing.keep(session, draft, lists.pasted("keripik, 4\nkue, 5", 9), by=by)
    wishes.settle(session, draft, first, amplang.variant.id, 4, by=by)
    wishes.drop(session, draft, second, by=by)
    assert wishes.of(session, draft) == []
    assert [(line.line.quantity, line.pack.name) for line in sheet.of(session, draft).lines] == [
        (4, "Amplang Tenggiri")
    ]


def test_a_long_list_costs_no_more_statements(
    session: Session, hotel: Hotel, draft: PurchaseRequest, amplang: cast.Maker
) -> None:
    for n in "satu dua tiga empat lima enam tujuh delapan sembilan".split():
        cast.goods(session, amplang.producer, f"Kue {n}", price=9_000, packs=9)
    by = hotel.actor("requester")
    costs = []
    for text in (
        "kue satu, 1\nnasi, 2",
        "\n".join(f"kue {n}, 1\nnasi {n}, 2" for n in "dua tiga empat lima enam".split()),
    ):
        session.expire_all()
        with counted() as seen:
            writing.take(session, draft, lists.pasted(text, 50), by=by)
        costs.append(len([one for one in seen if not one.startswith("INSERT INTO request_")]))
    assert costs[1] <= costs[0] + 1


def test_measures() -> None:
    assert finding.measure("gula 1,5 kg aren")[0] == (1500, "g")
    assert finding.measure("sirup 350ml")[0] == (350, "ml")
    assert finding.measure("kue lapis")[0] is None
