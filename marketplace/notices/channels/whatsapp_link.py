"""WhatsApp without a paid API: an address that opens the app with the text, sent by a person."""

from __future__ import annotations

from urllib.parse import quote

from ..messages import Message


class ByHand:
    """Nothing leaves by itself: the message waits in the list from which staff send it."""

    alone = False

    def send(self, message: Message) -> None:
        """Leave it waiting; `link` is what staff tap."""


def link(phone: str, text: str) -> str:
    """`https://wa.me/62812…?text=…`; `phone` in E.164."""
    return f"https://wa.me/{phone.lstrip('+')}?text={quote(text)}"


def share(text: str) -> str:
    """An address that lets the reader choose to whom the text goes."""
    return f"https://wa.me/?text={quote(text)}"
