"""After a change of the deployment's secret: everything sealed is sealed anew with the new one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import crypto
from marketplace.money.bank_accounts import BankAccount
from marketplace.people.certificates import Certificate
from marketplace.people.producers import Producer

from .refund_accounts import RefundAccount

Sealed = BankAccount | RefundAccount | Certificate | Producer
ROWS: dict[type[Sealed], tuple[str, ...]] = {
    BankAccount: ("holder_sealed", "number_sealed"),
    RefundAccount: ("holder_sealed", "number_sealed"),
    Certificate: ("number_sealed",),
    Producer: ("npwp_sealed",),
}
BATCH = 500


@dataclass(frozen=True)
class Outcome:
    """How many rows were sealed anew, and how many none of the known secrets opens."""

    renewed: int
    lost: int


def reseal(session: Session) -> Outcome:
    """Seal every stored account and tax number with the newest secret; run twice it only does so again.

    What cannot be opened stays as it is: its owner is asked for it on the page.
    """
    renewed = lost = 0
    for kind, columns in ROWS.items():
        last = 0
        while rows := _next(session, kind, last):
            for row in rows:
                if _renew(row, columns):
                    renewed += 1
                else:
                    lost += 1
            last = rows[-1].id
            session.flush()
    return Outcome(renewed, lost)


def _next(session: Session, kind: type[Sealed], last: int) -> list[Sealed]:
    sealed = getattr(kind, ROWS[kind][0])
    query = select(kind).where(kind.id > last, sealed.is_not(None)).order_by(kind.id).limit(BATCH)
    query = query.with_for_update(of=kind)
    return list(session.scalars(query))  # type: ignore[arg-type]


def _renew(row: Sealed, columns: tuple[str, ...]) -> bool:
    try:
        fresh = {name: crypto.renewed(getattr(row, name)) for name in columns}
    except crypto.CannotOpen:
        return False
    for name, text in fresh.items():
        setattr(row, name, text)
    return True
