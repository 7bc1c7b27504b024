"""One line of log for each request: an id, no query text, no personal data."""

from __future__ import annotations

import logging
import re
import time
from typing import Any

from flask import Flask, g, request
from lokal import mask_pii
from werkzeug.wrappers import Response

from config import Deployment
from marketplace.kernel import ids

TOKENS = re.compile(r"(/(?:pesanan|tautan|klaim|tanya|kabar|t)/)[^/\s?]+")
LONG_NUMBERS = re.compile(r"\d{9,}")
log = logging.getLogger("marketplace.web")


def masked(text: str) -> str:
    """The text without phone, NIK, card and other personal numbers, and without secret links."""
    return LONG_NUMBERS.sub("…", str(mask_pii(TOKENS.sub(r"\1…", text)).text))


class NoPersonalData(logging.Filter):
    """Masks every message."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masked(record.getMessage()), None
        return True


class Formatter(logging.Formatter):
    """Masks what a defect says of itself, too."""

    def formatException(self, ei: Any) -> str:
        return masked(super().formatException(ei))


def register(app: Flask) -> None:
    """Set up logging once and write a line after each request."""
    _set_up(app.config["DEPLOYMENT"])
    app.before_request(start)
    app.after_request(finish)


def _set_up(deployment: Deployment) -> None:
    root = logging.getLogger("marketplace")
    if root.handlers:
        return
    handler = logging.FileHandler(deployment.log_file) if deployment.log_file else logging.StreamHandler()
    handler.setFormatter(Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.addFilter(NoPersonalData())
    root.addHandler(handler)
    root.setLevel(deployment.log_level)
    root.propagate = deployment.is_test


def start() -> None:
    """Give the request an id and a start."""
    g.request_id = ids.code(10)
    g.started = time.perf_counter()


def finish(response: Response) -> Response:
    """Log method, path without query, status and milliseconds."""
    response.headers["X-Request-Id"] = g.get("request_id", "-")
    if request.endpoint not in {"static", "health.live"}:
        took = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
        level = logging.ERROR if response.status_code >= 500 else logging.INFO
        log.log(
            level,
            "%s %s %s %d %.0fms",
            g.get("request_id"),
            request.method,
            request.path,
            response.status_code,
            took,
        )
    return response


def security_event(name: str, result: str, who: int | None = None) -> None:
    """One line for log-ins, resets and refusals: name, result, user id."""
    log.info("auth %s %s user=%s request=%s", name, result, who, g.get("request_id"))
