"""Answers that a maker gives often: her own, and a few that everybody has (F53)."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from marketplace.kernel import changed
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotFound

from . import asking
from .threads import CannedReply

LONGEST = 300
MOST = 20
GIVEN = {
    "stok": "Stoknya ada. Silakan langsung dipesan di halaman ini.",
    "kirim": "Bisa dikirim. Ongkirnya muncul setelah alamat diisi.",
    "tahan": "Tanggal kedaluwarsa tertulis di kemasan. Simpan di tempat kering dan sejuk.",
    "tunggu": "Terima kasih sudah bertanya. Saya cek dulu, nanti saya kabari.",
}


def own(session: Session, *, by: Actor) -> list[CannedReply]:
    """The actor's own sentences, oldest first."""
    query = select(CannedReply).where(CannedReply.producer_id.in_(by.producer_ids))
    return list(session.scalars(query.order_by(CannedReply.id)))


def text_of(session: Session, name: str, *, by: Actor) -> str:
    """The sentence of a name, or nothing."""
    return GIVEN.get(name) or next((row.text for row in own(session, by=by) if row.public_id == name), "")


def add(session: Session, text: str, *, by: Actor) -> CannedReply:
    """Keep a sentence; the same one twice is kept once. Raise Invalid (sentence), NotFound without a producer."""
    text = " ".join(asking.tidy(text).split())
    if not by.producer_ids:
        raise NotFound()
    if not text or len(text) > LONGEST:
        raise Invalid(errors={"sentence": "long" if text else "empty"})
    producer_id = min(by.producer_ids)
    mine = CannedReply.producer_id == producer_id
    same = session.scalars(select(CannedReply).where(mine, CannedReply.text == text)).first()
    if same is not None:
        return same
    if (session.scalar(select(func.count()).where(mine)) or 0) >= MOST:
        raise Invalid(errors={"sentence": "full"})
    reply = CannedReply(producer_id=producer_id, text=text)
    session.add(reply)
    session.flush()
    return reply


def remove(session: Session, public_id: str, *, by: Actor) -> None:
    """Drop one of the actor's own sentences; raise NotFound for anybody else's."""
    mine = CannedReply.producer_id.in_(by.producer_ids)
    if not changed.rows(session, delete(CannedReply).where(CannedReply.public_id == public_id, mine)):
        raise NotFound(public_id=public_id)
