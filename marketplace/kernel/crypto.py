"""What must not be read from a stolen copy of the database is sealed, what a browser keeps for us is signed."""

from __future__ import annotations

import base64
import hmac
from functools import cache
from hashlib import sha256

from marketplace.kernel.errors import Refusal

PURPOSE = b"marketplace bank accounts 1"
_secrets: list[str] = []


class CannotOpen(Refusal):
    """None of the known secrets fits: the deployment's secret was changed without keeping the earlier one."""


def use(secret: str, *earlier: str) -> None:
    """Seal with `secret` from now on; what was sealed with an earlier one can still be opened.

    Several applications in one process share the ring: the newest seals.
    """
    given = list(dict.fromkeys((secret, *earlier)))
    _secrets[:] = given + [known for known in _secrets if known not in given]


def seal(text: str) -> str:
    """The text as it may lie in the database."""
    return _ring(tuple(_secrets)).encrypt(text.encode()).decode()  # type: ignore[no-any-return]


def open(sealed: str) -> str:
    """The text again; raise CannotOpen."""
    from cryptography.fernet import InvalidToken

    try:
        return _ring(tuple(_secrets)).decrypt(sealed.encode()).decode()  # type: ignore[no-any-return]
    except InvalidToken:
        raise CannotOpen() from None


def open_if_possible(sealed: str) -> str:
    """The text again; empty when none of the known secrets fits, so that a page can ask for it anew."""
    try:
        return open(sealed)
    except CannotOpen:
        return ""


def renewed(sealed: str) -> str:
    """The same text sealed with the newest secret."""
    return seal(open(sealed))


def sign(text: str, purpose: str) -> str:
    """The text with a signature, which is good for this purpose alone."""
    return f"{text}.{_signature(_secrets[0], text, purpose)}"


def signed(value: str, purpose: str) -> str:
    """The text of a signed value; empty when the signature is none of ours."""
    text, _dot, signature = value.rpartition(".")
    known = (_signature(secret, text, purpose).encode() for secret in _secrets)
    return text if any(hmac.compare_digest(signature.encode(), one) for one in known) else ""


def _signature(secret: str, text: str, purpose: str) -> str:
    key = hmac.digest(secret.encode(), purpose.encode(), sha256)
    return base64.urlsafe_b64encode(hmac.digest(key, text.encode(), sha256)).decode().rstrip("=")


@cache
def _ring(secrets: tuple[str, ...]):  # type: ignore[no-untyped-def]
    from cryptography.fernet import Fernet, MultiFernet

    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(derived)
