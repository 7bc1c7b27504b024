"""The worker: does promised jobs, lets time pass, cleans up."""

from __future__ import annotations

import logging
import signal
import threading
from datetime import date

import click
from flask import Flask, render_template
from flask.cli import with_appcontext
from flask_babel import force_locale
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from marketplace.catalog import indexing
from marketplace.insight import alarms, rollups
from marketplace.insight.privacy import retention
from marketplace.insight.privacy.files import FileEraser
from marketplace.kernel import audit_seals, clock, jobs, throttle
from marketplace.kernel.db import begin_write, db
from marketplace.notices import forgetting
from marketplace.notices.channels import email, whatsapp
from marketplace.notices.delivery import Delivery
from marketplace.people.business_importing import RegisterImporter
from marketplace.sourcing import expiring
from marketplace.trade import card_refunds, closing, sweeps
from marketplace.trade.closing import BOOKS_JOB
from marketplace.trade.importing import Importer
from marketplace.trade.statement_work import StatementWork

from . import card_desk, demo

log = logging.getLogger("marketplace.worker")
PAUSE_SECONDS = 1.0


@click.command("worker")
@click.option("--once", is_flag=True, help="Kerjakan yang ada, lalu berhenti.")
@with_appcontext
def command(once: bool) -> None:
    """Kerjakan pesan keluar, tenggat, dan pembersihan."""
    from flask import current_app

    run(current_app._get_current_object(), once=once)  # type: ignore[attr-defined]


def run(app: Flask, *, once: bool = False) -> None:
    """Work until told to stop; the present piece of work is always finished first."""
    stop = threading.Event()
    if threading.current_thread() is threading.main_thread() and not once:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
    last_cleaning: date | None = None
    if not once:
        card_desk.start(app, stop)
    while not stop.is_set():
        with app.app_context():
            try:
                if last_cleaning != clock.today():
                    start_the_day(app)
                    last_cleaning = clock.today()
                busy = work(app)
                if once:
                    busy = card_desk.work_off(app) or busy
            except SQLAlchemyError as problem:
                db.session.rollback()
                log.warning("database %s", type(problem).__name__)
                busy = False
        if once and not busy:
            return
        if not busy:
            stop.wait(PAUSE_SECONDS)


def work(app: Flask) -> bool:
    """One round: some jobs and every sweep. True when there was something to do."""
    session = db.session()
    busy = any([do_one_job(app, session) for _ in range(20)])
    for step in (*sweeps.steps(), expiring.expire_next, rollups.step, audit_seals.seal_due):
        busy = sweep(session, step) or busy
    return busy


def do_one_job(app: Flask, session: Session) -> bool:
    """Claim a job, do it, mark it; a failure puts it back with a pause."""
    begin_write(session)
    job = jobs.claim(session)
    session.commit()
    if job is None:
        return False
    job_id, kind = job.id, job.kind
    try:
        begin_write(session)
        job = session.get_one(jobs.Job, job_id)
        doers(app)[kind](session, job.facts)
        jobs.finish(session, job)
        session.commit()
    except Exception as problem:
        session.rollback()
        log.warning("job %s %s failed: %s", job_id, kind, type(problem).__name__)
        begin_write(session)
        jobs.fail(session, job_id, f"{type(problem).__name__}: {problem}")
        session.commit()
    return True


def sweep(session: Session, step: sweeps.Step, most: int = 50) -> bool:
    """Run one sweep until nothing is left, each thing in its own transaction."""
    for n in range(most):
        begin_write(session)
        try:
            done = step(session)
            session.commit()
        except Exception:
            session.rollback()
            log.exception("sweep %s", step.__name__)
            return False
        if not done:
            return n > 0
    return True


def start_the_day(app: Flask) -> None:
    """Before anything else of a new day: the demo follows the calendar, old rows go."""
    if app.config["DEPLOYMENT"].env == "demo":
        demo.move_forward(app)
    clean(db.session())
    weigh_words(db.session())
    plan_counting(db.session())
    raise_alarms(db.session())
    promise_check(db.session())


def promise_check(session: Session) -> None:
    """Do the books agree? Once a day, so that no page adds them all up."""
    begin_write(session)
    closing.promise_check(session, f"{BOOKS_JOB}:{clock.today().isoformat()}")
    session.commit()


def raise_alarms(session: Session) -> None:
    """Which makers need somebody to look in today."""
    begin_write(session)
    alarms.look(session)
    session.commit()


def clean(session: Session) -> None:
    """The daily cleaning."""
    begin_write(session)
    throttle.clean(session)
    retention.keep_terms(session)
    forgetting.over(session)
    session.commit()


def weigh_words(session: Session) -> None:
    """What makers wrote yesterday counts in what a misspelt word is taken for."""
    begin_write(session)
    indexing.weigh(session)
    session.commit()


def plan_counting(session: Session) -> None:
    """The figures of the boards are counted anew, piece by piece with the other work."""
    begin_write(session)
    rollups.plan(session)
    session.commit()


def doers(app: Flask) -> dict[str, jobs.Doer]:
    """Every kind of job and what does it."""
    files = app.extensions["files"]
    cards: dict[str, jobs.Doer] = {"card_refund": card_refunds.doer}
    lists = Importer(files).doers() | StatementWork(files).doers() | RegisterImporter(files).doers()
    return delivery(app).doers() | lists | cards | FileEraser(files).doers() | {BOOKS_JOB: closing.check_books}


def delivery(app: Flask) -> Delivery:
    """How messages are written and sent in this deployment."""
    deployment = app.config["DEPLOYMENT"]
    mail = email.Mail(deployment.smtp_url, deployment.mail_from, deployment.data_dir / "mail")
    return Delivery(write, {"email": mail, "whatsapp": whatsapp(deployment.whatsapp_channel)})


def write(text: str, language: str, **values: object) -> str:
    """Render a message in the reader's language."""
    with force_locale(language):
        return render_template(f"messages/{text}.txt", **values)
