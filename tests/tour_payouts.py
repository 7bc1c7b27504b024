"""Payouts for the tour: a batch, an account that waits, cash to hand over, and every form when it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM
from marketplace.money import bank_accounts
from marketplace.money.ledger import Leg, post
from marketplace.people import identity_checks
from marketplace.trade import paying_out
from tests import cast

Try = tuple[str, str, str, str, dict[str, Any] | None, int]
DESK, OWN = "/agensi/pencairan", "/jualan/uang"


def furnish(session: Session, maker: cast.Maker) -> dict[str, Any]:
    """A batch at the bank, one that came back, one stopped by a new bank account that waits for finance."""
    by, shop = cast.FINANCE, maker.producer
    identity_checks.verify(session, shop, how="met", name_seen="Siti", by=SYSTEM)
    first = account(session, shop.id, "0012345678")
    bank_accounts.approve(session, first, by=by)
    earned(session, shop.id, "test:1", 90_000)
    batch = paying_out.make(session, by=by)
    paying_out.hand_to_bank(session, batch, by=by)
    earned(session, shop.id, "test:2", 40_000)
    lost = paying_out.make(session, by=by)
    paying_out.fail(session, lost.payouts[0], "Rekening ditutup.", by=by)
    earned(session, shop.id, "test:3", 30_000)
    stopped = paying_out.make(session, by=by)
    waiting = account(session, shop.id, "0099999999")
    session.commit()
    return {
        "batch": batch.public_id,
        "lost": lost.public_id,
        "stopped": stopped.public_id,
        "payout": batch.payouts[0].public_id,
        "lost_payout": lost.payouts[0].public_id,
        "waiting_account": waiting.public_id,
        "month": clock.today().isoformat()[:7],
    }


def account(session: Session, producer_id: int, number: str) -> bank_accounts.BankAccount:
    """Entered, not approved."""
    return bank_accounts.enter(session, producer_id, holder="Siti", bank="Bank Uji", number=number, by=SYSTEM)


def earned(session: Session, producer_id: int, source: str, amount: int) -> None:
    """Something that a payout can claim."""
    legs = [Leg("clearing", 1, amount), Leg("payable", producer_id, -amount)]
    post(session, f"{source} earned", "Hasil", legs, by=cast.FINANCE)


def states(made: dict[str, Any]) -> Iterator[Try]:
    """(name, person, method, path, form, status) of other states, and of what is refused."""
    for address in ("akan-dibayar", "ditahan", "tunai", "sudah-dibayar"):
        yield f"heap {address}", "producer", "GET", f"{OWN}/{address}", None, 200
    yield "payout that came back, hers", "producer", "GET", f"{OWN}/pencairan/{made['lost_payout']}", None, 200
    yield "own account, wrong", "producer", "POST", f"{OWN}/rekening", {"bank": "BRI", "number": "1"}, 422
    yield "no account yet", "newcomer", "GET", f"{OWN}/rekening", None, 200
    yield "month without anything", "producer", "GET", f"{OWN}/laporan/2026-01", None, 200
    yield "month to come", "producer", "GET", f"{OWN}/laporan/2999-01", None, 404
    yield "batch that came back", "finance", "GET", f"{DESK}/{made['lost']}", None, 200
    yield "batch that must not go", "finance", "GET", f"{DESK}/{made['stopped']}", None, 200
    yield "all sent, wrong", "finance", "POST", f"{DESK}/{made['batch']}/terkirim", {}, 422
    yield "one sent, wrong", "finance", "POST", f"{DESK}/bayar/{made['payout']}/terkirim", {}, 422
    yield "one failed, wrong", "finance", "POST", f"{DESK}/bayar/{made['payout']}/gagal", {"reason": ""}, 422
    yield "deposit, wrong", "finance", "POST", f"{DESK}/setoran/amplang-uji", {"amount": "-5"}, 422
    refuse = f"/agensi/rekening-penjual/{made['waiting_account']}/tolak"
    yield "account refused, wrong", "finance", "POST", refuse, {}, 422
    yield "identity, wrong", "officer", "POST", "/agensi/identitas/toko-contoh", {"name_seen": "Budi"}, 422
