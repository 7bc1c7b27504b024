"""A problem from the guest's link to finance's decision, over the screens of all three."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel.events import Event
from marketplace.notices import recipients
from marketplace.trade import books, disputes
from marketplace.trade.dispute_rows import Dispute
from marketplace.trade.orders import Order, subject
from tests import cast
from tests.trade.ordering import log_in, two_makers
from tests.trade.refunding import bought
from tests.web.agency.desk import open_desk, photo


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return two_makers(session)[0]


@pytest.fixture
def order(client: FlaskClient, session: Session, maker: cast.Maker) -> Order:
    return bought(client, session, maker, until="arrived")


@pytest.fixture
def buyer(client: FlaskClient) -> FlaskClient:
    return client.application.test_client()


def place(order: Order) -> str:
    return f"/pesanan/{order.group.token}/{order.number}/masalah"


def told(order: Order, **more: Any) -> dict[str, Any]:
    first = {f"packs-{order.lines[0].id}": "2", "kind": "damaged", "want": "money", "words": "Dua bungkus pecah."}
    return {**first, "photo-1": photo(), "photo-2": photo(), **more}


def count(session: Session) -> int:
    return int(session.scalar(select(func.count()).select_from(Dispute)) or 0)


def test_told_answered_decided(client: FlaskClient, session: Session, order: Order, buyer: FlaskClient) -> None:
    assert "Ada yang tidak sesuai" in buyer.get(f"/pesanan/{order.group.token}").text
    assert buyer.post(place(order), data=told(order)).status_code == 303
    found = session.scalars(select(Dispute)).one()
    page = buyer.get(place(order)).text
    assert "menunggu penjual" in page.lower() and page.count("/masalah/foto/") == 4
    assert buyer.get(f"{place(order)}/foto/{found.photos[0].public_id}").mimetype == "image/jpeg"
    assert "Pesanan sudah saya terima" not in buyer.get(f"/pesanan/{order.group.token}").text
    log_in(client)
    assert "melaporkan masalah" in client.get("/jualan").text
    desk = f"/jualan/pesanan/{order.number}/sengketa"
    assert "Setuju, kembalikan Rp36.000" in client.get(desk).text
    assert client.post(desk, data={"words": " "}).status_code == 422
    assert client.post(desk, data={"words": "Sudah kami bungkus dua lapis.", "photo-1": photo()}).status_code == 303
    assert client.post(desk, data={"words": "Lagi."}).status_code == 303, "once is enough, and said so"
    finance = open_desk(client, session)
    here = f"/agensi/sengketa/{found.public_id}"
    both = finance.get(here).text
    assert "Dua bungkus pecah." in both and "Sudah kami bungkus dua lapis." in both and order.number in both
    for form, sentence in (
        ({"words": "Jelas."}, "Pilih putusannya."),
        ({"decision": "part"}, "Tulis alasannya"),
        ({"decision": "part", "words": "Jelas.", f"packs-{order.lines[0].id}": "9"}, "Tulis angka dari 0 sampai 5."),
        ({"decision": "part", "words": "Jelas.", f"packs-{order.lines[0].id}": "0"}, "Pilih paling sedikit satu"),
    ):
        refused = finance.post(here, data=form)
        assert refused.status_code == 422 and sentence in refused.text
    decision = {"decision": "part", "words": "Satu jelas pecah.", f"packs-{order.lines[0].id}": "1", "fee": "5.000"}
    assert finance.post(here, data=decision).status_code == 303
    assert "sudah diputuskan" in finance.post(here, data=decision, follow_redirects=True).text
    session.expire_all()
    assert (found.state, order.refunded, order.state) == ("decided", 23_000, "completed")
    page = buyer.get(f"/pesanan/{order.group.token}").text
    assert "Rp23.000 kembali kepada Anda" in page and "Tulis rekening Anda" in page
    assert "Satu jelas pecah." in buyer.get(place(order)).text and "Satu jelas pecah." in client.get(desk).text
    assert books.faults(session) == []


def test_the_maker_agrees_by_one_press(client: FlaskClient, session: Session, order: Order, buyer: FlaskClient) -> None:
    buyer.post(place(order), data=told(order, want="money_fee"))
    log_in(client)
    desk = f"/jualan/pesanan/{order.number}/sengketa"
    for _ in range(2):
        assert client.post(f"{desk}/setuju").status_code == 303
    session.expire_all()
    assert order.refunded == 46_000 and "Penjual setuju" in buyer.get(place(order)).text
    verbs = session.scalars(
        select(Event).where(Event.subject == subject(order), Event.verb.in_(("refund", "dispute_agree")))
    )
    texts = [who.text for event in verbs for who in recipients.of(session, event).people]
    assert texts == ["buyer_dispute_agree"], "one happening, one message"
    assert books.faults(session) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": ""}, "Pilih apa masalahnya."),
        ({"want": "bulan"}, "Pilih yang Anda minta."),
        ({"words": "  "}, "Ceritakan apa yang terjadi."),
        ({"words": "x" * 1001}, "Paling banyak 1.000 huruf."),
        ({"packs": "0"}, "Pilih paling sedikit satu barang."),
        ({"packs": "6"}, "Tulis angka dari 0 sampai 5."),
        ({"packs": "-1"}, "Tulis angka dari 0 sampai 5."),
        ({"photo-1": (__file__, "x.jpg")}, "bukan foto"),
    ],
)
@pytest.mark.one_database
def test_half_a_report_comes_back_with_what_was_typed(
    session: Session, order: Order, buyer: FlaskClient, typed: dict[str, Any], sentence: str
) -> None:
    if "packs" in typed:
        typed = {f"packs-{order.lines[0].id}": typed["packs"]}
    if "photo-1" in typed:
        typed = {"photo-1": (open(__file__, "rb"), "x.jpg")}  # noqa: SIM115
    answer = buyer.post(place(order), data=told(order, **typed))
    assert answer.status_code == 422 and sentence in answer.text and count(session) == 0
    assert 'value="damaged" checked' in answer.text or "kind" in typed


def test_too_late_is_told_and_withdrawn_is_over(
    session: Session, order: Order, buyer: FlaskClient, later: Callable[..., None]
) -> None:
    buyer.post(place(order), data=told(order))
    assert buyer.post(f"{place(order)}/tarik").status_code == 303
    assert buyer.post(f"{place(order)}/tarik").status_code == 303, "twice is once"
    later(hours=disputes.OPEN_HOURS(session) + 1)
    assert "Batas waktu melapor sudah lewat" in buyer.get(place(order)).text
    assert buyer.post(place(order), data=told(order)).status_code == 303 and count(session) == 1
    assert books.faults(session) == []


def test_strangers_see_nothing(client: FlaskClient, session: Session, order: Order, buyer: FlaskClient) -> None:
    buyer.post(place(order), data=told(order))
    one = session.scalars(select(Dispute)).one().photos[0].public_id
    log_in(client, "081200000902")
    for path in ("sengketa", f"sengketa/foto/{one}", "kembalikan"):
        assert client.get(f"/jualan/pesanan/{order.number}/{path}").status_code == 404
    assert client.post(f"/jualan/pesanan/{order.number}/sengketa/setuju").status_code == 404
    assert buyer.get(f"/pesanan/nicht/{order.number}/masalah/foto/{one}").status_code == 404


def test_a_maker_gives_money_back_on_her_phone(client: FlaskClient, session: Session, order: Order) -> None:
    log_in(client)
    page = f"/jualan/pesanan/{order.number}/kembalikan"
    form = {f"packs-{order.lines[0].id}": "1", "fee": "", "reason": "goodwill", "key": "b" * 32}
    assert "Kembalikan uang" in client.get(f"/jualan/pesanan/{order.number}").text
    assert client.post(page, data={**form, "reason": "dispute"}).status_code == 422
    assert "Rp18.000" in client.post(page, data=form).text
    for _ in range(3):
        assert client.post(page, data={**form, "sure": "1"}).status_code == 303
    session.expire_all()
    assert order.refunded == 18_000 and books.faults(session) == []
