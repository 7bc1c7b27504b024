"""Nothing about people is kept longer than it is needed: each kind has a term, staff may change it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from marketplace.catalog.wishes import ProductWish
from marketplace.kernel import changed, clock, events, ids, jobs, settings
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.jobs import Job
from marketplace.money.payments import Payment, PaymentProof
from marketplace.notices.messages import Message
from marketplace.people.business_imports import AT_WORK, BusinessImport, BusinessImportRow
from marketplace.people.login_sessions import LoginSession
from marketplace.people.one_time import OneTimeLink
from marketplace.trade import carts
from marketplace.trade.checkout import Checkout
from marketplace.trade.threads import Thread, ThreadPost

from .erasing import FILES_JOB

MOST = 500
LOG_INS = settings.declare(
    "privacy.log_in_days", 180, "Lama catatan masuk yang sudah berakhir disimpan, hari", settings.at_least(1)
)
MESSAGES = settings.declare("privacy.message_days", 180, "Lama pesan keluar disimpan, hari", settings.at_least(30))
JOBS = settings.declare("privacy.job_days", 30, "Lama tugas yang sudah selesai disimpan, hari", settings.at_least(1))
PROOFS = settings.declare("privacy.proof_days", 365, "Lama foto bukti bayar disimpan, hari", settings.at_least(30))
THREADS = settings.declare(
    "privacy.thread_days", 730, "Lama tanya jawab yang sepi disimpan, hari", settings.at_least(30)
)
WISHES = settings.declare("privacy.wish_days", 365, "Lama permintaan barang disimpan, hari", settings.at_least(30))
CHECKOUTS = settings.declare(
    "privacy.checkout_days", 30, "Lama checkout yang tidak jadi disimpan, hari", settings.at_least(1)
)

LISTS = settings.declare(
    "privacy.list_days", 90, "Lama daftar usaha yang diunggah ke register disimpan, hari", settings.at_least(1)
)


def keep_terms(session: Session) -> dict[str, int]:
    """Let go of everything past its term; returns how much of each kind. One event tells of it."""
    gone = {name: step(session) for name, step in STEPS.items()}
    if any(gone.values()):
        events.record(session, "privacy:terms", "kept", by=SYSTEM, **{name: n for name, n in gone.items() if n})
    return gone


def _before(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def _log_ins(session: Session) -> int:
    before = _before(LOG_INS(session))
    over = or_(LoginSession.expires_at < before, LoginSession.revoked_at < before)
    return changed.rows(session, delete(LoginSession).where(over))


def _links(session: Session) -> int:
    return changed.rows(session, delete(OneTimeLink).where(OneTimeLink.expires_at < _before(LOG_INS(session))))


def _messages(session: Session) -> int:
    over = Message.created_at < _before(MESSAGES(session)), Message.state != "waiting"
    return changed.rows(session, delete(Message).where(*over))


def _jobs(session: Session) -> int:
    return changed.rows(session, delete(Job).where(Job.state == "done", Job.done_at < _before(JOBS(session))))


def _proofs(session: Session) -> int:
    """The photo goes, the row that says who compared it stays."""
    before = _before(PROOFS(session))
    query = select(PaymentProof).join(Payment, Payment.id == PaymentProof.payment_id)
    over = PaymentProof.sent_at < before, PaymentProof.file_key != "", PaymentProof.decided_at.is_not(None)
    found = list(session.scalars(query.where(*over).limit(MOST)))
    if found:
        keys = [proof.file_key for proof in found]
        jobs.promise(session, FILES_JOB, f"{FILES_JOB}:{ids.public_id()}", keys=keys, pictures=[])
    for proof in found:
        proof.file_key, proof.sender = "", ""
    session.flush()
    return len(found)


def _threads(session: Session) -> int:
    """Talk with nobody waiting and nothing said for long loses its words and its phone."""
    before = _before(THREADS(session))
    lately = select(ThreadPost.thread_id).where(ThreadPost.at >= before)
    over = Thread.created_at < before, Thread.waiting_since.is_(None), Thread.id.not_in(lately), Thread.phone != ""
    found = list(session.scalars(select(Thread.id).where(*over).limit(MOST)))
    session.execute(delete(ThreadPost).where(ThreadPost.thread_id.in_(found)))
    session.execute(update(Thread).where(Thread.id.in_(found)).values(name="Pembeli", phone=""))
    return len(found)


def _wishes(session: Session) -> int:
    return changed.rows(session, delete(ProductWish).where(ProductWish.created_at < _before(WISHES(session))))


def _checkouts(session: Session) -> int:
    """What was typed into a checkout that became no order."""
    over = Checkout.started_at < _before(CHECKOUTS(session)), Checkout.group_id.is_(None), Checkout.network != ""
    blank = dict.fromkeys(("network", "name", "phone", "email", "street", "landmark", "courier_note"), "")
    return changed.rows(session, update(Checkout).where(*over, Checkout.open_key.is_(None)).values(blank))


def _lists(session: Session) -> int:
    """The file of an old list and what its rows tell go; that it was read, and by whom, stays."""
    before = _before(LISTS(session))
    over = BusinessImport.created_at < before, BusinessImport.file_key != "", BusinessImport.state.not_in(AT_WORK)
    found = list(session.scalars(select(BusinessImport).where(*over).limit(MOST)))
    if found:
        keys = [run.file_key for run in found]
        jobs.promise(session, FILES_JOB, f"{FILES_JOB}:{ids.public_id()}", keys=keys, pictures=[])
    for run in found:
        session.execute(delete(BusinessImportRow).where(BusinessImportRow.import_id == run.id))
        run.file_key, run.digest = "", f"gone:{run.id}"
    session.flush()
    return len(found)


STEPS: dict[str, Callable[[Session], int]] = {
    "carts": carts.clean,
    "log_ins": _log_ins,
    "links": _links,
    "messages": _messages,
    "jobs": _jobs,
    "proofs": _proofs,
    "threads": _threads,
    "wishes": _wishes,
    "checkouts": _checkouts,
    "lists": _lists,
}
