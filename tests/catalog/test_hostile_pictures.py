"""Pictures from strangers: what is taken, what is refused, and what is left of them."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from marketplace.kernel import pictures


def encoded(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **more: object) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind, **more)
    return out.getvalue()


def claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    body = struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + body + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
NOT_PICTURES = {
    "empty": b"",
    "text": b"bukan foto",
    "svg": SVG,
    "html": b"<html><body>x</body></html>",
    "gif": encoded("GIF"),
    "bmp": encoded("BMP"),
    "pdf": b"%PDF-1.7\n",
    "cut off": encoded(size=(400, 300))[:900],
    "only a head": encoded()[:20],
    "html that begins like a JPEG": b"\xff\xd8\xff\xe0" + SVG,
}
TOO_LARGE = {
    "bomb": claims(30_000, 30_000),
    "61 megapixels": claims(10_000, 6_100),
    "png above what memory bears": claims(6_000, 5_100),
    "bytes": encoded() + b"\0" * pictures.MAX_BYTES,
}


@pytest.mark.parametrize("data", NOT_PICTURES.values(), ids=NOT_PICTURES)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(pictures.NotAPicture):
        pictures.upright(data, 960)


@pytest.mark.parametrize("data", TOO_LARGE.values(), ids=TOO_LARGE)
def test_what_is_too_large_is_refused_unopened(data: bytes) -> None:
    with pytest.raises(pictures.PictureTooLarge):
        pictures.upright(data, 960)


def test_a_polyglot_loses_its_other_half() -> None:
    data = encoded() + b"<script>alert(1)</script>"
    assert b"script" not in pictures.webp(pictures.upright(data, 960), 320).data


def test_it_is_turned_upright_and_forgets_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "S"
    exif.get_ifd(0x8825)[2] = (1.0, 15.0, 30.0)
    made = pictures.webp(pictures.upright(encoded(size=(400, 300), exif=exif), 960), 320)
    again = Image.open(io.BytesIO(made.data))
    assert (again.format, again.width, again.height) == ("WEBP", 300, 400)
    assert not again.getexif() and b"EXIF" not in made.data


def test_fifty_megapixels_are_taken() -> None:
    out = io.BytesIO()
    Image.new("L", (8_192, 6_144), 180).save(out, "JPEG", quality=40)
    made = pictures.upright(out.getvalue(), 1_920)
    assert (made.width, made.height) == (1_920, 1_440)
