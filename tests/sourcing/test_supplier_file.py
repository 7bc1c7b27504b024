"""The file of a maker for an audit: what is valid today, never the pictures, never of a maker who sells nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from marketplace.catalog.products import ProductCertificate
from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.errors import NotFound
from marketplace.people import certificates
from marketplace.people.certificates import Certificate, Told
from marketplace.sourcing import supplier_file, suppliers
from marketplace.stock import lots
from tests import buying, cast


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")


def paper(session: Session, maker: cast.Maker, kind: str, *, days: int = 30, verified: bool = True) -> Certificate:
    today = clock.today()
    number = {"nib": "1234567890123", "pirt": "1234567890123-31"}.get(kind, f"{kind} {days} {verified}")
    told = Told(kind, number, "OSS", today - timedelta(days=90))
    made = certificates.submit(session, maker.producer, told, file_key="private/x.jpg", by=maker.actor)
    made.valid_to = today + timedelta(days=days)
    if verified:
        made.verified_at, made.verified_by = clock.now(), "Petugas"
    session.flush()
    return made


def test_only_what_is_verified_and_valid_today_is_in_it(session: Session, maker: cast.Maker) -> None:
    nib, last_day = paper(session, maker, "nib"), paper(session, maker, "pirt", days=0)
    paper(session, maker, "halal", days=-1)
    paper(session, maker, "halal", verified=False)
    found = supplier_file.of(session, "amplang-uji")
    assert found.papers == [nib, last_day]
    assert found.lacking == ["halal"]


def test_a_sheet_has_its_packs_papers_and_last_lots(session: Session, maker: cast.Maker) -> None:
    halal = paper(session, maker, "halal")
    session.add(ProductCertificate(product_id=maker.product.id, certificate_id=halal.id))
    today = clock.today()
    for number in range(7):
        lots.receive(
            session, maker.variant.stock_item_id, 100, code=f"B{number}", produced_on=today, best_before=None, by=SYSTEM
        )
    [sheet] = supplier_file.of(session, "amplang-uji").sheets
    assert (sheet.packs, sheet.papers) == ([maker.variant], [halal])
    assert [lot.code for lot in sheet.lots] == ["B6", "B5", "B4", "B3", "B2"]


@pytest.mark.parametrize("why", ["suspended", "nothing on sale"])
def test_there_is_no_file_of_who_does_not_sell(session: Session, maker: cast.Maker, why: str) -> None:
    if why == "suspended":
        maker.producer.suspended_at = clock.now()
    else:
        maker.product.archived_at = clock.now()
    session.flush()
    with pytest.raises(NotFound):
        supplier_file.of(session, "amplang-uji")
    assert suppliers.listing(session, buying.hotel(session).organisation, "", 1) == ([], False)


def test_makers_are_found_by_name_and_by_goods(session: Session, maker: cast.Maker) -> None:
    cast.maker(session, "Sambal Uji", "Sambal Roa", price=28_000, packs=2, phone="+6281200000902")
    paper(session, maker, "nib")
    hotel = buying.hotel(session).organisation
    rows, more = suppliers.listing(session, hotel, "", 1)
    assert [(row.producer.name, row.products, row.papers) for row in rows] == [
        ("Amplang Uji", 1, {"nib"}), ("Sambal Uji", 1, set()),
    ]  # fmt: skip
    assert not more
    assert [row.producer.name for row in suppliers.listing(session, hotel, "roa", 1)[0]] == ["Sambal Uji"]


def test_many_products_cost_no_more_statements(session: Session, maker: cast.Maker) -> None:
    counts = []
    for number in (0, 6):
        for extra in range(number):
            cast.goods(session, maker.producer, f"Barang {extra}", price=10_000, packs=3)
        session.flush()
        session.expire_all()
        counts.append(statements(session))
    assert counts[0] == counts[1]


def statements(session: Session) -> int:
    seen: list[str] = []
    bind = session.connection()

    def note(_connection, _cursor, statement, *_rest) -> None:  # type: ignore[no-untyped-def]
        seen.append(statement)

    event.listen(bind, "before_cursor_execute", note)
    assert supplier_file.of(session, "amplang-uji").sheets
    event.remove(bind, "before_cursor_execute", note)
    return len(seen)
