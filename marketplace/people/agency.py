"""Who runs the shop: names, contacts and texts that staff may change."""

from __future__ import annotations

import re

from marketplace.kernel import settings

SHOP_NAME = settings.declare("shop.name", "Pasar Balikpapan", "Nama toko ini", lambda value: bool(value.strip()))
AGENCY_NAME = settings.declare(
    "agency.name",
    "Dinas Koperasi, UMKM dan Perdagangan Kota Balikpapan",
    "Nama dinas pembina",
    lambda value: bool(value.strip()),
)
ADDRESS = settings.declare("agency.address", "Balikpapan, Kalimantan Timur", "Alamat dinas")
PHONE = settings.declare("agency.phone", "", "Nomor bantuan pembeli")
EMAIL = settings.declare("agency.email", "", "E-mail bantuan pembeli")
LICENCE = settings.declare("agency.licence", "", "Nomor pendaftaran penyelenggara (PSE)")
COMPLAINTS = settings.declare(
    "agency.complaints",
    "Ada keluhan? Sampaikan lewat halaman pesanan paling lambat dua hari kerja setelah barang diterima.",
    "Kalimat tentang pengaduan di kaki halaman",
)
CONSUMER_OFFICE = settings.declare(
    "agency.consumer_office", "", "Kontak direktorat perlindungan konsumen di kaki halaman"
)
KEY = re.compile(r"^(|[0-9a-f]{8,64})$")
SHOP_LOGO, AGENCY_LOGO = (
    settings.declare(name, "", doc, lambda value: bool(KEY.match(value)))
    for name, doc in (("shop.logo", "Logo toko ini: kunci gambarnya"), ("agency.logo", "Logo dinas: kunci gambarnya"))
)
