"""QRIS payloads: the three ways of setting the amount, the seal, the ceiling; its statement is like a bank's."""

from __future__ import annotations

from pathlib import Path

import pytest
from lokal.qris import qris_crc
from sqlalchemy.orm import Session

from marketplace.kernel import clock, settings
from marketplace.kernel.actor import SYSTEM
from marketplace.money import payments, qris, receiving
from marketplace.money.gateways.qris import Qris
from marketplace.money.receiving import ReceivingAccount
from marketplace.trade import proof_queue
from tests.trade.banking import Bank, waiting_order

STATIC = (
    "00020101021126690017ID.CO.EXAMPLE.WWW01189360000000000000010215DEMO000000000010303UMI51440014ID.CO.QRIS.WWW"
    "0215ID00000000000000303UMI5204549953033605802ID5919CONTOH AMPLANG DEMO6010BALIKPAPAN61057611862070703A016304"
    "64E3"
)
DYNAMIC = (
    "00020101021226690017ID.CO.EXAMPLE.WWW01189360000000000000010215DEMO000000000010303UMI51440014ID.CO.QRIS.WWW"
    "0215ID00000000000000303UMI52045499530336054061250005802ID5919CONTOH AMPLANG DEMO6010BALIKPAPAN6105761186224"
    "0513BPN26112400010703A0163048ECD"
)
HEADER = "Tanggal Transaksi;Nama Pelanggan;Referensi;Nominal"


def test_the_seal_is_the_known_one() -> None:
    assert qris_crc("123456789") == "29B1"
    assert qris.is_static(STATIC) and not qris.is_static(DYNAMIC) and not qris.is_static(STATIC[:-1] + "4")


def test_an_amount_and_a_reference_in_each_of_the_three_ways() -> None:
    made = {mode: qris.with_amount(STATIC, 125_000, "BPN2611240001", mode) for mode in qris.MODES}
    assert made["dinamis"] == DYNAMIC
    assert made["statis_tanpa_nominal"] == STATIC
    body = DYNAMIC[:-4].replace("010212", "010211", 1)
    assert made["statis_dengan_nominal"] == body + qris_crc(body)


def test_the_ceiling_counts_the_largest_code(session: Session) -> None:
    receiving.add(
        session,
        ReceivingAccount(kind="qris", payload=STATIC, holder="Koperasi Uji", valid_from=clock.now()),
        by=SYSTEM,
    )
    ceiling = qris.CEILING(session)
    most = ceiling - payments.CODES[-1]
    assert Qris().closed(session, most) is None and Qris().closed(session, most + 1) == "above_ceiling"
    settings.change(session, "qris.ceiling", 50_000, by=SYSTEM)
    assert Qris().closed(session, 60_000) == "above_ceiling"


@pytest.fixture
def bank(session: Session, tmp_path: Path) -> Bank:
    return Bank(session, tmp_path)


def test_a_statement_of_the_qris_account_confirms_and_the_queue_shows_the_rest(bank: Bank) -> None:
    account = receiving.add(
        bank.session,
        ReceivingAccount(kind="qris", payload=STATIC, holder="Koperasi Uji", valid_from=clock.now()),
        by=SYSTEM,
    )
    paid, shown = (waiting_order(bank.session, bank.maker, account, goods, name="Ani") for goods in (20_000, 30_000))
    by_transfer = bank.order(40_000)
    for group in (paid, shown):
        group.payment.method = "qris"
    payments.move(bank.session, shown.payment, "send_proof", "buyer")
    bank.account = account
    day = f"{clock.today():%d/%m/%Y}"
    rows = [HEADER, f"{day};ANI;A1;{paid.payment.due}", f"{day};ANI;A2;{by_transfer.payment.due}"]
    statement = bank.send("\r\n".join(rows).encode())
    assert bank.states(statement) == ["matched", "open"]
    assert (paid.payment.state, by_transfer.payment.state) == ("paid", "waiting")
    assert [group.number for group in proof_queue.waiting(bank.session)] == [shown.number]
