"""What the twin remembers: objects by id, answers by idempotency key, messages to be delivered."""

from __future__ import annotations

import json
import secrets
import threading
import time
from pathlib import Path
from typing import Any

Thing = dict[str, Any]
KINDS = (
    "sessions", "intents", "charges", "refunds", "disputes", "transactions", "accounts", "transfers", "events", "keys",
)  # fmt: skip
KEY_SECONDS = 24 * 60 * 60


class State:
    """Everything in memory, one lock around it, and kept in a file when there is one."""

    def __init__(self, path: Path | None = None) -> None:
        self.lock = threading.RLock()
        self.path = path
        self.things: dict[str, dict[str, Thing]] = {kind: {} for kind in KINDS}
        if path is not None and path.exists():
            self.things.update(json.loads(path.read_text()))

    def add(self, kind: str, prefix: str, thing: Thing) -> Thing:
        """Give it an id and a time, and keep it."""
        made = {"id": f"{prefix}_{secrets.token_hex(12)}", "created": int(time.time()), "livemode": False, **thing}
        self.things[kind][made["id"]] = made
        return made

    def all(self, kind: str) -> list[Thing]:
        """All of a kind, newest first."""
        return list(reversed(self.things[kind].values()))

    def get(self, kind: str, name: str) -> Thing | None:
        """One by its id."""
        return self.things[kind].get(name)

    def remembered(self, key: str) -> Thing | None:
        """The first answer to this idempotency key, for a day."""
        found = self.things["keys"].get(key)
        return found if found and found["at"] > time.time() - KEY_SECONDS else None

    def save(self) -> None:
        """Write the file in one step."""
        if self.path is None:
            return
        with self.lock:
            waiting = self.path.with_suffix(".new")
            waiting.write_text(json.dumps(self.things))
            waiting.replace(self.path)
