"""E-mail addresses as they are kept: checked for shape, in lower case."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

LONGEST = 254


def normalise(text: str) -> str | None:
    """` Budi@Contoh.ID ` → `budi@contoh.id`; nothing when it is no address."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        return None
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return None
