"""Pictures from strangers: opened with care, turned upright, re-encoded, stripped of everything else."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from .errors import Refusal
from .files import Files

MAX_PIXELS = {"shrunk while it is read": 60_000_000, "whole in memory": 24_000_000}
MAX_BYTES = 16 * 1024 * 1024
WIDTHS = (160, 320, 640, 960)
FORMATS = ("JPEG", "PNG", "WEBP")


class NotAPicture(Refusal):
    """The file is no JPEG, PNG or WebP, or it is broken."""


class PictureTooLarge(Refusal):
    """The picture has too many bytes or pixels."""


@dataclass(frozen=True)
class Rendition:
    """One encoded size of a picture."""

    width: int
    height: int
    data: bytes


def upright(data: bytes, longest: int) -> Image.Image:
    """Decode, rotate by its own hint, and shrink so that no side exceeds `longest` pixels."""
    if len(data) > MAX_BYTES:
        raise PictureTooLarge(bytes=len(data))
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
        if picture.width * picture.height > _most_pixels(picture):
            raise PictureTooLarge(pixels=picture.width * picture.height)
        picture.draft("RGB", (longest, longest))
        picture.load()
    except PictureTooLarge:
        raise
    except Image.DecompressionBombError:
        raise PictureTooLarge(pixels=0) from None
    except Exception as problem:
        raise NotAPicture(problem=type(problem).__name__) from None
    turned: Image.Image = ImageOps.exif_transpose(picture)
    turned.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return _flat(turned)


def _most_pixels(picture: Image.Image) -> int:
    """A plain JPEG is shrunk while it is read; every other picture takes memory for all its pixels."""
    plain = picture.format == "JPEG" and not picture.info.get("progressive")
    return MAX_PIXELS["shrunk while it is read" if plain else "whole in memory"]


def _flat(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "P", "PA"}:
        picture = picture.convert("RGBA")
        flat = Image.new("RGB", picture.size, "white")
        flat.paste(picture, mask=picture.getchannel("A"))
    else:
        flat = picture.convert("RGB")
    # Pillow writes a comment or XMP that it finds here into the next file.
    flat.info.clear()
    return flat


def webp(picture: Image.Image, width: int, quality: int = 78) -> Rendition:
    """The picture as WebP, `width` pixels wide at most, without metadata."""
    quality = quality if width > WIDTHS[0] else 60
    width = min(width, picture.width)
    height = max(1, round(picture.height * width / picture.width))
    sized = picture.resize((width, height), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    sized.save(out, "WEBP", quality=quality, method=2)
    return Rendition(width, height, out.getvalue())


def jpeg(data: bytes, longest: int = 1600) -> Rendition:
    """A stranger's upload as one clean JPEG; raise NotAPicture or PictureTooLarge."""
    picture = upright(data, longest)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return Rendition(picture.width, picture.height, out.getvalue())


def square(data: bytes, side: int) -> bytes:
    """A stranger's upload as a clean PNG of equal sides, with white where it is narrower; raise as `upright`."""
    out = io.BytesIO()
    ImageOps.pad(upright(data, side), (side, side), Image.Resampling.LANCZOS, color="white").save(out, "PNG")
    return out.getvalue()


def keep(files: Files, data: bytes) -> str:
    """Store a picture for everybody in all its sizes; its key says nothing but its content.

    Raise NotAPicture or PictureTooLarge.
    """
    picture = upright(data, 2 * max(WIDTHS))
    key = hashlib.sha256(data).hexdigest()[:24]
    for width in WIDTHS:
        files.put(f"pictures/{key}/{width}.webp", webp(picture, width).data)
    return key
