"""Puts the drawn pictures through the same pipeline as uploads, while the rest is being loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from marketplace.kernel import pictures
from marketplace.kernel.files import Files

from . import tables

MASTERS = Path(__file__).parent / "pictures"
QUALITY = 72


@contextmanager
def loading(files: Files) -> Iterator[dict[str, str]]:
    """The public key of each picture by SKU; every rendition is stored when the block ends."""
    masters = [path for sku in tables.goods() if (path := MASTERS / f"{sku}.webp").exists()]
    keys = {path.stem: _key(path) for path in masters}
    with ThreadPoolExecutor(2) as pool:
        work = [pool.submit(_store, files, path, keys[path.stem]) for path in masters]
        yield keys
        for done in work:
            done.result()


def _key(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _store(files: Files, path: Path, key: str) -> None:
    if _is_stored(files, key):
        return
    picture = pictures.upright(path.read_bytes(), max(pictures.WIDTHS))
    for width in pictures.WIDTHS:
        files.put(f"pictures/{key}/{width}.webp", pictures.webp(picture, width, QUALITY).data)


def _is_stored(files: Files, key: str) -> bool:
    try:
        return bool(files.get(f"pictures/{key}/{pictures.WIDTHS[-1]}.webp"))
    except FileNotFoundError:
        return False
