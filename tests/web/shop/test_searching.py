"""The search and the filters as a visitor meets them, without JavaScript."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog import indexing, search, synonyms, wishes
from marketplace.catalog.categories import Category
from marketplace.catalog.products import ProductCertificate
from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.people.certificates import Certificate
from marketplace.trade import facet_counts, shelf
from marketplace.trade.facets import Chosen
from tests import cast

OFFICER = Actor("user", "Dinas", roles=frozenset({"officer"}))


@pytest.fixture
def shop(session: Session) -> cast.Maker:
    """Three goods of one maker and one of another; the first is certified halal."""
    maker = cast.maker(session, "Amplang Uji", "Amplang Tenggiri", price=18_000, packs=20, phone="+6281200000901")
    cast.goods(session, maker.producer, "Kerupuk Singkong", price=30_000, packs=5)
    cast.goods(session, maker.producer, "Keripik Salak", price=60_000, packs=0)
    cast.maker(session, "Kopi Uji", "Kopi Robusta", price=45_000, packs=9, phone="+6281200000902")
    session.execute(Category.__table__.update().values(product_count=0))
    category = session.scalars(select(Category).where(Category.code == "KRP")).one()
    category.product_count = 4
    paper = Certificate(
        producer_id=maker.producer.id, kind="halal", number="ID1", issuer="BPJPH", valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=3), verified_at=clock.now(), verified_by="Dinas",
    )  # fmt: skip
    session.add(paper)
    session.flush()
    session.add(ProductCertificate(product_id=maker.product.id, certificate_id=paper.id))
    session.flush()
    return maker


def page(client: FlaskClient, address: str) -> LexborHTMLParser:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return LexborHTMLParser(answer.text)


def cards(tree: LexborHTMLParser) -> list[str]:
    return [node.text().strip() for node in tree.css("#hasil .card-name")]


def test_a_misspelt_word_is_taken_for_a_known_one_and_said(client: FlaskClient, shop: cast.Maker) -> None:
    tree = page(client, "/cari?q=krupuk+singkng")
    assert cards(tree) == ["Kerupuk Singkong"]
    told = tree.css_first(".assumed")
    assert "“singkong”" in told.text() and "“singkng”" in told.text()
    exactly = page(client, told.css_first("a").attributes["href"] or "")
    assert exactly.css_first(".assumed") is None and "0 produk" in exactly.css_first("#hasil-jumlah").text()


def test_nothing_found_offers_nearest_goods_and_a_wish_and_is_counted(
    client: FlaskClient, session: Session, shop: cast.Maker
) -> None:
    tree = page(client, "/cari?q=amplang+plutonium")
    assert cards(tree)[0] == "Amplang Tenggiri"
    assert tree.css_first("#kategori") is not None
    assert tree.css_first("form[action='/minta-produk'] input[name=product]").attributes["value"] == "amplang plutonium"
    page(client, "/cari?q=Amplang++plutonium")
    client.get("/cari?q=amplang+plut", headers={"HX-Request": "true"})
    (miss,) = wishes.misses(session, wishes.monday(clock.today()))
    assert (miss.query, miss.count) == ("amplang plutonium", 2)


def test_a_wish_reaches_staff(client: FlaskClient, session: Session) -> None:
    assert client.post("/minta-produk", data={"product": " "}).status_code == 422
    wrong = client.post("/minta-produk", data={"product": "Tahu", "quantity": "50 sebulan", "phone": "12"})
    assert wrong.status_code == 422 and "50 sebulan" in wrong.text
    assert client.post("/minta-produk", data={"product": "Tahu", "quantity": "50 sebulan"}).status_code == 303
    (wish,) = wishes.open_wishes(session)
    assert (wish.product, wish.quantity, wish.phone) == ("Tahu", "50 sebulan", "")
    wishes.settle(session, wish.public_id, by=OFFICER)
    assert wishes.open_wishes(session) == []


def test_every_count_is_what_the_filter_leaves(client: FlaskClient, session: Session, shop: cast.Maker) -> None:
    for query in ("", "halal=1", "harga=0-20&harga=20-50", "siap=kini&harga=20-50"):
        tree = page(client, f"/cari?{query}")
        boxes = tree.css(".facet-value")
        assert boxes
        for box in boxes:
            name, value = (box.css_first("input").attributes[key] for key in ("name", "value"))
            if box.css_first("input").attributes.get("checked", "-") != "-":
                continue
            others = [pair for pair in query.split("&") if pair and not pair.startswith(f"{name}=")]
            alone = page(client, f"/cari?{'&'.join([*others, f'{name}={value}'])}")
            assert box.css_first(".facet-count").text() == str(len(cards(alone))), (query, name, value)


def test_chosen_filters_are_listed_and_can_be_taken_back(client: FlaskClient, shop: cast.Maker) -> None:
    tree = page(client, "/cari?q=amplang&halal=1&siap=kini")
    removals = tree.css(".chosen .pill")
    assert len(removals) == 2 and "1 produk" in tree.css_first("#hasil-jumlah").text()
    less = page(client, removals[0].attributes["href"] or "")
    assert len(less.css(".chosen .pill")) == 1
    none = page(client, "/cari?q=amplang&harga=100")
    assert cards(none) == [] and "Lihat tanpa saringan" in none.css_first("#hasil").text()


def test_an_expired_certificate_leaves_the_filter_at_once(
    client: FlaskClient, session: Session, shop: cast.Maker, later: Any
) -> None:
    assert cards(page(client, "/cari?halal=1")) == ["Amplang Tenggiri"]
    later(days=5)
    assert cards(page(client, "/cari?halal=1")) == []


def test_the_index_is_in_step_with_the_change(client: FlaskClient, session: Session, shop: cast.Maker) -> None:
    shop.product.name = "Kemplang Istimewa"
    indexing.write(session, shop.product)
    assert cards(page(client, "/cari?q=kemplng")) == ["Kemplang Istimewa"]
    shop.product.archived_at = clock.now()
    assert "Kemplang Istimewa" not in cards(page(client, "/cari?q=kemplang&persis=1"))


def test_a_new_synonym_acts_on_the_next_search(client: FlaskClient, session: Session, shop: cast.Maker) -> None:
    assert cards(page(client, "/cari?q=ceplis&persis=1&halal=1")) == []
    found = synonyms.save(session, None, "ceplis, kerupuk singkong", "", by=OFFICER)
    assert cards(page(client, "/cari?q=ceplis")) == ["Kerupuk Singkong"]
    synonyms.remove(session, found, by=OFFICER)
    assert "Kerupuk Singkong" not in cards(page(client, "/cari?q=ceplis&persis=1&harga=20-50"))


def test_pages_follow_one_another_without_gap(session: Session, shop: cast.Maker) -> None:
    choice = shelf.Choice(query="kerupuk", sort=shelf.RELEVANT, meaning=search.understand(session, "kerupuk"))
    whole = [card.name for card in shelf.listing(session, choice).cards]
    first = shelf.listing(session, choice, limit=2)
    from marketplace.kernel import paging

    rest = shelf.listing(session, choice, paging.read(first.next_cursor or ""), limit=20)
    assert [card.name for card in [*first.cards, *rest.cards]] == whole and len(whole) >= 3


def test_counts_say_when_they_are_many(session: Session, shop: cast.Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facet_counts, "EXACT", 2)
    counts = facet_counts.count(session, shelf.Choice())
    assert counts.many and counts.of("halal", "1") is None
    fewer = facet_counts.count(session, shelf.Choice(chosen=Chosen(halal=True)))
    assert (fewer.total, fewer.many, fewer.of("impor", "1")) == (1, False, 0)


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="\"'*():^-+~&|!<>%_\\\x00 aeikmnu", max_size=40),
    st.sampled_from(["a" * 10_000, "NEAR(", "kopi AND", "\x00", "‮kopi", "🌶️ pedas", "' OR 1=1 --", "%" * 500, "-1-2"]),
)


def test_no_text_breaks_the_search(client: FlaskClient, shop: cast.Maker) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        q=HOSTILE,
        more=st.dictionaries(
            st.sampled_from(["setelah", "urut", "kategori", "kirim", "minimal", "siap", "lokal", "persis"]), HOSTILE
        ),
    )
    def sane(q: str, more: dict[str, str]) -> None:
        answer = client.get("/cari", query_string={"q": q, **more})
        broken = "\x00" in q + "".join(more.values())
        assert answer.status_code == (400 if broken else 200) and "<main" in answer.text

    sane()
    many = "&".join(f"kecamatan={n}" for n in range(10_000))
    assert client.get(f"/cari?q=kopi&{many}").status_code == 200


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("asked_for", "rest", "found"),
    [
        ("halal", None, ["Amplang Tenggiri"]),
        ("amplang bersertifikat halal", "amplang", ["Amplang Tenggiri"]),
        ("Halal kopi", "kopi", []),
    ],
)
def test_halal_is_a_filter_and_not_a_word(
    client: FlaskClient, shop: cast.Maker, asked_for: str, rest: str | None, found: list[str]
) -> None:
    answer = client.get("/cari", query_string={"q": asked_for, "urut": "termurah", "setelah": "1-1"})
    assert answer.status_code == 302
    asked_then = parse_qs(urlsplit(answer.location).query)
    assert asked_then == {"halal": ["1"], "urut": ["termurah"]} | ({"q": [rest]} if rest else {})
    tree = page(client, answer.location)
    assert cards(tree) == found and tree.css_first(".chosen .pill") is not None


@pytest.mark.one_database
def test_not_halal_is_no_wish_for_halal(client: FlaskClient, shop: cast.Maker) -> None:
    assert client.get("/cari?q=tidak+halal").status_code == 200
    assert client.get("/cari?q=halal&persis=1").status_code == 200


def test_goods_with_some_of_the_words_go_on_to_the_next_page(
    client: FlaskClient, shop: cast.Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf.listing, "__defaults__", (None, 1))
    first = page(client, "/cari?q=tenggiri+kopi&urut=termurah")
    second = page(client, first.css_first("a[rel=next]").attributes["href"] or "")
    assert sorted(cards(first) + cards(second)) == ["Amplang Tenggiri", "Kopi Robusta"]
    told = "Ini yang paling mendekati"
    assert told in first.text() and told in second.text() and second.css_first("a[rel=next]") is None


def test_a_filter_of_a_loose_page_keeps_it_loose(client: FlaskClient, shop: cast.Maker) -> None:
    tree = page(client, "/cari?q=tenggiri+kopi")
    assert tree.css_first("#saring input[name=longgar]").attributes["value"] == "1"
    assert cards(page(client, "/cari?q=tenggiri+kopi&longgar=1&halal=1")) == ["Amplang Tenggiri"]
    assert cards(page(client, "/cari?q=tenggiri&longgar=1")) == ["Amplang Tenggiri"]
