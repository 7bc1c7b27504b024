"""A channel that only remembers: for trying out what an API channel would send."""

from __future__ import annotations

import logging

from ..messages import Message

log = logging.getLogger("marketplace.notices")


class Recording:
    """Keeps the ids of what it was given; neither text nor number goes to the log."""

    alone = True

    def __init__(self) -> None:
        self.sent: list[str] = []

    def send(self, message: Message) -> None:
        """Remember one message."""
        self.sent.append(message.public_id)
        log.info("recorded message %s", message.public_id)
