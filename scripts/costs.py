"""What a page costs in this process: statements, and the processor's time of this process alone."""

from __future__ import annotations

import statistics
import time

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

ROUNDS = 40
WARM = 5
CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA")
SENT: list[str] = []
event.listen(Engine, "before_cursor_execute", lambda *asked: SENT.append(asked[2]))


def measured(app: Flask, address: str, cookie: str = "") -> tuple[int, float, int]:
    """Statements, CPU in milliseconds (median), bytes; nothing is written."""
    client, took = app.test_client(), []
    if cookie:
        name, _, value = cookie.partition("=")
        client.set_cookie(name, value)
    for n in range(WARM + ROUNDS):
        SENT.clear()
        began = time.process_time()
        answer = client.get(address)
        if n >= WARM:
            took.append((time.process_time() - began) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
    count = len([one for one in SENT if not one.lstrip().startswith(CONTROL)])
    return count, statistics.median(took), len(answer.data)
