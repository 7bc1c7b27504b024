"""Puts the drawn pictures through the same pipeline as uploads, two at a time."""

from __future__ import annotations

import hashlib
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from marketplace.kernel import pictures
from marketplace.kernel.files import Files

from . import tables

MASTERS = Path(__file__).parent / "pictures"


def load(files: Files) -> dict[str, str]:
    """Store every rendition that is missing; returns the public key of each picture by SKU."""
    masters = [path for sku in tables.goods() if (path := MASTERS / f"{sku}.webp").exists()]
    keys = {path.stem: _key(path) for path in masters}
    missing = [path for path in masters if not _is_stored(files, keys[path.stem])]
    if missing:
        with ProcessPoolExecutor(2) as pool:
            for path, sizes in zip(missing, pool.map(_render, missing, chunksize=6), strict=True):
                for width, data in sizes.items():
                    files.put(f"pictures/{keys[path.stem]}/{width}.webp", data)
    return keys


def _key(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _is_stored(files: Files, key: str) -> bool:
    try:
        return bool(files.get(f"pictures/{key}/{pictures.WIDTHS[-1]}.webp"))
    except FileNotFoundError:
        return False


def _render(path: Path) -> dict[int, bytes]:
    picture = pictures.upright(path.read_bytes(), max(pictures.WIDTHS))
    return {width: pictures.webp(picture, width).data for width in pictures.WIDTHS}
