"""Signed messages to the shop, tried again until it says 2xx, like the real ones."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import random
import threading
import time
from urllib.parse import urlsplit

from .state import State, Thing
from .switches import Switches

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
API_VERSION = "2026-10-28.endive"


def sign(body: str, secret: str, at: int | None = None) -> str:
    """The `Stripe-Signature` of a body."""
    at = int(time.time()) if at is None else at
    digest = hmac.new(secret.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class Hooks:
    """Keeps every message; delivers them when there is an address."""

    def __init__(self, state: State, switches: Switches, url: str, secret: str) -> None:
        self.state, self.switches, self.url, self.secret = state, switches, url, secret
        self.wake = threading.Event()
        self.stopped = False

    def tell(self, kind: str, thing: Thing) -> Thing:
        """Write a message; a copy of the thing as it is now."""
        told: Thing = {"object": "event", "type": kind, "api_version": API_VERSION}
        told["data"] = {"object": json.loads(json.dumps(thing))}
        due = time.time() + self.switches.hook_delay
        made = self.state.add("events", "evt", {**told, "pending": bool(self.url), "tries": 0, "due": due})
        self.wake.set()
        return made

    def body(self, event: Thing) -> str:
        """What is sent of a message."""
        return json.dumps({name: value for name, value in event.items() if name not in {"pending", "tries", "due"}})

    def start(self) -> None:
        """Deliver in the background."""
        if self.url:
            threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while not self.stopped:
            self.wake.wait(0.5)
            self.wake.clear()
            for event in self._due():
                self._deliver(event)
            self.state.save()

    def _due(self) -> list[Thing]:
        if self.switches.hooks == "off":
            return []
        with self.state.lock:
            found = [
                row for row in self.state.things["events"].values() if row["pending"] and row["due"] <= time.time()
            ]
        if self.switches.hooks == "shuffled":
            random.shuffle(found)
        return found * 2 if self.switches.hooks == "twice" else found

    def _deliver(self, event: Thing) -> None:
        body = self.body(event)
        headers = {"Content-Type": "application/json", "Stripe-Signature": sign(body, self.secret)}
        place = urlsplit(self.url)
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=10)
        event["tries"] += 1
        try:
            connection.request("POST", place.path, body.encode(), headers)
            event["pending"] = not 200 <= connection.getresponse().status < 300
        except (OSError, http.client.HTTPException):
            event["pending"] = True
        finally:
            connection.close()
        event["due"] = time.time() + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(event["tries"] - 1, 6))
