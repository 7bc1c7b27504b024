"""The demo's log-ins: invented people with one shared password."""

from __future__ import annotations

PASSWORD = "amplang-enak-sekali"  # noqa: S105
DEMO_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105
SHOPPER = "0812-0000-0101"
HOTEL = "pembelian@teluk-beriman.example"
HOTEL_APPROVER = "direktur@teluk-beriman.example"
HOTEL_RECEIVER = "gudang@teluk-beriman.example"
HOTEL_FINANCE = "keuangan@teluk-beriman.example"
HOTEL_OWNER = "pemilik@teluk-beriman.example"
FINANCE = "keuangan@pasar.example"
OFFICER = "petugas@pasar.example"
VERIFIER = "pemeriksa@pasar.example"
HEAD = "kepala@pasar.example"
ADMIN = "admin@pasar.example"
AMPLANG = "0812-0000-0001"
SAMBAL = "0812-0000-0006"
CODE = f"kunci aplikasi autentikator: {DEMO_SECRET}"
LOGINS = [
    ("pembeli", SHOPPER, PASSWORD, "Ani Kartika"),
    ("hotel", HOTEL, PASSWORD, "Ratih, pembelian Hotel Contoh Teluk Beriman"),
    ("hotel", HOTEL_APPROVER, PASSWORD, "Hendra, direktur yang menyetujui"),
    ("hotel", HOTEL_RECEIVER, PASSWORD, "Joko, gudang yang menerima"),
    ("hotel", HOTEL_FINANCE, PASSWORD, "Mira, keuangan hotel"),
    ("hotel", HOTEL_OWNER, PASSWORD, "Lina, pemilik yang mengatur"),
    ("penjual", AMPLANG, PASSWORD, "Dapur Teritip Jaya (amplang)"),
    ("penjual", SAMBAL, PASSWORD, "Sambal Mak Itam"),
    ("keuangan", FINANCE, PASSWORD, CODE),
    ("petugas", OFFICER, PASSWORD, CODE),
    ("pemeriksa", VERIFIER, PASSWORD, CODE),
    ("kepala dinas", HEAD, PASSWORD, CODE),
    ("admin", ADMIN, PASSWORD, CODE),
]
