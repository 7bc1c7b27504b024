"""Invented proofs of transfers: small pictures that say that they are none."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

from marketplace.kernel import pictures, rupiah
from marketplace.kernel.files import Files

SHOP = "KOPERASI CONTOH BALIKPAPAN"
PAPER, INK, FAINT, RED = "#f6efe0", "#14573d", "#6f7d74", "#a23b22"


def keep(files: Files, name: str, amount: int | None, sender: str, to: str = SHOP) -> str:
    """Draw one, store it as an upload would be, return its key."""
    key = f"proofs/contoh-{name.lower()}.jpg"
    files.put(key, pictures.jpeg(_draw(amount, sender, to)).data)
    return key


def nota(files: Files, name: str, seller: str, what: str, amount: int) -> tuple[str, bytes]:
    """An invented shop's receipt, stored as an upload would be: its key and its bytes."""
    key = f"local/contoh-{name}.jpg"
    data = pictures.jpeg(_draw(amount, what, seller)).data
    files.put(key, data)
    return key, data


def _draw(amount: int | None, sender: str, to: str) -> bytes:
    paper = Image.new("RGB", (480, 720), PAPER)
    pen = ImageDraw.Draw(paper)
    pen.rectangle((24, 24, 456, 696), outline=INK, width=3)
    lines = (
        (60, 30, INK, "Bank Contoh"),
        (120, 20, FAINT, "Transfer berhasil"),
        (190, 20, FAINT, "Ke"),
        (220, 22, INK, "0000000001"),
        (255, 18, INK, to),
        (320, 20, FAINT, "Jumlah"),
        (350, 34, INK, rupiah.show(amount) if amount is not None else "Rp…"),
        (430, 20, FAINT, "Dari"),
        (460, 22, INK, sender),
        (610, 22, RED, "DATA CONTOH, BUKAN BUKTI"),
    )
    for top, size, colour, text in lines:
        pen.text((52, top), text, fill=colour, font=ImageFont.load_default(size))
    out = io.BytesIO()
    paper.save(out, "PNG", compress_level=1)
    return out.getvalue()
