"""Identifiers that leave the house: sortable public ids, unguessable tokens, readable codes."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
import uuid

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def public_id() -> str:
    """A UUIDv7 as 32 hex digits: sortable by time, 74 random bits."""
    stamp = time.time_ns() // 1_000_000
    raw = bytearray(stamp.to_bytes(6, "big") + os.urandom(10))
    raw[6] = (raw[6] & 0x0F) | 0x70
    raw[8] = (raw[8] & 0x3F) | 0x80
    return uuid.UUID(bytes=bytes(raw)).hex


def token() -> str:
    """An unguessable URL-safe token, 192 bits."""
    return secrets.token_urlsafe(24)


def code(length: int) -> str:
    """A random code of letters and digits that are not mistaken for each other."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def digest(secret: str) -> str:
    """What is stored of a token: its SHA-256 in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()
