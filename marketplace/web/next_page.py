"""Where to go after logging in: only a page of this shop, never another site."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request

LONGEST = 500


def asked(otherwise: str) -> str:
    """The `next` of the form or address when it is safe, else `otherwise`."""
    wish = request.form.get("next") or request.args.get("next") or ""
    return wish if is_safe(wish) else otherwise


def wish() -> str | None:
    """The safe `next` of this request, to carry along, or nothing."""
    return asked("") or None


def is_safe(target: str) -> bool:
    """Whether the text is a plain path on this site, in every browser's reading of it."""
    if not target.startswith("/") or target[1:2] in {"/", "\\"} or len(target) > LONGEST:
        return False
    if "\\" in target or any(not 0x20 < ord(char) < 0x7F for char in target):
        return False
    path = target.split("?")[0].split("#")[0].lower()
    if "//" in path or "%2f" in path or "%5c" in path or "/.." in path:
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc
