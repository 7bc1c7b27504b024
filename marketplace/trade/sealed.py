"""Short texts that are unreadable in the database and in its backups: account numbers of buyers."""

from __future__ import annotations

import base64
import hashlib

_secret = ""


def use(secret: str) -> None:
    """Take the key from the deployment's secret; `create_app` calls this once."""
    global _secret
    _secret = secret


def seal(text: str) -> str:
    """The text, encrypted and signed."""
    from cryptography.fernet import Fernet

    return Fernet(_key()).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text again; empty when it was sealed with another secret or changed."""
    from cryptography.fernet import Fernet, InvalidToken

    try:
        return Fernet(_key()).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


def _key() -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"sealed texts:" + _secret.encode()).digest())
