"""Runs the card provider's errands beside the worker: each waits for the network without holding anything else."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from marketplace.kernel import faults
from marketplace.kernel.db import begin_write, db
from marketplace.money.gateways import card
from marketplace.money.gateways.provider import ProviderAway, ProviderRefused
from marketplace.trade import card_check, card_errands
from marketplace.trade.card_errands import Errand

AFTER_CLAIM = faults.declare("card.claimed", "an errand is claimed, the provider was not asked")
AFTER_ANSWER = faults.declare("card.answered", "the provider has answered, nothing is written down")
AT_ONCE = 16
PAUSE_SECONDS = 0.3
log = logging.getLogger("marketplace.worker")


def start(app: Flask, stop: threading.Event) -> None:
    """Begin, when this deployment takes cards; ends with the worker."""
    if card.provider() is not None:
        threading.Thread(target=_run, args=(app, stop), name="cards", daemon=True).start()


def work_off(app: Flask) -> bool:
    """Do all that is due, one after the other; True when there was something."""
    busy = False
    while card.provider() is not None and (errand := _claim(app)) is not None:
        do(app, errand)
        busy = True
    return busy


def _run(app: Flask, stop: threading.Event) -> None:
    free = threading.Semaphore(AT_ONCE)
    with ThreadPoolExecutor(AT_ONCE, "card") as threads:
        while not stop.is_set():
            free.acquire()
            errand = _claim(app)
            if errand is None:
                free.release()
                stop.wait(PAUSE_SECONDS)
                continue
            threads.submit(do, app, errand).add_done_callback(lambda _: free.release())


def _claim(app: Flask) -> Errand | None:
    with app.app_context():
        session = db.session()
        try:
            if not card_errands.in_flight(session):
                return None
            begin_write(session)
            errand = card_errands.claim(session, _address(app)) or card_check.claim(session)
            session.commit()
            return errand
        except SQLAlchemyError as problem:
            session.rollback()
            log.warning("cards: database %s", type(problem).__name__)
            return None


def do(app: Flask, errand: Errand) -> None:
    """Ask without a transaction, then write the answer down in one."""
    faults.at(AFTER_CLAIM)
    answer, problem = _ask(errand)
    faults.at(AFTER_ANSWER)
    with app.app_context():
        session = db.session()
        try:
            begin_write(session)
            if problem is None:
                errand.record(session, answer)
            else:
                errand.missed(session, problem)
            session.commit()
        except Exception:
            session.rollback()
            log.exception("cards: %s", type(errand).__name__)


def _ask(errand: Errand) -> tuple[object, Exception | None]:
    provider = card.provider()
    if provider is None:
        return None, ProviderAway("no keys")
    try:
        return errand.call(provider), None
    except (ProviderAway, ProviderRefused) as problem:
        log.warning("cards: %s %s", type(errand).__name__, type(problem).__name__)
        return None, problem


def _address(app: Flask) -> card_errands.Address:
    public = app.config["DEPLOYMENT"].public_url
    paths = {"back": "/bayar/kartu/{}/kembali", "order": "/pesanan/{}"}
    return lambda name, token: public + paths[name].format(token)
