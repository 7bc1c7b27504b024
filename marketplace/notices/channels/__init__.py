"""Ways by which a message leaves the house; a new one is a class with `send` and a name in `whatsapp`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ..messages import Message
from . import recording, whatsapp_link


class Channel(Protocol):
    """One way out. `alone` tells whether it sends by itself, or a person has to tap for each message."""

    alone: bool

    def send(self, message: Message) -> None:
        """Hand the message over, or raise; the same message sent twice keeps its `public_id`."""


WHATSAPP: dict[str, Callable[[], Channel]] = {"link": whatsapp_link.ByHand, "recording": recording.Recording}


def whatsapp(name: str) -> Channel:
    """The way for WhatsApp that the deployment chose by WHATSAPP_CHANNEL."""
    return WHATSAPP[name]()
