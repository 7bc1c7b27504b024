"""Indonesian words without their affixes, written for food and crafts; see docs/decisions/0040."""

from __future__ import annotations

from functools import cache
from pathlib import Path

DATA = Path(__file__).parent.joinpath("data")
SHORT = 4
CLUSTERS = {"kr", "pr", "gr", "br", "tr", "dr", "cr", "kl", "pl", "gl", "bl", "sl", "sw", "ny"}
VOWELS = "aeiou"
PLAIN = (
    "memper", "diper", "meng", "meny", "peng", "peny", "mem", "men", "pem", "pen", "per", "pel", "ber", "bel", "ter",
    "me", "pe", "be", "te", "di", "ke", "se", "nge", "ng",
)  # fmt: skip
LOST = {
    "meng": "k", "peng": "k", "meny": "s", "peny": "s", "mem": "p", "pem": "p", "men": "t", "pen": "t", "ng": "k",
}  # fmt: skip


@cache
def roots() -> frozenset[str]:
    """Words known to have no affix, though they may look as if they had one."""
    lines = DATA.joinpath("roots.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def stem(word: str) -> str:
    """The root of a word. Particle, possessive, suffix, then prefix; a known root ends the search."""
    if len(word) <= SHORT or not word.isalpha() or word in roots():
        return word
    bare = _possessive(_particle(word))
    if bare in roots():
        return bare
    return _prefixed(bare) or _suffixed(bare)


def _particle(word: str) -> str:
    for particle in ("lah", "kah", "pun"):
        rest = word.removesuffix(particle)
        if rest != word and (rest in roots() or len(rest) >= 6):
            return rest
    return word


def _possessive(word: str) -> str:
    rest = word.removesuffix("nya")
    if rest != word and len(rest) >= 3:
        return rest
    for ending in ("ku", "mu"):
        rest = word.removesuffix(ending)
        if rest != word and rest in roots():
            return rest
    return word


def _endings(word: str) -> list[str]:
    """The word and what is left of it without a suffix, the longest suffix first."""
    found = [word]
    for suffix in ("kan", "an", "i"):
        rest = word.removesuffix(suffix)
        if rest != word and len(rest) >= 3:
            found.append(rest)
    return found


def _prefixed(word: str) -> str:
    """A known root inside prefix and suffix; nothing when none is known."""
    bodies = _endings(word)
    whole = next((body for body in bodies if body in roots()), "")
    if whole:
        return whole
    for body in [*bodies[1:], word]:
        for found in _without_prefix(body):
            inner = next((one for one in (found, *_without_prefix(found)) if one in roots()), "")
            if inner:
                return inner
    return ""


def _without_prefix(word: str) -> list[str]:
    found: list[str] = []
    for prefix in PLAIN:
        rest = word.removeprefix(prefix)
        if rest == word or len(rest) < 3:
            continue
        if prefix in LOST and rest[0] in VOWELS:
            found.append(LOST[prefix] + rest)
        found.append(rest)
    return found


def _suffixed(word: str) -> str:
    """The word less `-an` or `-kan` when a root-like word is left, and less a plain `di-`."""
    for suffix in ("kan", "an"):
        rest = word.removesuffix(suffix)
        if rest != word and len(rest) >= SHORT and rest[-1] not in "dbgcj":
            word = rest
            break
    rest = word.removeprefix("di")
    if rest != word and len(rest) >= SHORT and (rest[0] in VOWELS or rest[1] in VOWELS or rest[:2] in CLUSTERS):
        return rest
    return word
