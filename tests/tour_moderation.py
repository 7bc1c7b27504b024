"""Reviews, reports, alarms and unmet demand for the tour: their addresses, and refused forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog import wishes
from marketplace.insight.alarm_rows import Alarm
from marketplace.kernel import clock
from marketplace.kernel.actor import guest
from marketplace.trade import reports, reviews
from marketplace.trade.orders import Order
from tests import cast

Try = tuple[str, str, str, str, dict[str, Any] | None, int]
NO_PAGES = {"shop.reviews.photo", "agency.reports.photo"}
VALUES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "agency.alarms.one": lambda world: {"public_id": world.made["alarm"]},
    "agency.restricted.edit": lambda world: {"place": 1},
    "seller.reviews.one": lambda world: {"public_id": world.made["review"]},
    "seller.reviews.report": lambda world: {"public_id": world.made["thread"]},
    "shop.reports.show": lambda world: {"public_id": world.made["review"]},
    "shop.reviews.form": lambda world: world.made["reviewable"],
    "shop.reviews.of_product": lambda world: {"slug": "amplang-uji"},
    "shop.reviews.of_shop": lambda world: {"slug": "amplang-uji"},
}


def furnish(session: Session, maker: cast.Maker, problem: dict[str, str], arrived: dict[str, str]) -> dict[str, Any]:
    """One line is reviewed and reported, another may be; a maker is silent."""
    told, other = (
        session.scalars(select(Order).where(Order.number == one["number"])).one() for one in (problem, arrived)
    )
    review = reviews.write(session, told, told.lines[0], 2, "Terlalu asin.", by=guest("Ani"))
    reports.report(session, review, "rude", "Kasar.", by=guest("Budi"))
    alarm = Alarm(
        kind="silent", producer_id=maker.producer.id, since=clock.now() - timedelta(days=40), causes=["no_photo"]
    )
    session.add(alarm)
    wishes.missed(session, "keripik nangka")
    session.commit()
    return {
        "review": review.public_id, "alarm": alarm.public_id, "reviewable": {**arrived, "line_id": other.lines[0].id},
    }  # fmt: skip


def states(made: dict[str, Any]) -> Iterator[Try]:
    """(name, person, method, path, form, status) of what is refused, told or chosen."""
    line, review = made["reviewable"], made["review"]
    form = f"/pesanan/{line['token']}/{line['number']}/ulasan/{line['line_id']}"
    yield "review, wrong", "guest", "POST", form, {"stars": ""}, 422
    yield "report, wrong", "guest", "POST", f"/ulasan/{review}/lapor", {}, 422
    yield "reply, wrong", "producer", "POST", f"/jualan/ulasan/{review}", {"words": ""}, 422
    yield "hide, wrong", "moderator", "POST", f"/agensi/laporan/review-{review}/sembunyikan", {}, 422
    yield "word, wrong", "moderator", "POST", "/agensi/kata-terlarang/baru", {}, 422
    yield "alarm, wrong", "officer", "POST", f"/agensi/alarm/{made['alarm']}", {"what": "done"}, 422
    yield "alarms put off", "officer", "GET", "/agensi/alarm?tunda=1", None, 200
    yield "who could make it", "officer", "GET", "/agensi/kebutuhan/pembuat?apa=amplang&banyak=5", None, 200
    yield "nobody could make it", "head", "GET", "/agensi/kebutuhan/pembuat?apa=zzzzqqqq", None, 200
