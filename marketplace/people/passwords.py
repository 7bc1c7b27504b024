"""Passwords: what makes one acceptable, how it is kept, how it is checked."""

from __future__ import annotations

import gzip
from functools import cache
from importlib import resources

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from marketplace.kernel.errors import Refusal

from . import phones

SHORTEST = 8
LONGEST = 200
MUST_REMAIN = 5
HASHER = PasswordHasher(memory_cost=19_456, time_cost=2, parallelism=1)
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$tx/iX2kYpjfkGwmC4BPt7Q$xir4jw+GeqjISLPKRMT8DwGE2KUf+mc+EtrCRFX1fjc"


class PasswordTooShort(Refusal):
    """Fewer than eight characters; facts: at_least."""


class PasswordTooLong(Refusal):
    """More characters than anybody types; facts: at_most."""


class PasswordBreached(Refusal):
    """The password stands on the list of those that thieves try first."""


class PasswordPersonal(Refusal):
    """The password is little more than the person's own name, phone or e-mail."""


def demand(password: str, *own: str | None) -> None:
    """Refuse a password that is too short, too long, breached, or made of the person's `own` facts."""
    if len(password) < SHORTEST:
        raise PasswordTooShort(at_least=SHORTEST)
    if len(password) > LONGEST:
        raise PasswordTooLong(at_most=LONGEST)
    if password.casefold().strip() in breached():
        raise PasswordBreached()
    if _is_personal(password, [fact for fact in own if fact]):
        raise PasswordPersonal()


def accept(password: str, *own: str | None) -> str:
    """Refuse a bad password, else return what is kept of it."""
    demand(password, *own)
    return seal(password)


def seal(password: str) -> str:
    """The argon2id hash that is kept."""
    return HASHER.hash(password)


def check(sealed: str | None, password: str) -> bool:
    """Whether the password fits. Without a kept hash the same work is done, for nothing."""
    if len(password) > LONGEST:
        password = ""
    try:
        return HASHER.verify(sealed or NOBODY, password) and sealed is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(sealed: str) -> bool:
    """Whether the hash was made with other costs than today's."""
    return HASHER.check_needs_rehash(sealed)


@cache
def breached() -> frozenset[str]:
    """Passwords of eight or more characters that are known from leaks, in lower case."""
    packed = resources.files("marketplace.people").joinpath("data/breached-passwords.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode().splitlines())


def _is_personal(password: str, own: list[str]) -> bool:
    rest = _compact(password)
    for part in sorted(_parts(own), key=len, reverse=True):
        if part in rest:
            rest = rest.replace(part, "")
            if len(rest) < MUST_REMAIN:
                return True
    return False


def _parts(own: list[str]) -> set[str]:
    parts = set()
    for fact in own:
        phone = phones.normalise(fact)
        if phone:
            parts.update({phone[1:], phone[3:], "0" + phone[3:]})
            continue
        local = fact.split("@")[0]
        parts.update({_compact(local), *(_compact(word) for word in local.split())})
    return {part for part in parts if len(part) >= 4}


def _compact(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
