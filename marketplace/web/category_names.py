"""Names of categories in the reader's language; the stored name is the text to translate."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

KNOWN = (
    _l("Kerupuk & keripik"),
    _l("Olahan ikan kering"),
    _l("Sambal & bumbu"),
    _l("Kue & roti"),
    _l("Kopi, teh & minuman"),
    _l("Manisan & selai"),
    _l("Madu & gula aren"),
    _l("Rempah"),
    _l("Makanan beku"),
    _l("Buah & sayur segar"),
    _l("Minyak kelapa"),
    _l("Batik & kain"),
    _l("Kerajinan"),
    _l("Sabun & lilin"),
)


def register(app: Flask) -> None:
    """`{{ category.name|kategori }}`."""
    app.jinja_env.filters["kategori"] = shown


def shown(name: str) -> str:
    """The name for the reader; one that nobody has translated stays as it is."""
    return gettext(name)
