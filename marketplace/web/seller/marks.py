"""A mark that changes whenever a list of orders would look different: what an open page asks with."""

from __future__ import annotations

from collections.abc import Iterable

from marketplace.kernel import ids
from marketplace.trade.agenda import Job
from marketplace.web import words


def of(jobs: Iterable[Job], *others: object) -> str:
    """The mark of these orders, as they are shown, and of whatever else is on the page."""
    seen = [(job.order.id, job.state, job.step is not None, job.order.total, _left(job)) for job in jobs]
    return ids.digest(repr((seen, others)))[:16]


def _left(job: Job) -> str:
    until = job.order.cancel_deadline or (job.order.deadline if job.state == "placed" else None)
    return words.time_left(until) if until else str(job.order.promised_on)
