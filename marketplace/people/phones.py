"""Indonesian phone numbers, written any common way, kept as +62…"""

from __future__ import annotations

from lokal import parse_phone

LONGEST_INPUT = 40


def normalise(text: str) -> str | None:
    """`0812-3456-7890`, `62 812…`, `+62812…` → `+6281234567890`; nothing when it is no number."""
    if len(text) > LONGEST_INPUT:
        return None
    return parse_phone(text).e164


def mobile(text: str) -> str | None:
    """The same, for mobile numbers only: log-in and WhatsApp need one."""
    if len(text) > LONGEST_INPUT:
        return None
    info = parse_phone(text)
    return info.e164 if info.type == "mobile" else None


def show(phone: str) -> str:
    """`+6281234567890` → `0812-3456-7890`."""
    return parse_phone(phone).national or phone


def whatsapp(phone: str) -> str | None:
    """The digits a wa.me link needs, or nothing for a landline."""
    return parse_phone(phone).whatsapp


def masked(phone: str) -> str:
    """`0812-****-7890`, enough to recognise one's own number."""
    national = show(phone)
    return national[:5] + "****" + national[-5:]
