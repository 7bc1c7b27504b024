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

from .producers import number

HOLDER = "KOPERASI CONTOH BALIKPAPAN (DATA CONTOH)"
QRIS = (
    "00020101021126690017ID.CO.EXAMPLE.WWW01189360000000000000010215DEMO000000000010303UMI51440014ID.CO.QRIS.WWW"
    "0215ID00000000000000303UMI5204549953033605802ID5919CONTOH AMPLANG DEMO6010BALIKPAPAN61057611862070703A0163"
    "0464E3"
)
ALONG_THE_COAST = {"02": 0, "06": 1, "04": 1, "03": 2, "05": 2, "01": 4}
FEES = (8_000, 12_000, 15_000, 18_000, 22_000)
NO_COURIER = {"U04", "U10", "U11", "U12", "U15", "U17", "U20", "U23", "U24"}
SHARED_POINTS = (
    ("sikt", "SIKT Teritip", "Gerbang sentra industri, Teritip", "Senin–Sabtu 08.00–16.00", "Teritip",
     ("U01", "U03", "U09", "U24")),
    ("dekranasda", "Graha Dekranasda", "Jl. Contoh Dekranasda 1, Klandasan Ulu", "Senin–Sabtu 09.00–17.00",
     "Klandasan Ulu", ("U02", "U13", "U14", "U15", "U16", "U17", "U25")),
    ("dinas", "Kantor dinas", "Jl. Contoh Pelayanan 10, Damai", "Senin–Jumat 08.00–15.00", "Damai",
     ("U05", "U07", "U08", "U18", "U21", "U26")),
    ("pasar", "Pasar Contoh Klandasan", "Los B 12, Klandasan Ilir", "Setiap hari 07.00–13.00", "Klandasan Ilir",
     ("U04", "U06", "U20", "U22")),
)  # fmt: skip
MORNING, AFTERNOON = (540, 720), (780, 1020)


def load(session: Session, makers: dict[str, Producer]) -> None:
    """Fees, time windows, pick-up points, couriers, accounts."""
    places = {place.name: place for place in session.scalars(select(Kelurahan))}
    zones = sorted({place.kecamatan_code for place in places.values()})
    _rates(session, zones)
    for key, maker in makers.items():
        _own(session, key, maker, zones)
        _windows(session, key, maker)
        if key not in NO_COURIER:
            session.add(ProducerCourier(producer_id=maker.id, courier="Kurir Kota"))
            if number(key) % 2:
                session.add(ProducerCourier(producer_id=maker.id, courier="Antar Kilat"))
    _points(session, makers, places)
    _accounts(session)
    session.flush()


def _rates(session: Session, zones: list[str]) -> None:
    for zone in zones:
        far = ALONG_THE_COAST[zone[-2:]] * 500
        for courier, per_kg, days in (("Kurir Kota", 9_000 + far, 2), ("Antar Kilat", 15_000 + far, 1)):
            session.add(
                CourierRate(
                    courier=courier,
                    kecamatan_code=zone,
                    per_kg=per_kg,
                    days=days,
                    valid_from=clock.today() - timedelta(days=120),
                    source="contoh",
                )
            )


def _own(session: Session, key: str, maker: Producer, zones: list[str]) -> None:
    home = maker.kelurahan.kecamatan_code if maker.kelurahan else ""
    for zone in zones:
        steps = abs(ALONG_THE_COAST[zone[-2:]] - ALONG_THE_COAST[home[-2:]])
        fee = FEES[0] if zone == home else FEES[max(1, steps)] + 1_000 * (number(key) % 3)
        free_from = {0: 150_000, 1: 250_000, 2: None}[number(key) % 3]
        if free_from is not None and steps > 2:
            free_from += 150_000
        session.add(OwnDelivery(producer_id=maker.id, kecamatan_code=zone, fee=fee, free_from=free_from))


def _windows(session: Session, key: str, maker: Producer) -> None:
    n = number(key)
    for kind in ("own", "pickup"):
        for weekday in range(4 + n % 3 if kind == "own" else 6):
            for starts, ends in (MORNING, AFTERNOON):
                session.add(
                    Slot(
                        producer_id=maker.id, kind=kind, weekday=weekday, starts=starts, ends=ends,
                        cutoff_minutes=(120, 240, 720)[n % 3] if kind == "own" else 120,
                        capacity=6 + n % 8 if kind == "own" else 20,
                    )
                )  # fmt: skip


def _points(session: Session, makers: dict[str, Producer], places: dict[str, Kelurahan]) -> None:
    for key, maker in makers.items():
        point = PickupPoint(
            code=f"dapur-{number(key)}", name=f"dapur {maker.name}", address=f"{maker.street}, {maker.kelurahan_name}",
            hours=f"{maker.kitchen_days} 09.00–17.00", kelurahan_code=maker.kelurahan_code,
            producer_id=maker.id,
        )  # fmt: skip
        _open(session, point, [maker])
    for code, name, address, hours, place, users in SHARED_POINTS:
        point = PickupPoint(code=code, name=name, address=address, hours=hours, kelurahan_code=places[place].code)
        _open(session, point, [makers[key] for key in users])


def _open(session: Session, point: PickupPoint, users: list[Producer]) -> None:
    session.add(point)
    session.flush()
    session.add_all(ProducerPickup(producer_id=user.id, pickup_point_id=point.id) for user in users)


def _accounts(session: Session) -> None:
    start = clock.now() - timedelta(days=120)
    session.add_all(
        [
            ReceivingAccount(
                kind="bank", bank="Bank Contoh", number="0000000001", holder=HOLDER, valid_from=start, is_demo=True
            ),
            ReceivingAccount(kind="qris", payload=QRIS, holder=HOLDER, valid_from=start, is_demo=True),
        ]
    )
