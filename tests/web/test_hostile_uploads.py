"""Whatever is sent as a photo is kept as a fresh picture without a past, or not at all, and nowhere else."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from marketplace.kernel import pictures
from marketplace.kernel.errors import Refusal
from marketplace.web import uploads

pytestmark = pytest.mark.one_database
SCRIPT = b"<script>alert('canary')</script>"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **more)
    return out.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 4096)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def text_chunk() -> PngInfo:
    info = PngInfo()
    info.add_text("Comment", SCRIPT.decode())
    return info


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("../../canary", SCRIPT)
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
REFUSED = {
    "svg": ("x.svg", SVG),
    "svg that says jpg": ("x.jpg", SVG),
    "html": ("x.html", b"<!doctype html>" + SCRIPT),
    "html that says png": ("x.png", b"<!doctype html>" + SCRIPT),
    "gif and script": ("x.gif", b"GIF89a/*" + SCRIPT + b"*/=1;"),
    "a real gif": ("x.gif", picture("GIF")),
    "tiff": ("x.tiff", picture("TIFF")),
    "bmp": ("x.bmp", picture("BMP")),
    "pdf": ("x.pdf", b"%PDF-1.7\n" + SCRIPT),
    "zip": ("x.zip", archive()),
    "bomb": ("x.png", png_that_claims(20_000, 20_000)),
    "lying png": ("x.png", png_that_claims(4_000, 4_000)),
    "cut off": ("x.jpg", picture()[:300]),
    "empty": ("x.jpg", b""),
    "noise": ("x.jpg", bytes(range(256)) * 8),
    "too many bytes": ("x.jpg", picture() + b"\0" * (16 * 1024 * 1024 + 1)),
}
KEPT = {
    "jpeg and html behind it": ("x.jpg", picture() + SCRIPT),
    "jpeg with a comment": ("x.jpg", picture(comment=SCRIPT)),
    "png with a text": ("x.png", picture("PNG", pnginfo=text_chunk())),
    "double extension": ("x.php.jpg", picture()),
    "program's extension": ("x.jpg.php", picture()),
    "upwards": ("../../../canary.jpg", picture()),
    "upwards on windows": ("..\\..\\canary.jpg", picture()),
    "an absolute path": ("/etc/canary.jpg", picture()),
    "null byte": ("canary.html\x00.jpg", picture()),
    "a long name": ("a" * 400 + ".jpg", picture()),
    "webp": ("x.webp", picture("WEBP")),
}


def keep(sent: FileStorage) -> str:
    """Read and store it, as the pages do."""
    picture = uploads.read(sent, "proofs")
    picture.store()
    return picture.key


def files(app: Flask) -> set[Path]:
    return {path for path in app.config["DEPLOYMENT"].data_dir.rglob("*") if path.is_file()}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_photo_is_not_kept(app: Flask, case: str) -> None:
    name, data = REFUSED[case]
    before = files(app)
    with app.app_context(), pytest.raises(Refusal):
        keep(FileStorage(io.BytesIO(data), name))
    assert files(app) == before


@pytest.mark.parametrize("case", KEPT)
def test_a_photo_is_made_anew_under_a_name_of_ours(app: Flask, case: str) -> None:
    name, data = KEPT[case]
    before = files(app)
    with app.app_context():
        key = keep(FileStorage(io.BytesIO(data), name))
        kept = app.extensions["files"].get(key)
    (new,) = files(app) - before
    assert re.fullmatch(r"proofs/[0-9A-Za-z_-]+\.jpg", key) and new.as_posix().endswith(key)
    opened = Image.open(io.BytesIO(kept))
    assert opened.format == "JPEG" and opened.size == (60, 40)
    assert b"script" not in kept and "comment" not in opened.info


def test_where_a_photo_was_taken_is_forgotten(app: Flask, session: Session) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x8298] = "canary-phone", "canary-owner"
    exif.get_ifd(0x8825).update({1: "S", 2: (1.0, 16.0, 33.0), 3: "E", 4: (116.0, 49.0, 55.0), 29: "canary-day"})
    sent = picture(exif=exif, xmp=b"<x:xmpmeta>canary-xmp</x:xmpmeta>", icc_profile=b"canary-profile")
    assert sent.count(b"canary") == 5, "the test itself sends what must not be kept"
    with app.app_context():
        key = keep(FileStorage(io.BytesIO(sent), "IMG_canary.jpg"))
        kept = app.extensions["files"].get(key)
        shown = uploads.show(key)
    rendition = pictures.webp(pictures.upright(sent, 60), 60).data
    assert b"canary" not in kept + rendition and not dict(Image.open(io.BytesIO(kept)).getexif())
    assert shown.mimetype == "image/jpeg" and shown.headers["Cache-Control"] == "private, no-store"
