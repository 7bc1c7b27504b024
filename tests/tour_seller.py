"""More of the maker's screens: of somebody who has just begun, and every form when it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask.testing import FlaskClient

Try = tuple[str, str, str, str, dict[str, Any] | None, int]
PRODUCT = "/jualan/produk/amplang-uji"
REFUSED: dict[str, dict[str, Any]] = {
    "/jualan/produk/baru": {},
    "/jualan/dokumen/baru": {},
    "/jualan/toko/nama": {},
    "/jualan/toko/foto": {},
    "/jualan/toko/alamat": {},
    "/jualan/toko/minimum": {"amount": "-5"},
    "/jualan/toko/jam": {"open_0": "y", "from_0": "17:00", "to_0": "08:00"},
    "/jualan/toko/libur": {"first": "31-02-2027", "last": "besok"},
    f"{PRODUCT}/foto": {},
    "/jualan/harga-khusus/baru": {},
}
EMPTY = (
    "/jualan", "/jualan/pesanan", "/jualan/langkah", "/jualan/produk", "/jualan/produk/baru?lagi=1", "/jualan/stok",
    "/jualan/stok/tabel", "/jualan/catat-penjualan", "/jualan/ambil", "/jualan/uang", "/jualan/uang/akan-tunai",
    "/jualan/angka", "/jualan/toko", "/jualan/toko/kapasitas", "/jualan/toko/pengiriman", "/jualan/dokumen",
    "/jualan/catatan", "/jualan/lainnya", "/jualan/impor", "/jualan/harga-khusus", "/jualan/harga-khusus/baru",
)  # fmt: skip


def begin(newcomer: FlaskClient) -> str:
    """Somebody joins and begins a product without answering anything; its address."""
    joined = newcomer.post("/jualan/mulai", data={"name": "Bu Baru", "phone": "081200000777"})
    assert joined.status_code == 303
    return str(newcomer.post("/jualan/produk/baru", data={"nanti": "1"}).location).rsplit("/", 1)[0]


def states(draft: str, blank: str) -> Iterator[Try]:
    """(name, person, method, path, form, status) of screens with nothing in them, and refused ones."""
    for path in EMPTY:
        yield f"empty {path}", "newcomer", "GET", path, None, 200
    for question in ("foto", "nama", "kemasan", "harga", "stok", "label"):
        yield f"blank {question}", "newcomer", "GET", f"{blank}/{question}", None, 200
    yield "joining with an account", "shopper", "GET", "/jualan/mulai", None, 200
    for question in ("nama", "kemasan", "stok"):
        yield f"question {question}, wrong", "producer", "POST", f"{draft}/{question}", {}, 422
    yield "price, not worked out", "producer", "POST", f"{draft}/harga", {"hitung": "1"}, 422
    for path, form in REFUSED.items():
        yield f"{path}, wrong", "producer", "POST", path, form, 422
