"""How the invented makers deliver, and where the operator's invented accounts are."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.money.receiving import ReceivingAccount
from marketplace.people.places import Kelurahan
from marketplace.people.producers import Producer
from marketplace.trade.delivery import CourierRate, OwnDelivery, PickupPoint, ProducerCourier, ProducerPickup
from marketplace.trade.slots import Slot

HOLDER = "KOPERASI CONTOH (DATA CONTOH)"
QRIS = (
    "00020101021126690017ID.CO.EXAMPLE.WWW01189360000000000000010215DEMO000000000010303UMI51440014ID.CO.QRIS.WWW"
    "0215ID00000000000000303UMI5204549953033605802ID5919CONTOH AMPLANG DEMO6010BALIKPAPAN61057611862070703A0163"
    "0464E3"
)


def load(session: Session, makers: dict[str, Producer]) -> None:
    """Fees, time windows, pick-up points, couriers, accounts."""
    zones = sorted({row.kecamatan_code for row in session.scalars(select(Kelurahan))})
    for n, zone in enumerate(zones):
        for courier, per_kg, days in (("Kurir Kota", 9_000 + 500 * n, 1), ("Antar Kilat", 14_000 + 500 * n, 1)):
            session.add(
                CourierRate(
                    courier=courier,
                    kecamatan_code=zone,
                    per_kg=per_kg,
                    days=days,
                    valid_from=clock.today() - timedelta(days=100),
                    source="contoh",
                )
            )
    for n, maker in enumerate(makers.values()):
        _ways(session, maker, n, zones)
    now = clock.now() - timedelta(days=100)
    session.add_all(
        [
            ReceivingAccount(
                kind="bank", bank="Bank Contoh", number="0000000001", holder=HOLDER, valid_from=now, is_demo=True
            ),
            ReceivingAccount(kind="qris", payload=QRIS, holder=HOLDER, valid_from=now, is_demo=True),
        ]
    )
    session.flush()


def _ways(session: Session, maker: Producer, n: int, zones: list[str]) -> None:
    point = PickupPoint(
        code=f"dapur-{n + 1}",
        name=f"dapur {maker.name}",
        address=f"{maker.street}, {maker.kelurahan.name}",
        hours="09.00–17.00",
        kelurahan_code=maker.kelurahan_code,
    )
    session.add(point)
    session.flush()
    session.add(ProducerPickup(producer_id=maker.id, pickup_point_id=point.id))
    home = maker.kelurahan.kecamatan_code
    for zone in zones:
        fee = 8_000 if zone == home else 12_000 + 1_000 * (n % 4)
        session.add(OwnDelivery(producer_id=maker.id, kecamatan_code=zone, fee=fee, free_from=250_000))
    for weekday in range(6):
        for kind in ("own", "pickup"):
            for starts, ends in ((540, 720), (780, 1020)):
                session.add(
                    Slot(
                        producer_id=maker.id, kind=kind, weekday=weekday, starts=starts, ends=ends,
                        cutoff_minutes=120, capacity=20,
                    )
                )  # fmt: skip
    if n % 3:
        session.add(ProducerCourier(producer_id=maker.id, courier="Kurir Kota"))
